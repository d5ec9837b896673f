import { sharedFft } from '#core/audio/shared-fft.ts';
import { kaiserLowPass } from './kaiser.ts';
import type { Droop, FilterPlan } from './resample-plan.ts';

/**
 * A low-pass filter that changes the rate by a simple ratio, block by block: overlap-save convolution whose inverse
 * transform is longer or shorter than its forward one (Crochiere & Rabiner 1983, Multirate Digital Signal
 * Processing, section 7.2; Muramatsu & Kiya 1997). Block j always covers the same times, so a part of a sound gets
 * the same numbers as the whole sound.
 */
export interface BlockFilter {
  /** Output samples of a block. */
  readonly blockSamples: number;
  /** The first output sample of block `j`; block 0 starts at −lead (see the plan). */
  startOf(j: number): number;
  /** The block that holds output sample `index`. */
  blockOf(index: number): number;
  /** Fills `block` (`blockSamples` values); outside of `samples` the input is zero. */
  compute(samples: Float32Array, j: number, block: Float32Array): void;
}

/** Makes the filter of `plan`: linear phase, no delay, gain 1. */
export async function createBlockFilter(plan: FilterPlan): Promise<BlockFilter> {
  const { up, down, inputSize, margin, lead } = plan;
  const outputSize = (inputSize / down) * up;
  const forward = await sharedFft(inputSize);
  const inverse = await sharedFft(outputSize);
  const response = frequencyResponse(plan, Math.min(inputSize, outputSize) / 2);
  const hop = inputSize - 2 * margin;
  const blockSamples = (hop / down) * up;
  const outputMargin = (margin / down) * up;
  const inputLead = (lead / up) * down + margin;

  const input = new Float32Array(inputSize);
  const spectrum = new Float32Array(inputSize);
  const shaped = new Float32Array(outputSize);
  const output = new Float32Array(outputSize);
  const valid = output.subarray(outputMargin, outputMargin + blockSamples);

  return {
    blockSamples,
    startOf: (j) => j * blockSamples - lead,
    blockOf: (index) => Math.floor((index + lead) / blockSamples),
    compute(samples, j, block) {
      const start = j * hop - inputLead;
      const from = Math.max(0, start);
      const to = Math.min(samples.length, start + inputSize);
      if (from >= to) {
        block.fill(0);
        return;
      }
      if (to - from < inputSize) input.fill(0);
      input.set(samples.subarray(from, to), from - start);
      forward.forward(input, spectrum);
      // `shaped` stays zero above the bins that both transforms share and in its bin at half the rate.
      shaped[0] = spectrum[0] * response[0];
      for (let k = 1; k < response.length; k++) {
        shaped[2 * k] = spectrum[2 * k] * response[k];
        shaped[2 * k + 1] = spectrum[2 * k + 1] * response[k];
      }
      inverse.inverse(shaped, output, 1);
      block.set(valid);
    },
  };
}

/**
 * The filter's (real) gain at the first `bins` bins, divided by the size of the forward transform, because neither
 * transform is scaled. The continuous impulse response is sampled at twice the rate that the bins span and transformed
 * by the definition, in double precision.
 */
function frequencyResponse(plan: FilterPlan, bins: number): Float32Array {
  const lowPass = kaiserLowPass(plan.cutoff, plan.halfLength, plan.beta);
  const period = 4 * bins;
  const spacing = plan.inputSize / period;
  const taps = Float64Array.from(
    { length: Math.ceil(plan.halfLength / spacing) },
    (_, i) => (lowPass(i * spacing) * spacing * (i === 0 ? 1 : 2)) / plan.inputSize,
  );
  const cosine = Float64Array.from({ length: period }, (_, i) => Math.cos((2 * Math.PI * i) / period));
  return Float32Array.from({ length: bins }, (_, k) => {
    let sum = 0;
    for (let i = 0, phase = 0; i < taps.length; i++) {
      sum += taps[i] * cosine[phase];
      phase += k;
      if (phase >= period) phase -= period;
    }
    return sum * droopAt(k / plan.inputSize / plan.nyquist, plan.droop);
  });
}

function droopAt(frequency: number, droop: Droop | null): number {
  if (droop === null || frequency <= droop.from) return 1;
  return 1 - droop.depth * ((frequency - droop.from) / (droop.to - droop.from)) ** 6;
}
