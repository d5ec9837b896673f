import { createRealFft, type RealFft } from '#core/audio/fft.ts';
import { MAX_SIGNATURE_WORDS, type SignatureContent, signatureText } from './signature-format.ts';

/**
 * Acoustic signatures: one 32-bit word every 32 ms. Words are nearly equal for two copies of a recording and differ for
 * two takes of a sentence. After Haitsma J, Kalker T (2002), A Highly Robust Audio Fingerprinting System, ISMIR: bit b
 * of word t is the sign of (E[t+s, b] − E[t+s, b+1]) − (E[t, b] − E[t, b+1]), with E[t, b] the energy of band b in
 * frame t.
 *
 * Two parameters differ from the paper because speech clips are short: frames of 185 ms instead of 370, and s = 4
 * frames instead of 1, so that a copy that is cut between two hops still has the same signs.
 *
 * The bands are a semitone wide. So the words of a copy whose pitch is a semitone higher are those of the original moved by
 * one bit. A second set of words, of bands half a semitone higher, does the same for half a semitone.
 */
const MIN_HZ = 300;
const MAX_HZ = 2000;
/** One more than the bits: each bit compares two neighbouring bands. */
const BANDS = 33;
/** Half bands: two make a band, and the last one belongs only to the bands in between. */
const HALF_BANDS = 2 * BANDS + 1;
const WINDOW_SECONDS = 0.185;
const HOP_SECONDS = 0.032;
/** s in the formula above. */
const SPAN_FRAMES = 4;
/** The signature covers the sound from the first to the last block whose level is this close to the loudest block. */
const GATE_DB = 35;
const GATE_BLOCK_SECONDS = 0.02;
/** Fewer words cannot be compared: see `signature-match.ts`. */
const MIN_WORDS = 8;
/** At lower sample rates, the highest band does not exist. */
const MIN_RATE_HZ = 4400;
/** No recorder has a higher sample rate, so a higher value means a damaged header. */
const MAX_RATE_HZ = 1_536_000;
/** Signals are decimated to a rate between this and twice this value. */
const MIN_DECIMATED_HZ = 5000;
const FFT_SIZES = [1024, 1536, 2048];

/** Computes signatures of recordings. Holds the memory of its transforms. */
export interface Signer {
  /**
   * The signature of mono `samples` (−1…1) as text; see `signature-format.ts`. Empty for sounds that
   * cannot be compared: less than about half a second of sound, silence, values that are not finite, or a sample rate
   * outside 4.4 kHz … 1.536 MHz.
   */
  sign(samples: Float32Array, sampleRateHz: number): string;
  [Symbol.dispose](): void;
}

/** Filter, window and buffers for one sample rate. */
interface Plan {
  factor: number;
  decimatedHz: number;
  /** Symmetric low-pass filter, centre and right half; `[1]` without decimation. */
  filter: Float32Array;
  fft: RealFft;
  /** One frame long. Periodic with an offset of half a sample, hence symmetric. */
  window: Float32Array;
  /** The 68 edges of the 67 half bands, in bins. */
  edges: Float64Array;
  input: Float32Array;
  power: Float32Array;
}

/** Creates a {@link Signer}. */
export async function createSigner(): Promise<Signer> {
  const ffts = await Promise.all(FFT_SIZES.map((size) => createRealFft(size)));
  const plans = new Map<number, Plan>();
  return {
    sign(samples, sampleRateHz) {
      if (!(sampleRateHz >= MIN_RATE_HZ && sampleRateHz <= MAX_RATE_HZ)) return '';
      let plan = plans.get(sampleRateHz);
      if (plan === undefined) {
        // A folder with many unusual sample rates must not keep a plan for each.
        if (plans.size >= 16) plans.clear();
        plan = makePlan(sampleRateHz, ffts);
        plans.set(sampleRateHz, plan);
      }
      return signatureText(contentOf(samples, sampleRateHz, plan));
    },
    [Symbol.dispose]() {
      for (const fft of ffts) fft[Symbol.dispose]();
    },
  };
}

function makePlan(sampleRateHz: number, ffts: readonly RealFft[]): Plan {
  const factor = Math.max(1, Math.floor(sampleRateHz / MIN_DECIMATED_HZ));
  const decimatedHz = sampleRateHz / factor;
  const window = new Float32Array(Math.round(WINDOW_SECONDS * decimatedHz));
  for (let i = 0; i < window.length; i++) {
    window[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / window.length);
  }
  const fft = ffts.find(({ size }) => size >= window.length) ?? ffts[ffts.length - 1];
  const edges = Float64Array.from(
    { length: HALF_BANDS + 1 },
    (_, h) => (MIN_HZ * (MAX_HZ / MIN_HZ) ** (h / (2 * BANDS)) * fft.size) / decimatedHz,
  );
  return {
    factor,
    decimatedHz,
    filter: lowPass(factor),
    fft,
    window,
    edges,
    input: new Float32Array(fft.size),
    power: new Float32Array(fft.size / 2 + 1),
  };
}

/**
 * Right half of a Hann-windowed sinc with six taps per decimated sample and unit sum. A short filter is enough, because
 * aliasing is the same in every copy and the bits are signs of differences between loud bands.
 */
