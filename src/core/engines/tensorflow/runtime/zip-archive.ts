import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { UserError } from '../../../../shared/failure.ts';

/** A file in an archive. */
export interface ZipEntry {
  name: string;
  /** 0: stored, 8: deflated; nothing else occurs in wheels. */
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  /** Of its local header. */
  offset: number;
}

export interface ZipArchive {
  path: string;
  entries: ReadonlyMap<string, ZipEntry>;
}

const END_SIGNATURE = 0x06054b50;
const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LOCAL_BYTES = 30;
/** The end record is followed by a comment of at most this. */
const COMMENT_BYTES = 65_535;

/**
 * Reads the directory of a zip file (PKWARE's APPNOTE 6.3), which may be of hundreds of megabytes: only the directory
 * is held. Throws {@link UserError} `corrupted` for anything that is not a whole archive below 4 GiB.
 */
export async function openZip(path: string): Promise<ZipArchive> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tail = await read(file, Math.max(0, size - END_BYTES - COMMENT_BYTES), size);
    const end = findEnd(tail);
    if (end < 0) throw corrupted(path, 'it is cut off or no archive');
    const count = tail.readUInt16LE(end + 10);
    const directoryBytes = tail.readUInt32LE(end + 12);
    const directoryOffset = tail.readUInt32LE(end + 16);
    if (directoryOffset + directoryBytes > size) throw corrupted(path, 'its directory lies beyond its end');
    const directory = await read(file, directoryOffset, directoryOffset + directoryBytes);
    return { path, entries: readDirectory(path, directory, count) };
  } finally {
    await file.close();
  }
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return -1;
}

function readDirectory(path: string, directory: Buffer, count: number): Map<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_SIGNATURE) {
      throw corrupted(path, 'its directory is damaged');
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    entries.set(name, {
      name,
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * The content of an entry, piece by piece, as `take` takes it. Throws {@link UserError} `corrupted` when it is not what
 * the directory says, by length or checksum, after some of it may have been taken.
 */
export async function readEntry(
  { path }: ZipArchive,
  entry: ZipEntry,
  take: (piece: Buffer) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  if (entry.method !== 0 && entry.method !== 8)
    throw corrupted(path, `${entry.name} is packed in an unknown way`);
  if (entry.bytes === 0) return;
  const start = await contentStart(path, entry);
  const packed = createReadStream(path, {
    start,
    end: start + entry.packedBytes - 1,
    highWaterMark: 1 << 20,
  });
  let crc = 0;
  let bytes = 0;
  const sink = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      crc = crc32(piece, crc);
      bytes += piece.length;
      if (bytes > entry.bytes) throw corrupted(path, `${entry.name} is longer than it should be`);
      await take(piece);
    }
  };
  try {
    if (entry.method === 0) await pipeline(packed, sink, { signal });
    else await pipeline(packed, createInflateRaw({ chunkSize: 1 << 20 }), sink, { signal });
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('Z_')) {
      throw corrupted(path, `${entry.name} cannot be unpacked`, error);
    }
    throw error;
  }
  if (bytes !== entry.bytes || crc !== entry.crc) throw corrupted(path, `${entry.name} has a wrong checksum`);
}

/** The text of a small entry; null where the archive has none of that name. */
export async function readText(archive: ZipArchive, name: string): Promise<string | null> {
  const entry = archive.entries.get(name);
  if (entry === undefined) return null;
  const pieces: Buffer[] = [];
  await readEntry(archive, entry, (piece) => void pieces.push(piece));
  return Buffer.concat(pieces).toString('utf8');
}

/** Writes an entry to a new file, telling each piece to `watch` as well. */
export async function writeEntry(
  archive: ZipArchive,
  entry: ZipEntry,
  target: string,
  watch: (piece: Buffer) => void,
  signal?: AbortSignal,
): Promise<void> {
  const file = createWriteStream(target, { flags: 'wx' });
  const failed = new Promise<never>((_resolve, reject) => file.once('error', reject));
  failed.catch(() => undefined);
  const take = async (piece: Buffer) => {
    watch(piece);
    if (file.write(piece)) return;
    await Promise.race([new Promise<void>((resolve) => file.once('drain', resolve)), failed]);
  };
  try {
    await readEntry(archive, entry, take, signal);
    await Promise.race([new Promise<void>((resolve) => file.end(resolve)), failed]);
  } finally {
    file.destroy();
  }
}

async function contentStart(path: string, entry: ZipEntry): Promise<number> {
  const file = await open(path);
  try {
    const header = await read(file, entry.offset, entry.offset + LOCAL_BYTES);
    if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL_SIGNATURE) {
      throw corrupted(path, `${entry.name} is not where it should be`);
    }
    return entry.offset + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}

function corrupted(path: string, what: string, cause?: unknown): UserError {
  return new UserError('corrupted', `The file ${path} is damaged: ${what}.`, { cause });
}
