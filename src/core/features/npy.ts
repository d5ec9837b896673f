import { readRegularFileSync } from '#core/system/open-regular-file.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import { UserError } from '#shared/failure.ts';

/** NumPy's format, version 1.0: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
const MAGIC = Buffer.from('\u0093NUMPY', 'latin1');
/** The header ends at a multiple of this number of bytes. */
const ALIGNMENT = 64;

/** NumPy's own default limit. */
const MAX_HEADER_BYTES = 10_000;

export interface NpyArray {
  shape: number[];
  /** Row-major (C order). */
  data: Float32Array;
}

/**
 * The bytes of a `.npy` file of little-endian float32 in C order.
 * @throws RangeError when the product of `shape` is not the length of `data`.
 */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Buffer {
  if (shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new RangeError(`${data.length} values do not fill the shape (${shape.join(', ')}).`);
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const begin = MAGIC.length + 4;
  const headerBytes = Math.ceil((begin + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT - begin;
  const bytes = Buffer.alloc(begin + headerBytes + data.byteLength);
  MAGIC.copy(bytes);
  bytes[MAGIC.length] = 1;
  bytes.writeUInt16LE(headerBytes, MAGIC.length + 2);
  bytes.write(`${dictionary.padEnd(headerBytes - 1)}\n`, begin, 'latin1');
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).copy(bytes, begin + headerBytes);
  return bytes;
}

/**
 * Decodes a file of {@link encodeNpy} or NumPy: version 1 to 3, `<f4`, C order, any shape.
 * @throws UserError `invalid-npy` for anything else, including a truncated file.
 */
export function decodeNpy(bytes: Uint8Array): NpyArray {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 12 || !buffer.subarray(0, MAGIC.length).equals(MAGIC))
    throw invalid('it is not a .npy file');
  const version = buffer[MAGIC.length];
  if (version < 1 || version > 3) throw invalid(`version ${version} is not supported`);
  const hasLongHeader = version > 1;
  const begin = MAGIC.length + (hasLongHeader ? 6 : 4);
  const end = begin + (hasLongHeader ? buffer.readUInt32LE(8) : buffer.readUInt16LE(8));
  if (end > buffer.length) throw invalid('it is truncated');
  if (end - begin > MAX_HEADER_BYTES) throw invalid('its header is too long');
  const header = buffer.toString('latin1', begin, end);
  if (!/'descr':\s*'<f4'/.test(header)) throw invalid('its values are not little-endian float32');
  if (!/'fortran_order':\s*False/.test(header)) throw invalid('it is not in C order');
  const tuple = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (!tuple) throw invalid('it has no shape');
  const shape = tuple[1]
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count) || buffer.length - end < count * 4) throw invalid('it is truncated');
  const data = new Float32Array(count);
  buffer.copy(Buffer.from(data.buffer), 0, end, end + count * 4);
  return { shape, data };
}

/** Writes a `.npy` file under a temporary name, synced and renamed. */
export async function writeNpy(path: string, data: Float32Array, shape: readonly number[]): Promise<void> {
  await writeWholeFile(path, encodeNpy(data, shape));
}

/** Reads a `.npy` file. Throws the errors of {@link decodeNpy} and of the file system. */
export function readNpy(path: string): NpyArray {
  return decodeNpy(readRegularFileSync(path));
}

function invalid(reason: string): UserError {
  return new UserError(
    'invalid-npy',
    `The array file cannot be read: ${reason}. Save it again as float32 .npy.`,
  );
}