function lowPass(factor: number): Float32Array {
  if (factor === 1) return Float32Array.of(1);
  const half = 3 * factor;
  const filter = Float32Array.from({ length: half }, (_, k) => {
    const x = (0.94 * k) / factor;
    const sinc = k === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * k) / half));
  });
  const sum = filter.reduce((total, tap) => total + 2 * tap, -filter[0]);
  return filter.map((tap) => tap / sum);
}

/** Range `[start, end)` without silence at its ends, in samples; empty for silence or values that are not finite. */
function activeRange(samples: Float32Array, sampleRateHz: number): [start: number, end: number] {
  const block = Math.max(1, Math.round(GATE_BLOCK_SECONDS * sampleRateHz));
  const energies = new Float64Array(Math.ceil(samples.length / block));
  let maxEnergy = 0;
  for (let b = 0; b < energies.length; b++) {
    const end = Math.min(samples.length, (b + 1) * block);
    let energy = 0;
    for (let i = b * block; i < end; i++) energy += samples[i] * samples[i];
    if (!Number.isFinite(energy)) return [0, 0];
    energies[b] = energy;
    if (energy > maxEnergy) maxEnergy = energy;
  }
  if (maxEnergy === 0) return [0, 0];
  const threshold = maxEnergy * 10 ** (-GATE_DB / 10);
  let first = 0;
  let last = energies.length - 1;
  while (energies[first] < threshold) first++;
  while (energies[last] < threshold) last--;
  return [first * block, Math.min(samples.length, (last + 1) * block)];
}

function contentOf(samples: Float32Array, sampleRateHz: number, plan: Plan): SignatureContent {
  const { decimatedHz, window, fft, edges, input, power } = plan;
  const [start, end] = activeRange(samples, sampleRateHz);
  const maxSamples =
    window.length + Math.ceil((MAX_SIGNATURE_WORDS + SPAN_FRAMES) * HOP_SECONDS * decimatedHz);
  const signal = decimate(samples, start, end, plan, maxSamples);
  const hop = HOP_SECONDS * decimatedHz;
  const frames = Math.min(
    MAX_SIGNATURE_WORDS + SPAN_FRAMES,
    Math.floor((signal.length - window.length) / hop) + 1,
  );
  if (frames < MIN_WORDS + SPAN_FRAMES) return { words: new Uint32Array(0), between: new Uint32Array(0) };
  // halves[t · 67 + h]: energy of half band h in frame t
  const halves = new Float64Array(frames * HALF_BANDS);
  input.fill(0);
  for (let t = 0; t < frames; t++) {
    const offset = Math.min(Math.round(t * hop), signal.length - window.length);
    for (let i = 0; i < window.length; i++) input[i] = signal[offset + i] * window[i];
    fft.powerSpectrum(input, power);
    for (let h = 0; h < HALF_BANDS; h++)
      halves[t * HALF_BANDS + h] = bandEnergy(power, edges[h], edges[h + 1]);
  }
  return { words: wordsOf(halves, frames, 0), between: wordsOf(halves, frames, 1) };
}

/** The words of the bands whose lowest half band is `first`, `first` + 2, … */
function wordsOf(halves: Float64Array, frames: number, first: 0 | 1): Uint32Array {
  // slopes[t · 32 + b] = E[t, b] − E[t, b + 1]
  const slopes = new Float64Array(frames * 32);
  for (let t = 0; t < frames; t++) {
    for (let b = 0; b < 32; b++) {
      const at = t * HALF_BANDS + first + 2 * b;
      slopes[t * 32 + b] = halves[at] + halves[at + 1] - (halves[at + 2] + halves[at + 3]);
    }
  }
  const result = new Uint32Array(frames - SPAN_FRAMES);
  for (let t = 0; t < result.length; t++) {
    const here = t * 32;
    const later = (t + SPAN_FRAMES) * 32;
    let word = 0;
    for (let b = 0; b < 32; b++) if (slopes[later + b] > slopes[here + b]) word |= 1 << b;
    result[t] = word;
  }
  return result;
}

/** At most `maxSamples` low-passed samples of `[start, end)`, one out of every `factor`. */
function decimate(
  samples: Float32Array,
  start: number,
  end: number,
  { factor, filter }: Plan,
  maxSamples: number,
): Float32Array {
  const signal = new Float32Array(Math.min(maxSamples, Math.floor((end - start) / factor)));
  const reach = filter.length - 1;
  for (let j = 0; j < signal.length; j++) {
    const centre = start + j * factor;
    let sum = filter[0] * samples[centre];
    if (centre >= reach && centre + reach < samples.length) {
      for (let k = 1; k <= reach; k++) sum += filter[k] * (samples[centre - k] + samples[centre + k]);
    } else {
      for (let k = 1; k <= reach; k++) {
        if (centre >= k) sum += filter[k] * samples[centre - k];
        if (centre + k < samples.length) sum += filter[k] * samples[centre + k];
      }
    }
    signal[j] = sum;
  }
  return signal;
}

/** Energy between two edges in bins. Bin k covers k − ½ to k + ½, so that bands are equal in Hz at every sample rate. */
function bandEnergy(power: Float32Array, low: number, high: number): number {
  const first = Math.floor(low + 0.5);
  const last = Math.floor(high + 0.5);
  if (first === last) return power[first] * (high - low);
  let energy = power[first] * (first + 0.5 - low) + power[last] * (high - last + 0.5);
  for (let k = first + 1; k < last; k++) energy += power[k];
  return energy;
}
