import { NotAFileError } from './open-regular-file.ts';

/** The code of a file system error (`ENOENT`) or of a Node error about a path; null for any other error. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E[A-Z]/.test(error.code)
    ? error.code
    : null;
}

/** Whether an error code of the file system means a full disk, an exceeded quota or an exceeded file size limit. */
export function isDiskFull(code: string | null): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/**
 * Why a file or folder could not be read, as a sentence for the user. Null for errors that do not come from the file
 * system: those are defects of this program and must not be swallowed.
 */
export function fileReason(error: unknown): { code: 'missing' | 'unreadable'; reason: string } | null {
  if (error instanceof NotAFileError)
    return { code: 'unreadable', reason: `It is ${error.what}, not a file.` };
  const code = errorCode(error);
  switch (code) {
    case null:
      return null;
    case 'ENOENT':
    case 'ENOTDIR':
      if (hasUnreadableName(error))
        return {
          code: 'unreadable',
          reason:
            'Its name, or that of a folder above it, is not valid UTF-8. Rename it, for instance with convmv.',
        };
      return { code: 'missing', reason: 'It does not exist, or it was removed while it was read.' };
    case 'EACCES':
    case 'EPERM':
      return { code: 'unreadable', reason: 'You do not have permission to read it.' };
    case 'ELOOP':
      return { code: 'unreadable', reason: 'Its symbolic links form a loop.' };
    case 'ENAMETOOLONG':
      return { code: 'unreadable', reason: 'Its path is too long for this system.' };
    default:
      return { code: 'unreadable', reason: `The system cannot read it (${code}).` };
  }
}

/** Node shows bytes of a name that are no UTF-8 as U+FFFD, and cannot open the file under that name. */
function hasUnreadableName(error: unknown): boolean {
  return (
    error instanceof Error &&
    'path' in error &&
    typeof error.path === 'string' &&
    error.path.includes('\uFFFD')
  );
}
