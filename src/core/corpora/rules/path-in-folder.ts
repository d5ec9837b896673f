import path from 'node:path';

/** A file's path below the scanned folder, with `/` on every system, as rules see it. */
export const pathInFolder = (root: string, file: string): string =>
  path.relative(root, file).split(path.sep).join('/');
