import { closeSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { joinMatrices } from '#core/features/joined/join-matrices.ts';
import { openRegularFileSync } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';
import { type JoinedRows, type RowsPath, rowsOfParts } from './rows-path.ts';

/**
 * The file of a feature cache that training reads: a header of 64 bytes, then rows of `rowFloats` little-endian
 * float32 each, without gaps. Row r begins at byte 64 + r · rowFloats · 4. The index (`feature-cache.ts`) stores which
 * clip a row belongs to and its checksum.
 */
export const HEADER_BYTES = 64;
const MAGIC = 'NSERROWS';
/** Increased whenever the same feature settings give different numbers. */
export const FEATURES_VERSION = 1;

/** Header: magic (8 bytes), version and row length (uint32), key of the settings (32 bytes), zeros, CRC-32 of all these. */
export function encodeRowsHeader(rowFloats: number, key: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.writeUInt32LE(FEATURES_VERSION, 8);
  header.writeUInt32LE(rowFloats, 12);
  header.write(key, 16, 'hex');
  header.writeUInt32LE(crc32(header.subarray(0, HEADER_BYTES - 4)), HEADER_BYTES - 4);
  return header;
}

/** Reads rows of features; keeps one file open. */
export interface FeatureRows {
  readonly rowFloats: number;
  /**
   * Copies row `row` to `into[offsetFloats … offsetFloats + rowFloats)`.
   * @throws UserError `damaged-cache` when the file has no such row; RangeError when `into` is too short.
   */
  read(row: number, into: Float32Array, offsetFloats?: number): void;
  [Symbol.dispose](): void;
}

/**
 * Opens the rows of a feature cache for reading, while other processes may append to them.
 * @throws UserError `damaged-cache` for a file that is missing, foreign or has another row length.
 */
export function openFeatureRows(rowsPath: RowsPath, rowFloats: number): FeatureRows {
  return typeof rowsPath === 'string' ? openRows(rowsPath, rowFloats) : openJoinedRows(rowsPath, rowFloats);
}

/** Opens the files of both parts and joins their rows when they are read. */
function openJoinedRows({ mel, encoder }: JoinedRows, rowFloats: number): FeatureRows {
  const expected = (mel.shape[0] + encoder.shape[0]) * mel.shape[1];
  if (rowFloats !== expected) throw damaged(mel.path);
  using opening = new DisposableStack();
  const open = ({ path, shape }: JoinedRows['mel']) => {
    const floats = shape[0] * shape[1];
    return { rows: opening.use(openRows(path, floats)), matrix: new Float32Array(floats) };
  };
  const [ofMel, ofEncoder] = [open(mel), open(encoder)];
  const opened = opening.move();
  return {
    rowFloats,
    read(row, into, offsetFloats = 0) {
      const numbers = rowsOfParts(row);
      ofMel.rows.read(numbers.mel, ofMel.matrix);
      ofEncoder.rows.read(numbers.encoder, ofEncoder.matrix);
      // Checks that the row fits.
      rowBytes(into, offsetFloats, rowFloats);
      joinMatrices(ofMel.matrix, mel.shape, ofEncoder.matrix, encoder.shape, into, offsetFloats);
    },
    [Symbol.dispose]: () => opened.dispose(),
  };
}

function openRows(rowsPath: string, rowFloats: number): FeatureRows {
  let file: number;
  try {
    file = openRegularFileSync(rowsPath);
  } catch (error) {
    throw damaged(rowsPath, error);
  }
  const header = Buffer.alloc(HEADER_BYTES);
  const complete = readFully(file, header, 0);
  const expected = encodeRowsHeader(rowFloats, header.toString('hex', 16, 48));
  if (!complete || !header.equals(expected)) {
    closeSync(file);
    throw damaged(rowsPath);
  }
  let open = true;
  return {
    rowFloats,
    read(row, into, offsetFloats = 0) {
      const target = rowBytes(into, offsetFloats, rowFloats);
      if (!readFully(file, target, rowPosition(row, rowFloats))) throw damaged(rowsPath);
    },
    [Symbol.dispose]() {
      if (open) closeSync(file);
      open = false;
    },
  };
}

/** The byte at which a row begins. */
export function rowPosition(row: number, rowFloats: number): number {
  if (!Number.isSafeInteger(row) || row < 0) throw new RangeError(`${row} is not a row number.`);
  return HEADER_BYTES + row * rowFloats * 4;
}

/** The memory of one row within `values`. */
export function rowBytes(values: Float32Array, offsetFloats: number, rowFloats: number): Uint8Array {
  if (!(offsetFloats >= 0 && offsetFloats + rowFloats <= values.length)) {
    throw new RangeError(`${rowFloats} values do not fit at ${offsetFloats} of ${values.length}.`);
  }
  return new Uint8Array(values.buffer, values.byteOffset + offsetFloats * 4, rowFloats * 4);
}

/** Fills `target` from `position`; false when the file is too short. */
export function readFully(file: number, target: Uint8Array, position: number): boolean {
  for (let done = 0; done < target.length; ) {
    const count = readSync(file, target, done, target.length - done, position + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

/** Writes all of `source` at `position`; a single write may write only a part. */
export function writeFully(file: number, source: Uint8Array, position: number): void {
  for (let done = 0; done < source.length; ) {
    done += writeSync(file, source, done, source.length - done, position + done);
  }
}

/** Whether `file` begins with exactly `header`. */
export function hasHeader(file: number, header: Buffer): boolean {
  const found = Buffer.alloc(header.length);
  return readFully(file, found, 0) && found.equals(header);
}

function damaged(path: string, cause?: unknown): UserError {
  return new UserError(
    'damaged-cache',
    `The features in ${path} are missing or damaged. Extract the features again.`,
    { cause },
  );
}
