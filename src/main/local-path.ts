import { isAbsolute, win32 } from 'node:path';

/**
 * Whether a path is absolute and on this computer. On Windows, showing `\\server\share` in the file manager would send the
 * user's credentials to that server, and `\\.\` and `\\?\` name devices.
 */
export function isLocalPath(path: string, platform: NodeJS.Platform = process.platform): boolean {
  if (path.includes('\0')) return false;
  if (platform !== 'win32') return isAbsolute(path);
  // A drive with a separator: no network share, no device, and no path that depends on the drive's current folder.
  return win32.isAbsolute(path) && /^[a-z]:[\\/]/i.test(path);
}
