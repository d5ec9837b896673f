import { createRealFft, type RealFft } from '../audio/fft.ts';

/**
 * Acoustic signatures: one 32-bit word every 32 ms that two copies of a recording share and two takes of a sentence
 * do not. After Haitsma J, Kalker T (2002), A Highly Robust Audio Fingerprinting System, ISMIR: bit b of word t is
 * the sign of (E[t+s, b] − E[t+s, b+1]) − (E[t, b] − E[t, b+1]), with E[t, b] the energy of band b in frame t.
 *
 * Theirs differs in what short speech asks for: frames of 185 ms instead of 370, and s = 4 frames instead of 1, so
 * that a copy cut between two hops still gives the same signs.
 */
const LOWEST_HZ = 300;
const HIGHEST_HZ = 2000;
/** One more than the bits: each bit compares two neighbours. */
const BANDS = 33;
const WINDOW_SECONDS = 0.185;
const HOP_SECONDS = 0.032;
/** s above. */
const SPAN_FRAMES = 4;
/** Only what lies between the first and the last block this close to the loudest one is signed. */
const GATE_DB = 35;
const GATE_BLOCK_SECONDS = 0.02;
/** 12 s and 2 kB of base64; longer recordings are signed by the first 12 s that sound. */
const GREATEST_WORDS = 384;
/** Fewer say nothing: see `near-duplicates.ts`. */
const LEAST_WORDS = 8;
/** Sampled lower, the highest band would not exist. */
const LOWEST_RATE_HZ = 4400;
/** A rate beyond any recorder's is a damaged header. */
const HIGHEST_RATE_HZ = 1_536_000;
/** Signals are decimated to between this and twice as much. */
const LEAST_DECIMATED_HZ = 5000;
const FFT_SIZES = [1024, 1536, 2048];

/** Signs recordings; holds the memory of its transforms. */
export interface Signer {
  /**
   * The signature of mono `samples` (−1…1): base64 of at most 384 little-endian 32-bit words. Empty for what cannot
   * be compared: less than about half a second of sound, silence, values that are not finite, or a sample rate
   * outside 4.4 kHz … 1.536 MHz.
   */
  sign(samples: Float32Array, sampleRateHz: number): string;
  [Symbol.dispose](): void;
}

/** What one sample rate needs. */
interface Plan {
  factor: number;
  decimatedHz: number;
  /** Symmetric low-pass filter, centre and right half; `[1]` when there is nothing to decimate. */
  filter: Float32Array;
  fft: RealFft;
  /** Periodic at half a sample's offset, hence symmetric; its length is the frame's. */
  window: Float32Array;
  /** The 34 edges of the 33 bands, in bins. */
  edges: Float64Array;
  input: Float32Array;
  power: Float32Array;
}

/** Makes a signer; see {@link Signer}. */
export async function createSigner(): Promise<Signer> {
  const ffts = await Promise.all(FFT_SIZES.map((size) => createRealFft(size)));
  const plans = new Map<number, Plan>();
  return {
    sign(samples, sampleRateHz) {
      if (!(sampleRateHz >= LOWEST_RATE_HZ && sampleRateHz <= HIGHEST_RATE_HZ)) return '';
      let plan = plans.get(sampleRateHz);
      if (plan === undefined) {
        // A folder of oddly resampled files must not keep a plan for each.
        if (plans.size >= 16) plans.clear();
        plan = makePlan(sampleRateHz, ffts);
        plans.set(sampleRateHz, plan);
      }
      return toBase64(words(samples, sampleRateHz, plan));
    },
    [Symbol.dispose]() {
      for (const fft of ffts) fft[Symbol.dispose]();
    },
  };
}

/** The words of a signature; none for an empty one, or for text that is not a whole number of words. */
export function signatureWords(signature: string): Uint32Array {
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length % 4 !== 0) return new Uint32Array(0);
  const result = new Uint32Array(bytes.length / 4);
  for (let i = 0; i < result.length; i++) result[i] = bytes.readUInt32LE(i * 4);
  return result;
}

function toBase64(signature: Uint32Array): string {
  const bytes = Buffer.allocUnsafe(signature.length * 4);
  for (let i = 0; i < signature.length; i++) bytes.writeUInt32LE(signature[i], i * 4);
  return bytes.toString('base64');
}

