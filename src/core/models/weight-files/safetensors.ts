/**
 * The safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the header's length, a JSON
 * header with each tensor's type, shape and position, then the values, little endian. Reading runs no code from the
 * file and checks everything, so files from untrusted sources are safe to open.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { openRegularFile } from '#core/system/open-regular-file.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { UserError } from '#shared/failure.ts';
import { requireFinite } from './finite-weights.ts';

/** The limit that the format sets for the header. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** Key of the optional `__metadata__` entry with the SHA-256 (hex) of all values. */
const DIGEST_KEY = 'sha256';

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)),
  data_offsets: z.tuple([z.number().int().min(0), z.number().int().min(0)]),
});
const metadataSchema = z.record(z.string(), z.string());

/** The contents of the file before the values. */
export interface SafetensorsHeader {
  tensors: { name: string; shape: number[]; from: number; to: number }[];
  metadata: Record<string, string>;
  /** Offset of the values in the file. */
  valuesAt: number;
}

export interface Safetensors {
  tensors: NamedTensor[];
  metadata: Record<string, string>;
}

export interface SafetensorsOptions {
  /**
   * Accept values that are not finite; default false. A checkpoint may hold them: the training that resumes from it finds
   * out whether they matter.
   */
  acceptNotFinite?: boolean;
}

/**
 * Reads every tensor. Throws {@link UserError} `weights-unreadable` when the file cannot be opened, has another format,
 * contains types other than float32, or is damaged (checked if it contains its SHA-256, as files of this program do),
 * and `weights-not-finite`.
 */
export async function readSafetensors(
  path: string,
  { acceptNotFinite = false }: SafetensorsOptions = {},
): Promise<Safetensors> {
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
      throw unreadable(path, 'its values are damaged');
    }
    if (!acceptNotFinite) for (const { name, data } of tensors) requireFinite(path, name, data);
    return { tensors, metadata: header.metadata };
  });
}

/** Reads and checks only the header. Throws as {@link readSafetensors}, except for damaged values. */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withFile(path, (file) => readHeader(file, path));
}

/**
 * Writes tensors atomically: at any moment `path` holds either the whole new file or its old content. Adds the SHA-256
 * of the values to the metadata. Throws the errors of the file system (`ENOSPC`, `EACCES`) after removing the temporary
 * file.
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
    if (elementsOf(shape) !== data.length) throw new Error(`Tensor ${name}: shape and values do not match`);
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
  if (length > BigInt(MAX_HEADER_BYTES) || length > BigInt(size - LENGTH_BYTES)) {
    throw unreadable(path, 'its header is longer than the file or the format allows');
  }
  const json = Buffer.alloc(Number(length));
  await readFully(file, json, LENGTH_BYTES, path);
  const valuesAt = LENGTH_BYTES + json.length;
  return { ...parseHeader(json, size - valuesAt, path), valuesAt };
}

function parseHeader(json: Buffer, valueBytes: number, path: string): Omit<SafetensorsHeader, 'valuesAt'> {
  // The format requires it, and the check rejects most other files before they are parsed.
  if (json[0] !== 0x7b) throw unreadable(path, 'it is not a safetensors file');
  const header = parseJson(json, path);
  let metadata: Record<string, string> = {};
  const tensors: SafetensorsHeader['tensors'] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success) throw unreadable(path, 'its metadata is not text');
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) throw unreadable(path, `the entry of “${name}” is malformed`);
    const { dtype, shape, data_offsets } = parsed.data;
    if (dtype !== 'F32')
      throw unreadable(path, `“${name}” has ${dtype} values; only float32 (F32) is supported`);
    const [from, to] = data_offsets;
    if (to < from || elementsOf(shape) * FLOAT_BYTES !== to - from) {
      throw unreadable(path, `the shape and the offsets of “${name}” do not match`);
    }
    tensors.push({ name, shape, from, to });
  }
  tensors.sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { name, from, to } of tensors) {
    if (from !== end) throw unreadable(path, `“${name}” overlaps another tensor or leaves a gap`);
    end = to;
  }
  if (end !== valueBytes) throw unreadable(path, `it has ${valueBytes} bytes of values instead of ${end}`);
  return { tensors, metadata };
}

function parseJson(json: Buffer, path: string): object {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as object;
  } catch (error) {
    throw unreadable(path, 'its header is not JSON', error);
  }
}

/** Number of values. Above 2⁵³ it is inexact, but then it cannot match the size of any file. */
function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

async function readFully(file: FileHandle, into: Uint8Array, at: number, path: string): Promise<void> {
  let done = 0;
  while (done < into.length) {
    // The system limits one read to 2 GiB.
    const length = Math.min(into.length - done, 1 << 30);
    const { bytesRead } = await file.read(into, done, length, at + done);
    if (bytesRead === 0) throw unreadable(path, 'it ends too early');
    done += bytesRead;
  }
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    await using file = await openRegularFile(path);
    return await use(file);
  } catch (error) {
    // Converts errors of the file system (missing, a folder, a broken disk); other errors pass unchanged.
    if (fileReason(error) === null) throw error;
    throw unreadable(path, (error as Error).message, error);
  }
}

function unreadable(path: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'weights-unreadable',
    `The weights file ${path} cannot be read: ${why}. Choose another file, or train the network again.`,
    { cause },
  );
}
