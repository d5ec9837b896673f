import { createInterpolationKernel, type InterpolationKernel } from './interpolation-kernel.ts';
import { kaiserLowPass } from './kaiser.ts';
import { INTERPOLATOR_BETA, type InterpolatorPlan } from './resample-plan.ts';

/** Values of an oversampled signal between its samples, at evenly spaced times. */
export interface Interpolator {
  readonly taps: number;
  /** The first input sample that output `n` uses. */
  firstInput(n: number): number;
  /**
   * Fills `output` from index `done` as far as `buffer` has the inputs, and returns the index reached. `output[i]` is
   * output sample `firstOutput + i`; `buffer[0]` is input sample `base`.
   */
  fill(buffer: Float32Array, base: number, firstOutput: number, output: Float32Array, done: number): number;
}

/** A table of more phases does not fit into the cache; instead, neighbours in a table of fixed size are blended. */
const MAX_PHASES = 16_384;
const BLENDED_PHASES = 4096;

/** Makes the polyphase filter of `plan`, whose cutoff is half the input's rate. */
export function createInterpolator(plan: InterpolatorPlan): Interpolator {
  const { stepNumerator: numerator, stepDenominator: denominator, taps } = plan;
  const before = taps / 2 - 1;
  const exact = denominator <= MAX_PHASES;
  const table = exact ? exactTable(plan) : blendedTable(taps);
  const whole = Math.floor(numerator / denominator);
  const part = numerator % denominator;
  // Products stay below 2^53: fewer than 2^32 samples, rates below 2^21.
  const wholeTime = (n: number): number => Math.floor((n * numerator) / denominator);

  let kernel: InterpolationKernel | undefined;

  const fillExact: Interpolator['fill'] = (buffer, base, firstOutput, output, done) => {
    const n = firstOutput + done;
    // The first output whose taps reach beyond the buffer is at input sample `beyond`.
    const beyond = buffer.length - taps + 1 + base + before;
    const end = Math.min(output.length, Math.ceil((beyond * denominator) / numerator) - firstOutput);
    if (end <= done) return done;
    const bufferSamples = buffer.length;
    kernel ??= createInterpolationKernel({ table, taps, whole, part, denominator, bufferSamples });
    const position = {
      input: wholeTime(n) - before - base,
      row: n % denominator,
      phase: (n * numerator) % denominator,
    };
    kernel.run(buffer, output, done, end, position);
    return end;
  };

  const fillBlended: Interpolator['fill'] = (buffer, base, firstOutput, output, done) => {
    const n = firstOutput + done;
    let position = wholeTime(n) - before - base;
    let phase = (n * numerator) % denominator;
    const last = buffer.length - taps;
    let i = done;
    for (; i < output.length && position <= last; i++) {
      const fine = (phase / denominator) * BLENDED_PHASES;
      const lower = Math.floor(fine);
      const row = lower * taps;
      let under = 0;
      let over = 0;
      for (let t = 0; t < taps; t++) {
        under += table[row + t] * buffer[position + t];
        over += table[row + taps + t] * buffer[position + t];
      }
      output[i] = under + (over - under) * (fine - lower);
      position += whole;
      phase += part;
      if (phase >= denominator) {
        phase -= denominator;
        position++;
      }
    }
    return i;
  };

  return { taps, firstInput: (n) => wholeTime(n) - before, fill: exact ? fillExact : fillBlended };
}

/** Row r holds the taps of every output n with n mod denominator = r, so the rows are read in order. */
function exactTable({ stepNumerator, stepDenominator, taps }: InterpolatorPlan): Float32Array {
  const lowPass = kaiserLowPass(0.5, taps / 2, INTERPOLATOR_BETA);
  const table = new Float32Array(stepDenominator * taps);
  for (let r = 0; r < stepDenominator; r++) {
    fillRow(table, r, taps, ((r * stepNumerator) % stepDenominator) / stepDenominator, lowPass);
  }
  return table;
}

/**
 * Row r holds the taps of phase r / BLENDED_PHASES. The error of linear interpolation between two rows is at most
 * (π²/3) / 8 / 4096² of the peak, −152 dB.
 */
function blendedTable(taps: number): Float32Array {
  const lowPass = kaiserLowPass(0.5, taps / 2, INTERPOLATOR_BETA);
  const table = new Float32Array((BLENDED_PHASES + 1) * taps);
  for (let r = 0; r <= BLENDED_PHASES; r++) fillRow(table, r, taps, r / BLENDED_PHASES, lowPass);
  return table;
}

function fillRow(
  table: Float32Array,
  row: number,
  taps: number,
  phase: number,
  lowPass: (time: number) => number,
): void {
  for (let t = 0; t < taps; t++) table[row * taps + t] = lowPass(phase + taps / 2 - 1 - t);
}
