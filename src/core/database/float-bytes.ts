/** Floats as bytes of a column: float32, little-endian, whatever the machine is. */
export function floatsToBytes(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (let index = 0; index < values.length; index++) bytes.writeFloatLE(values[index], 4 * index);
  return bytes;
}

/** The floats of a column. */
export const bytesToFloats = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