function makePlan(sampleRateHz: number, ffts: readonly RealFft[]): Plan {
  const factor = Math.max(1, Math.floor(sampleRateHz / LEAST_DECIMATED_HZ));
  const decimatedHz = sampleRateHz / factor;
  const window = new Float32Array(Math.round(WINDOW_SECONDS * decimatedHz));
  for (let i = 0; i < window.length; i++) {
    window[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / window.length);
  }
  const fft = ffts.find(({ size }) => size >= window.length) ?? ffts[ffts.length - 1];
  const edges = Float64Array.from(
    { length: BANDS + 1 },
    (_, b) => (LOWEST_HZ * (HIGHEST_HZ / LOWEST_HZ) ** (b / BANDS) * fft.size) / decimatedHz,
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
 * Right half of a Hann-windowed sinc of six taps a decimated sample, with unit sum. Short: what folds over is the
 * same in every copy, and bits are signs of differences between loud bands.
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

/** `[start, end)` of what sounds, in samples; empty for silence and for values that are not finite. */
function soundingStretch(samples: Float32Array, sampleRateHz: number): [start: number, end: number] {
  const block = Math.max(1, Math.round(GATE_BLOCK_SECONDS * sampleRateHz));
  const energies = new Float64Array(Math.ceil(samples.length / block));
  let greatest = 0;
  for (let b = 0; b < energies.length; b++) {
    const end = Math.min(samples.length, (b + 1) * block);
    let energy = 0;
    for (let i = b * block; i < end; i++) energy += samples[i] * samples[i];
    if (!Number.isFinite(energy)) return [0, 0];
    energies[b] = energy;
    if (energy > greatest) greatest = energy;
  }
  if (greatest === 0) return [0, 0];
  const threshold = greatest * 10 ** (-GATE_DB / 10);
  let first = 0;
  let last = energies.length - 1;
  while (energies[first] < threshold) first++;
  while (energies[last] < threshold) last--;
  return [first * block, Math.min(samples.length, (last + 1) * block)];
}

function words(samples: Float32Array, sampleRateHz: number, plan: Plan): Uint32Array {
  const { decimatedHz, window, fft, edges, input, power } = plan;
  const [start, end] = soundingStretch(samples, sampleRateHz);
  const greatest = window.length + Math.ceil((GREATEST_WORDS + SPAN_FRAMES) * HOP_SECONDS * decimatedHz);
  const signal = decimate(samples, start, end, plan, greatest);
  const hop = HOP_SECONDS * decimatedHz;
  const frames = Math.min(
    GREATEST_WORDS + SPAN_FRAMES,
    Math.floor((signal.length - window.length) / hop) + 1,
  );
  if (frames < LEAST_WORDS + SPAN_FRAMES) return new Uint32Array(0);
  // slopes[t · 32 + b] = E[t, b] − E[t, b + 1]
  const slopes = new Float64Array(frames * 32);
  input.fill(0);
  for (let t = 0; t < frames; t++) {
    const offset = Math.min(Math.round(t * hop), signal.length - window.length);
    for (let i = 0; i < window.length; i++) input[i] = signal[offset + i] * window[i];
    fft.powerSpectrum(input, power);
    let previous = bandEnergy(power, edges[0], edges[1]);
    for (let b = 0; b < 32; b++) {
      const next = bandEnergy(power, edges[b + 1], edges[b + 2]);
      slopes[t * 32 + b] = previous - next;
      previous = next;
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

/** At most `greatest` low-passed samples of `[start, end)`, one out of every `factor`. */
function decimate(
  samples: Float32Array,
  start: number,
  end: number,
  { factor, filter }: Plan,
  greatest: number,
): Float32Array {
  const signal = new Float32Array(Math.min(greatest, Math.floor((end - start) / factor)));
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

/** Energy between two edges in bins, bin k reaching from k − ½ to k + ½: the same in Hz at every sample rate. */
function bandEnergy(power: Float32Array, low: number, high: number): number {
  const first = Math.floor(low + 0.5);
  const last = Math.floor(high + 0.5);
  if (first === last) return power[first] * (high - low);
  let energy = power[first] * (first + 0.5 - low) + power[last] * (high - last + 0.5);
  for (let k = first + 1; k < last; k++) energy += power[k];
  return energy;
}
