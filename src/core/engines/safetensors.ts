/**
 * The safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the header's length, a JSON
 * header with each tensor's type, shape and place, then the values, little endian. Reading runs no code and trusts
 * nothing: a file from anywhere may be opened.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from '../../shared/failure.ts';
import { writeWholeFile } from '../files/write-whole-file.ts';
import type { NamedTensor } from './engine.ts';

/** The format's own limit on the header. */
const GREATEST_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** Key of the optional `__metadata__` entry under which we keep the SHA-256 (hex) of all values. */
const DIGEST_KEY = 'sha256';

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
});
const metadataSchema = z.record(z.string(), z.string());

/** What stands in the file before the values. */
export interface SafetensorsHeader {
  tensors: { name: string; shape: number[]; from: number; to: number }[];
  metadata: Record<string, string>;
  /** Where the values begin. */
  valuesAt: number;
}

export interface Safetensors {
  tensors: NamedTensor[];
  metadata: Record<string, string>;
}

/**
 * Reads every tensor. Throws {@link UserError} `weights-unreadable` when the file cannot be opened, is not of this
 * format, holds anything but float32, or (if it names its SHA-256, as our own files do) was damaged.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  return withFile(path, async (file) => {
    const header = await readHeader(file, path);
    const digest = createHash('sha256');
    const tensors: NamedTensor[] = [];
    for (const { name, shape, from, to } of header.tensors) {
      const data = new Float32Array((to - from) / FLOAT_BYTES);
      const bytes = bytesOf(data);
      await readFully(file, bytes, header.valuesAt + from, path);
      digest.update(bytes);
      tensors.push({ name, shape, data });
    }
    const expected = header.metadata[DIGEST_KEY];
    if (expected !== undefined && expected !== digest.digest('hex')) {
      throw unreadable(path, 'its values are not those that were written');
    }
    return { tensors, metadata: header.metadata };
  });
}

/** Reads and checks the header alone. Errors as {@link readSafetensors}, damage of the values excepted. */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withFile(path, (file) => readHeader(file, path));
}

/**
 * Writes tensors so that `path` at any moment holds either the whole new file or what it held before: to a temporary
 * name, synced, renamed. The SHA-256 of the values is added to the metadata. Throws what the file system throws
 * (`ENOSPC`, `EACCES`); the temporary file is then gone.
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly NamedTensor[],
  metadata: Record<string, string> = {},
): Promise<void> {
  const header = encodeHeader(tensors, metadata);
  await writeWholeFile(path, [header, ...tensors.map(({ data }) => bytesOf(data))]);
}

function encodeHeader(tensors: readonly NamedTensor[], metadata: Record<string, string>): Buffer {
  const digest = createHash('sha256');
  const entries = new Map<string, unknown>();
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    if (name === '__metadata__' || entries.has(name)) throw new Error(`Tensor name taken: ${name}`);
    if (elementsOf(shape) !== data.length) throw new Error(`Tensor ${name}: shape and values disagree`);
    entries.set(name, { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] });
    offset += data.byteLength;
    digest.update(bytesOf(data));
  }
  const described = { ...metadata, [DIGEST_KEY]: digest.digest('hex') };
  const json = JSON.stringify(Object.fromEntries([['__metadata__', described], ...entries]));
  const bytes = Buffer.byteLength(json);
  // Spaces after the JSON keep the values aligned to eight bytes.
  const padded = Math.ceil(bytes / 8) * 8;
  const header = Buffer.alloc(LENGTH_BYTES + padded, 0x20);
  header.writeBigUInt64LE(BigInt(padded), 0);
  header.write(json, LENGTH_BYTES);
  return header;
}

async function readHeader(file: FileHandle, path: string): Promise<SafetensorsHeader> {
  const { size } = await file.stat();
  if (size < LENGTH_BYTES + 2) throw unreadable(path, 'it is too short');
  const prefix = Buffer.alloc(LENGTH_BYTES);
  await readFully(file, prefix, 0, path);
  const length = prefix.readBigUInt64LE(0);
  if (length > BigInt(GREATEST_HEADER_BYTES) || length > BigInt(size - LENGTH_BYTES)) {
    throw unreadable(path, 'its header is longer than the file or the format allows');
  }
  const json = Buffer.alloc(Number(length));
  await readFully(file, json, LENGTH_BYTES, path);
  const valuesAt = LENGTH_BYTES + json.length;
  return { ...parseHeader(json, size - valuesAt, path), valuesAt };
}

function parseHeader(json: Buffer, valueBytes: number, path: string): Omit<SafetensorsHeader, 'valuesAt'> {
  // The format demands it, and it turns most other files away before they are parsed.
  if (json[0] !== 0x7b) throw unreadable(path, 'it is not a safetensors file');
  const header = parseJson(json, path);
  let metadata: Record<string, string> = {};
  const tensors: SafetensorsHeader['tensors'] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) throw unreadable(path, 'its metadata are not text');
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) throw unreadable(path, `the entry of “${name}” is malformed`);
    const { dtype, shape, data_offsets } = parsed.data;
    if (dtype !== 'F32')
      throw unreadable(path, `“${name}” holds ${dtype} values; only float32 (F32) is read`);
    const [from, to] = data_offsets;
    if (to < from || elementsOf(shape) * FLOAT_BYTES !== to - from) {
      throw unreadable(path, `the shape and the place of “${name}” disagree`);
    }
    tensors.push({ name, shape, from, to });
  }
  tensors.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of tensors) {
    if (from !== end) throw unreadable(path, `“${name}” overlaps another tensor or leaves a gap`);
    end = to;
  }
  if (end !== valueBytes) throw unreadable(path, `${valueBytes} bytes of values where ${end} were announced`);
  return { tensors, metadata };
}

function parseJson(json: Buffer, path: string): object {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as object;
  } catch (error) {
    throw unreadable(path, 'its header is not JSON', error);
  }
}

/** Number of values; beyond 2⁵³ it no longer equals any file's size, which is all that matters. */
function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

async function readFully(file: FileHandle, into: Uint8Array, at: number, path: string): Promise<void> {
  let done = 0;
  while (done < into.length) {
    // One read is limited to 2 GiB by the system.
    const length = Math.min(into.length - done, 1 << 30);
    const { bytesRead } = await file.read(into, done, length, at + done);
    if (bytesRead === 0) throw unreadable(path, 'it ends too early');
    done += bytesRead;
  }
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    await using file = await open(path, 'r');
    return await use(file);
  } catch (error) {
    // What the file system says (absent, a folder, a broken disk); our own errors pass.
    if (error instanceof Error && 'syscall' in error) throw unreadable(path, error.message, error);
    throw error;
  }
}

function unreadable(path: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'weights-unreadable',
    `The weights file ${path} cannot be read: ${why}. Choose another file, or train the network again.`,
    { cause },
  );
}
