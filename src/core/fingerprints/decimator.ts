import type { Arena } from '#core/simd/arena.ts';
import { DECIMATED_AT_ONCE, type SignatureKernels } from './signature-kernels.ts';

/** Values that are decimated at one time: they stay in the processor's cache. */
const VALUES = 2 ** 13;
/** Decimated samples before and after those of one turn: the filter reaches over three. */
const MARGIN = 4;
/** Taps of the filter: six for each decimated sample, of which the right half is given. */
const REACH = 3;

/** Low-passes sounds and keeps one of several samples. */
export interface Decimator {
  /**
   * output[j] = filter[0] · x[start + j·factor] + Σ_k filter[k] · (x[… − k] + x[… + k]), summed in double precision in this
   * order, for all of `output`, which is an array of the arena. Samples outside of `samples` are left out. The eight
   * values after `output` become 0. `filter` has at most three taps for each of `factor` samples.
   */
  decimate(
    samples: Float32Array,
    start: number,
    factor: number,
    filter: Float32Array,
    output: Float32Array,
  ): void;
}

/** Floats of an arena that a decimator needs for factors up to `maxFactor`. */
export const decimatorFloats = (maxFactor: number): number => 3 * VALUES + 4 * REACH * maxFactor;

/** Makes a decimator with its arrays in `arena`. @throws UserError `simd-unavailable`. */
export function createDecimator(arena: Arena, kernels: SignatureKernels, maxFactor: number): Decimator {
  const doubles = arena.floats(2 * VALUES);
  const values = new Float64Array(doubles.buffer, doubles.byteOffset, VALUES);
  const table = arena.floats(4 * REACH * maxFactor);
  const addresses = new Int32Array(table.buffer, table.byteOffset, table.length);
  const weights = new Float64Array(table.buffer, table.byteOffset, table.length / 2);
  const block = arena.floats(VALUES);

  /** The values of one phase (samples whose index has the same rest) follow each other, `stride` of each. */
  const writeTaps = (factor: number, filter: Float32Array, stride: number) => {
    const addressOf = (sample: number) =>
      values.byteOffset + 8 * ((sample % factor) * stride + Math.floor(sample / factor));
    for (let k = 0; k < filter.length; k++) {
      addresses[4 * k] = addressOf(MARGIN * factor - k);
      addresses[4 * k + 1] = addressOf(MARGIN * factor + k);
      weights[2 * k + 1] = filter[k];
    }
  };

  return {
    decimate(samples, start, factor, filter, output) {
      if (factor === 1) output.set(samples.subarray(start, start + output.length));
      else {
        // An even number, because two are written at a time.
        const stride = 2 * Math.floor(VALUES / factor / 2);
        const outputs = DECIMATED_AT_ONCE * Math.floor((stride - 2 * MARGIN) / DECIMATED_AT_ONCE);
        writeTaps(factor, filter, stride);
        const tapsEnd = table.byteOffset + 16 * filter.length;
        for (let j = 0; j < output.length; j += outputs) {
          const count = Math.min(outputs, output.length - j);
          takeBlock(samples, start + (j - MARGIN) * factor, block);
          for (let phase = 0; phase < factor; phase++) {
            const to = values.byteOffset + 8 * phase * stride;
            const end = to + 8 * (count + 2 * MARGIN);
            kernels.spread(block.byteOffset + 4 * phase, 4 * factor, to, end);
          }
          const at = output.byteOffset + 4 * j;
          kernels.decimate(table.byteOffset, tapsEnd, at, at + 4 * count);
        }
        decimateEnds(samples, start, factor, filter, output);
      }
      new Float32Array(output.buffer, output.byteOffset + output.byteLength, DECIMATED_AT_ONCE).fill(0);
    },
  };
}

/** The samples from `from` on, which may be outside of `samples`: these are 0. */
function takeBlock(samples: Float32Array, from: number, block: Float32Array): void {
  const first = Math.max(0, -from);
  const part = samples.subarray(from + first, Math.max(from + first, from + block.length));
  block.fill(0, 0, first);
  block.set(part, first);
  block.fill(0, first + part.length);
}

/** The outputs whose filter reaches over an end of `samples`. */
function decimateEnds(
  samples: Float32Array,
  start: number,
  factor: number,
  filter: Float32Array,
  output: Float32Array,
): void {
  const reach = filter.length - 1;
  const isInside = (j: number) => start + j * factor >= reach && start + j * factor + reach < samples.length;
  const compute = (j: number) => {
    const centre = start + j * factor;
    let sum = filter[0] * samples[centre];
    for (let k = 1; k <= reach; k++) {
      if (centre >= k) sum += filter[k] * samples[centre - k];
      if (centre + k < samples.length) sum += filter[k] * samples[centre + k];
    }
    output[j] = sum;
  };
  let first = 0;
  for (; first < output.length && !isInside(first); first++) compute(first);
  for (let j = output.length - 1; j >= first && !isInside(j); j--) compute(j);
}
