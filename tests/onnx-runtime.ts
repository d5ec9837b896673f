import * as ort from 'onnxruntime-web';

// Tests run on few cores, several files at a time.
ort.env.wasm.numThreads = 1;

/** The output `probabilities` of an ONNX model for `features` of this shape, by ONNX Runtime. */
export async function runOnnx(
  model: Uint8Array,
  features: Float32Array,
  shape: readonly number[],
): Promise<{ probabilities: Float32Array; shape: readonly number[] }> {
  const session = await ort.InferenceSession.create(model);
  try {
    const input = new ort.Tensor('float32', features, shape);
    const { probabilities } = await session.run({ features: input });
    return { probabilities: (await probabilities.getData()) as Float32Array, shape: probabilities.dims };
  } finally {
    await session.release();
  }
}

/** The largest difference between two lists of the same length. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  // NaN stays NaN, which is less than no number.
  return Math.max(0, ...Array.from(expected, (value, i) => Math.abs(value - actual[i])));
}
