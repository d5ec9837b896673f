/**
 * Every file that a user names, or that is found in a user's folder, is opened here. Opening a named pipe waits for its
 * other end and holds one of the four threads that Node has for all its file access, so four of them would stop the
 * laboratory. Opening a device can change its state.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** With `O_NONBLOCK`, opening a pipe does not wait. Windows does not have the flag, nor pipes in folders. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Opening a pipe that nobody reads is then an error instead of a wait. */
const REPLACE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | (constants.O_NONBLOCK ?? 0);

/** The path leads to something else than a regular file. */
export class NotAFileError extends Error {
  readonly code = 'ENOTFILE';
  /** What it is, such as `a named pipe`. */
  readonly what: string;

  constructor(path: string, stats: Stats) {
    const what = kindOf(stats);
    super(`${path} is ${what}, not a file`);
    this.name = 'NotAFileError';
    this.what = what;
  }
}

/**
 * Opens a regular file, also through links, for reading. Never waits for the other end of a pipe.
 * @throws NotAFileError for a folder, pipe, socket or device; the errors of the file system.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  requireRegular(path, await stat(path));
  const file = await open(path, READ_ONLY);
  try {
    // Something else may have taken its place since it was looked at.
    requireRegular(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The same for code that runs outside of the laboratory's thread or needs a descriptor. The caller closes it. */
export function openRegularFileSync(path: string): number {
  requireRegular(path, statSync(path));
  const file = openSync(path, READ_ONLY);
  try {
    requireRegular(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The system limits one read to 2 GiB. */
const MAX_READ = 1 << 30;

const tooManyBytes =
  (path: string) =>
  (bytes: number): Error =>
    new RangeError(`${path} has ${bytes} bytes.`);

/**
 * Reads a regular file of at most `maxBytes`. A larger one gives the error that `tooLarge` makes of its size. Only a file that
 * this program wrote is read without a limit.
 * @throws NotAFileError and the errors of the file system.
 */
export async function readRegularFile(
  path: string,
  maxBytes = Number.POSITIVE_INFINITY,
  tooLarge = tooManyBytes(path),
): Promise<Buffer> {
  await using file = await openRegularFile(path);
  const { size } = await file.stat();
  if (size > maxBytes) throw tooLarge(size);
  return readBytes(file, size);
}

/** As {@link readRegularFile}, in the calling thread. */
export function readRegularFileSync(
  path: string,
  maxBytes = Number.POSITIVE_INFINITY,
  tooLarge = tooManyBytes(path),
): Buffer {
  const file = openRegularFileSync(path);
  try {
    const { size } = fstatSync(file);
    if (size > maxBytes) throw tooLarge(size);
    const content = Buffer.allocUnsafeSlow(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(file, content, filled, Math.min(size - filled, MAX_READ), filled);
      if (count === 0) break;
      filled += count;
    }
    return content.subarray(0, filled);
  } finally {
    closeSync(file);
  }
}

/** The text of a regular file, as UTF-8. */
export const readRegularTextSync = (path: string): string => readRegularFileSync(path).toString('utf8');

/** Writes a text in place of the content of a file. Fails, instead of waiting, where a named pipe is in its place. */
export function replaceTextSync(path: string, text: string): void {
  const file = openSync(path, REPLACE, 0o666);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** The first `bytes` of a file, or less if it has become shorter. What was added since is not read. */
export async function readBytes(file: FileHandle, bytes: number): Promise<Buffer> {
  const content = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(content, filled, Math.min(bytes - filled, MAX_READ), filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return content.subarray(0, filled);
}

function requireRegular(path: string, stats: Stats): void {
  if (!stats.isFile()) throw new NotAFileError(path, stats);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
