/** `[rows, frames]` of a matrix. */
export type MatrixShape = readonly [rows: number, frames: number];

/**
 * Writes the rows of mel features `[melRows, melFrames]`, and after them those of an encoder `[encoderRows, encoderFrames]`
 * spread over as many frames, to `into[offset…]`: row-major `[melRows + encoderRows, melFrames]`. Column c has the encoder's
 * frame ⌊c · encoderFrames / melFrames⌋, so that each is repeated, or left out, as often as the others within one.
 */
export function joinMatrices(
  mel: Float32Array,
  [melRows, melFrames]: MatrixShape,
  encoder: Float32Array,
  [encoderRows, encoderFrames]: MatrixShape,
  into: Float32Array,
  offset = 0,
): void {
  into.set(mel.subarray(0, melRows * melFrames), offset);
  const spread = offset + melRows * melFrames;
  const from = Int32Array.from({ length: melFrames }, (_, column) =>
    Math.floor((column * encoderFrames) / melFrames),
  );
  for (let row = 0; row < encoderRows; row++) {
    const [read, write] = [row * encoderFrames, spread + row * melFrames];
    for (let column = 0; column < melFrames; column++) into[write + column] = encoder[read + from[column]];
  }
}
