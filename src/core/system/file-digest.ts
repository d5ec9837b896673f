import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openRegularFile } from './open-regular-file.ts';

export interface FileDigest {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/**
 * Size and SHA-256 of a regular file, from one reading.
 * @throws NotAFileError, `AbortError`, and the errors of the file system.
 */
export async function digestOfFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256');
  const bytes = await readInto(hash, await openRegularFile(path), signal);
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * The name of a regular file as an object of git: SHA-1 of `blob LENGTH`, a zero byte and the content, hexadecimal.
 * @throws as {@link digestOfFile}.
 */
export async function gitBlobOfFile(path: string, signal?: AbortSignal): Promise<string> {
  const file = await openRegularFile(path);
  const hash = createHash('sha1').update(`blob ${(await file.stat()).size}\0`);
  await readInto(hash, file, signal);
  return hash.digest('hex');
}

/** Gives a file to a hash, closes it, also after an error, and returns its number of bytes. */
async function readInto(hash: Hash, file: FileHandle, signal: AbortSignal | undefined): Promise<number> {
  let bytes = 0;
  const pieces: AsyncIterable<Buffer> = file.createReadStream({ highWaterMark: 1 << 20, signal });
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
  }
  return bytes;
}
