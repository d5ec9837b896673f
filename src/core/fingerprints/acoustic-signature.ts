import { createRealFft, type RealFft } from '#core/audio/fft.ts';
import { createArena } from '#core/simd/arena.ts';
import { activeRange } from './active-range.ts';
import { createDecimator, decimatorFloats } from './decimator.ts';
import { MAX_SIGNATURE_WORDS, type SignatureContent, signatureText } from './signature-format.ts';
import { createSignatureKernels, DECIMATED_AT_ONCE } from './signature-kernels.ts';

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
/** Fewer words cannot be compared: see `signature-match.ts`. */
const MIN_WORDS = 8;
/** At lower sample rates, the highest band does not exist. */
const MIN_RATE_HZ = 4400;
/** No recorder has a higher sample rate, so a higher value means a damaged header. */
const MAX_RATE_HZ = 1_536_000;
/** Signals are decimated to a rate between this and twice this value. */
const MIN_DECIMATED_HZ = 5000;
const FFT_SIZES = [1024, 1536, 2048];
const MAX_FFT_SIZE = 2048;
const MAX_FRAMES = MAX_SIGNATURE_WORDS + SPAN_FRAMES;
const MAX_FACTOR = Math.floor(MAX_RATE_HZ / MIN_DECIMATED_HZ);
/** What the longest signature is computed from. */
const MAX_SIGNAL = Math.ceil(2 * MIN_DECIMATED_HZ * (WINDOW_SECONDS + MAX_FRAMES * HOP_SECONDS)) + 1;

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

/** Filter, window and bands for one sample rate. */
interface Plan {
  factor: number;
  decimatedHz: number;
  /** Symmetric low-pass filter, centre and right half; `[1]` without decimation. */
  filter: Float32Array;
  fft: RealFft;
  /** One frame long. Periodic with an offset of half a sample, hence symmetric. */
  window: Float32Array;
  /** The 67 half bands. Bin k covers k − ½ to k + ½, so that bands are equal in Hz at every sample rate. */
  bands: { first: number; last: number; firstShare: number; lastShare: number }[];
}

