import { closeSync, createWriteStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, fromFdPromise, type ZipFile } from 'yauzl';
import { UserError } from '#shared/failure.ts';
import { openRegularFileSync } from './open-regular-file.ts';

/** A file in an archive. Sizes in bytes. */
export type ZipEntry = Entry;

/** An open zip file; only its directory is in memory. */
export interface ZipArchive extends Disposable {
  path: string;
  entries: ReadonlyMap<string, ZipEntry>;
  file: ZipFile;
}

export interface ZipLimits {
  /** Maximum number of files. TensorFlow's wheel has 13,000; each takes about 1 kB of memory. */
  entries?: number;
  /** Maximum size of all files together after unpacking, as the directory states it. */
  bytes?: number;
}

const MAX_ENTRIES = 200_000;
/** Maximum size of an entry that is read into memory. The RECORD of TensorFlow's wheel has 1.5 MB. */
const MAX_TEXT_BYTES = 64 * 2 ** 20;
/** In `externalFileAttributes` of archives made on Unix: the file's mode in the upper half, and its type in that. */
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * Opens a zip file (also zip64) and reads its directory. Throws {@link UserError} `corrupted` for anything that is not
 * a whole archive, and for one with a name that points outside the folder it is unpacked in, a name that occurs twice, a
 * symbolic link, an encrypted file, or more files or bytes than `limits` allow. A file that unpacks to more bytes than
 * the directory states is found while it is read.
 */
export async function openZip(path: string, limits: ZipLimits = {}): Promise<ZipArchive> {
  const { entries: maxEntries = MAX_ENTRIES, bytes: maxBytes = Number.POSITIVE_INFINITY } = limits;
  let file: ZipFile | undefined;
  try {
    file = await openZipFile(path);
    if (file.entryCount > maxEntries)
      throw corrupted(path, `its directory lists ${file.entryCount} files, which is too many`);
    const entries = new Map<string, ZipEntry>();
    let bytes = 0;
    for await (const entry of file.eachEntry()) {
      const { fileName } = entry;
      if (entries.has(fileName)) throw corrupted(path, `it has two files named ${fileName}`);
      if (entry.isEncrypted()) throw corrupted(path, `${fileName} is encrypted`);
      if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK)
        throw corrupted(path, `${fileName} is a symbolic link`);
      bytes += entry.uncompressedSize;
      if (bytes > maxBytes) throw corrupted(path, `its files unpack to more than ${maxBytes} bytes`);
      entries.set(fileName, entry);
    }
    const opened = file;
    return { path, entries, file, [Symbol.dispose]: () => opened.close() };
  } catch (error) {
    file?.close();
    throw asCorrupted(path, error);
  }
}

async function openZipFile(path: string): Promise<ZipFile> {
  const descriptor = openRegularFileSync(path);
  try {
    return await fromFdPromise(descriptor, { autoClose: false, strictFileNames: true });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * The content of an entry, unpacked piece by piece. Throws {@link UserError} `corrupted` when its length or checksum is
 * not as in the directory; some pieces may have been given before.
 */
async function* readEntry({ path, file }: ZipArchive, entry: ZipEntry): AsyncGenerator<Buffer> {
  let crc = 0;
  try {
    const pieces = await file.openReadStreamPromise(entry);
    // yauzl checks the length, but not the checksum.
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      crc = crc32(piece, crc);
      yield piece;
    }
  } catch (error) {
    throw asCorrupted(path, error);
  }
  if (crc !== entry.crc32) throw corrupted(path, `${entry.fileName} has a wrong checksum`);
}

/** The content of an entry of at most `maxBytes`; null if the archive has no entry of that name. */
export async function readBytes(
  archive: ZipArchive,
  name: string,
  maxBytes = MAX_TEXT_BYTES,
): Promise<Buffer | null> {
  const entry = archive.entries.get(name);
  if (entry === undefined) return null;
  if (entry.uncompressedSize > maxBytes) {
    throw corrupted(archive.path, `its file ${name} has ${entry.uncompressedSize} bytes, which is too large`);
  }
  return buffer(readEntry(archive, entry));
}

/** The text of a small entry; null if the archive has no entry of that name. */
export async function readText(archive: ZipArchive, name: string): Promise<string | null> {
  return (await readBytes(archive, name))?.toString('utf8') ?? null;
}

/** Writes an entry to a new file and gives each piece to `watch` as well. */
export async function writeEntry(
  archive: ZipArchive,
  entry: ZipEntry,
  target: string,
  watch: (piece: Buffer) => void,
  signal?: AbortSignal,
): Promise<void> {
  const watched = async function* () {
    for await (const piece of readEntry(archive, entry)) {
      watch(piece);
      yield piece;
    }
  };
  await pipeline(watched, createWriteStream(target, { flags: 'wx', highWaterMark: 1 << 20 }), { signal });
}

/** yauzl reports damage as errors without a code or as zlib's errors; errors of the disk have other codes. */
function asCorrupted(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && !code.startsWith('Z_')) return error;
  const isCut = /end of central directory/i.test(error.message);
  return corrupted(path, isCut ? 'it is not a zip file, or its end is missing' : error.message, error);
}

function corrupted(path: string, what: string, cause?: unknown): UserError {
  return new UserError('corrupted', `The file ${path} is damaged: ${what}.`, { cause });
}
