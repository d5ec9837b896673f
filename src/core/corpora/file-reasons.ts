/** The code of an error of the file system (`ENOENT`) or of Node about a path; null for any other error. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E[A-Z]/.test(error.code)
    ? error.code
    : null;
}

/**
 * Why a file or folder could not be read, in words for people. Null for errors that are not the file system's:
 * those are defects of ours and must not be swallowed.
 */
export function fileReason(error: unknown): { code: 'missing' | 'unreadable'; reason: string } | null {
  const code = errorCode(error);
  switch (code) {
    case null:
      return null;
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'missing', reason: 'It is not there, or was taken away while it was being read.' };
    case 'EACCES':
    case 'EPERM':
      return { code: 'unreadable', reason: 'There is no permission to read it.' };
    case 'ELOOP':
      return { code: 'unreadable', reason: 'Its links lead in a circle.' };
    case 'ENAMETOOLONG':
      return { code: 'unreadable', reason: 'Its path is too long for this system.' };
    default:
      return { code: 'unreadable', reason: `The system cannot read it (${code}).` };
  }
}