/** Creates a {@link Signer}. @throws UserError `simd-unavailable`, `out-of-memory`. */
export async function createSigner(): Promise<Signer> {
  const ffts = await Promise.all(FFT_SIZES.map((size) => createRealFft(size)));
  const contentOf = createAnalysis();
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
  const edge = (h: number) => (MIN_HZ * (MAX_HZ / MIN_HZ) ** (h / (2 * BANDS)) * fft.size) / decimatedHz;
  const bands = Array.from({ length: HALF_BANDS }, (_, h) => {
    const [low, high] = [edge(h), edge(h + 1)];
    const [first, last] = [Math.floor(low + 0.5), Math.floor(high + 0.5)];
    return first === last
      ? { first, last, firstShare: high - low, lastShare: 0 }
      : { first, last, firstShare: first + 0.5 - low, lastShare: high - last + 0.5 };
  });
  return { factor, decimatedHz, filter: lowPass(factor), fft, window, bands };
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

type Analysis = (samples: Float32Array, sampleRateHz: number, plan: Plan) => SignatureContent;

/** Allocates the arrays of a signature, which all signatures use one after another. */
function createAnalysis(): Analysis {
  const sizes = {
    signal: MAX_SIGNAL + 2 * DECIMATED_AT_ONCE,
    window: MAX_FFT_SIZE,
    frame: MAX_FFT_SIZE,
    spectra: 2 * MAX_FFT_SIZE,
    // Pairs of doubles.
    powers: 4 * (MAX_FFT_SIZE / 2),
    bands: 8 * HALF_BANDS,
    energies: 4 * HALF_BANDS * Math.ceil(MAX_FRAMES / 2),
  };
  const floats = Object.values(sizes).reduce((sum, size) => sum + size, decimatorFloats(MAX_FACTOR));
  const arena = createArena(floats);
  const kernels = createSignatureKernels(arena.memory);
  const decimator = createDecimator(arena, kernels, MAX_FACTOR);
  const signal = arena.floats(sizes.signal);
  const window = arena.floats(sizes.window);
  const frame = arena.floats(sizes.frame);
  const spectra = arena.floats(sizes.spectra);
  const powers = arena.floats(sizes.powers);
  const bands = arena.floats(sizes.bands);
  const energies = arena.floats(sizes.energies);
  const pairBytes = 16;
  let current: Plan | undefined;

  const use = (plan: Plan) => {
    if (plan === current) return;
    current = plan;
    window.fill(0).set(plan.window);
    frame.fill(0);
    const addresses = new Int32Array(bands.buffer, bands.byteOffset, bands.length);
    const shares = new Float64Array(bands.buffer, bands.byteOffset, bands.length / 2);
    for (const [h, { first, last, firstShare, lastShare }] of plan.bands.entries()) {
      addresses[8 * h] = powers.byteOffset + pairBytes * first;
      addresses[8 * h + 1] = powers.byteOffset + pairBytes * last;
      shares[4 * h + 2] = firstShare;
      shares[4 * h + 3] = lastShare;
    }
  };

  return (samples, sampleRateHz, plan) => {
    use(plan);
    const { decimatedHz, fft, factor } = plan;
    const [start, end] = activeRange(samples, sampleRateHz);
    const length = plan.window.length;
    const hop = HOP_SECONDS * decimatedHz;
    const count = Math.min(length + Math.ceil(MAX_FRAMES * hop), Math.floor((end - start) / factor));
    const frames = Math.min(MAX_FRAMES, Math.floor((count - length) / hop) + 1);
    if (frames < MIN_WORDS + SPAN_FRAMES) return { words: new Uint32Array(0), between: new Uint32Array(0) };
    decimator.decimate(samples, start, factor, plan.filter, signal.subarray(0, count));
    const input = frame.subarray(0, fft.size);
    const spectrum = [spectra.subarray(0, fft.size), spectra.subarray(fft.size, 2 * fft.size)];
    const firstBin = plan.bands[0].first;
    const powersEnd = powers.byteOffset + pairBytes * (plan.bands[HALF_BANDS - 1].last + 1);
    for (let t = 0; t < frames; t++) {
      const offset = Math.min(Math.round(t * hop), count - length);
      const frameAt = frame.byteOffset;
      kernels.multiply(signal.byteOffset + 4 * offset, window.byteOffset, frameAt, frameAt + 4 * length);
      fft.forward(input, spectrum[t & 1]);
      if ((t & 1) === 0 && t < frames - 1) continue;
      // Two frames at a time: one in each lane.
      const [first, second] = spectrum;
      const skipped = 8 * firstBin;
      kernels.powers(
        first.byteOffset + skipped,
        second.byteOffset + skipped,
        powers.byteOffset + 2 * skipped,
        powersEnd,
      );
      const target = energies.byteOffset + pairBytes * HALF_BANDS * (t >> 1);
      kernels.bands(bands.byteOffset, bands.byteOffset + bands.byteLength, target);
    }
    const halves = new Float64Array(energies.buffer, energies.byteOffset, energies.length / 2);
    return { words: wordsOf(halves, frames, 0), between: wordsOf(halves, frames, 1) };
  };
}

/**
 * The words of the bands whose lowest half band is `first`, `first` + 2, … `halves[(67 · (t >> 1) + h) · 2 + (t & 1)]` is the
 * energy of half band h in frame t.
 */
function wordsOf(halves: Float64Array, frames: number, first: 0 | 1): Uint32Array {
  // slopes[t · 32 + b] = E[t, b] − E[t, b + 1]
  const slopes = new Float64Array(frames * 32);
  for (let t = 0; t < frames; t++) {
    for (let b = 0; b < 32; b++) {
      const at = 2 * (HALF_BANDS * (t >> 1) + first + 2 * b) + (t & 1);
      slopes[t * 32 + b] = halves[at] + halves[at + 2] - (halves[at + 4] + halves[at + 6]);
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
