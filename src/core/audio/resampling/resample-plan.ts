import { kaiserBeta, kaiserLength } from './kaiser.ts';

/**
 * The measured filter of soxr_hq: Kaiser low-passes fitted to the responses of libsoxr 0.1.3 (maximum error 1e-7 for
 * simple ratios, 7e-7 for others). `reach` is the window's half length before soxr rounds it, in samples at twice the
 * lower Nyquist frequency. β belongs to a stopband of 126 or 132 dB, because soxr allows each of its two steps half of
 * the error. For factors of four and more, soxr uses further steps with steeper filters, which this file does not
 * model: the transition band then differs by up to 0.5 % of full scale.
 */
const CUTOFF_OF_NYQUIST = 0.95687;
const ONE_STEP = { beta: 13.04, reach: 96.6 };
const TWO_STEPS = { beta: 13.7115, reach: 101.5 };

/** soxr's filters have an odd number of taps, 4n + 1, at `oversampling` times twice the lower Nyquist frequency. */
function soxrReach(reach: number, oversampling: number): number {
  return (2 * Math.ceil((reach * oversampling) / 2) + 0.5) / oversampling;
}

/**
 * The additional attenuation of soxr's interpolator, fitted in the same way: 1 − depth · ((f − from) / (to − from))^6,
 * with f as a share of the lower Nyquist frequency. It is 0.01 dB at the end of the passband.
 */
function soxrDroop(oversampling: number): Droop {
  if (oversampling < 2) return { from: 0.556, to: 0.9137, depth: 0.00061 };
  return { from: 0.5 - 0.39 * (oversampling - 2), to: 0.9137, depth: 0.00099 };
}

export interface Droop {
  from: number;
  to: number;
  depth: number;
}

/** Stopband attenuation of the interpolator, outside of its transition band of one octave. */
const INTERPOLATOR_ATTENUATION_DB = 125;
export const INTERPOLATOR_BETA = kaiserBeta(INTERPOLATOR_ATTENUATION_DB);

const MIN_HZ = 1000;
const MAX_HZ = 768_000;

/**
 * The block filter changes the rate by up / down, both products of 2, 3 and 5. Frequencies are in cycles per input
 * sample.
 */
export interface FilterPlan {
  up: number;
  down: number;
  /** Middle of the transition band. */
  cutoff: number;
  /** Half length of the impulse response, in input samples. */
  halfLength: number;
  /** The shape β of the Kaiser window. */
  beta: number;
  /** The lower Nyquist frequency. */
  nyquist: number;
  /** Null: no droop. This program's interpolator is flat, so the filter reproduces the droop of soxr's interpolator. */
  droop: Droop | null;
  /** Input samples of a transform, a multiple of `down`; inputSize · up / down is the size of the inverse transform. */
  inputSize: number;
  /** Input samples to discard at each end of a block: at least `halfLength`, a multiple of `down`. */
  margin: number;
  /** Output samples (a multiple of `up`) by which the first block starts before time zero. */
  lead: number;
}

/** Output n is the filtered signal at sample n · stepNumerator / stepDenominator; the fraction is in lowest terms. */
export interface InterpolatorPlan {
  stepNumerator: number;
  stepDenominator: number;
  /** Even. */
  taps: number;
}

export interface ResamplingPlan {
  filter: FilterPlan;
  /** Null when the filter alone reaches the target rate. */
  interpolator: InterpolatorPlan | null;
}

/**
 * Plans the conversion from one rate to another; null for equal rates.
 * @throws RangeError for rates that are not integers of 1000 to 768,000 Hz.
 */
export function planResampling(fromHz: number, toHz: number): ResamplingPlan | null {
  for (const hz of [fromHz, toHz]) {
    if (!Number.isInteger(hz) || hz < MIN_HZ || hz > MAX_HZ) {
      throw new RangeError(`Cannot resample at ${hz} Hz: rates are integers of ${MIN_HZ} to ${MAX_HZ}.`);
    }
  }
  if (fromHz === toHz) return null;
  const divisor = gcd(fromHz, toHz);
  const direct = { up: toHz / divisor, down: fromHz / divisor };
  if (Math.max(direct.up, direct.down) <= 64 && isSmooth(direct.up) && isSmooth(direct.down)) {
    return { filter: planFilter(fromHz, toHz, direct.up, direct.down, null), interpolator: null };
  }
  // With an oversampling of at least 2 the interpolator has a transition band of one octave and needs few taps.
  const lowerHz = Math.min(fromHz, toHz);
  let up = 1;
  let down = 1;
  if (fromHz < 2 * lowerHz) up = 2;
  else while (fromHz / (2 * down) >= 2 * lowerHz) down *= 2;
  const stepDivisor = gcd(fromHz * up, toHz * down);
  // The passband ends at lowerHz/2, the first image starts at rate − lowerHz/2.
  const transition = 1 - (lowerHz * down) / (fromHz * up);
  const interpolator = {
    stepNumerator: (fromHz * up) / stepDivisor,
    stepDenominator: (toHz * down) / stepDivisor,
    taps: 2 * Math.ceil(kaiserLength(INTERPOLATOR_ATTENUATION_DB, transition) / 2),
  };
  return { filter: planFilter(fromHz, toHz, up, down, interpolator), interpolator };
}

function planFilter(
  fromHz: number,
  toHz: number,
  up: number,
  down: number,
  interpolator: InterpolatorPlan | null,
): FilterPlan {
  const lowerHz = Math.min(fromHz, toHz);
  const nyquist = lowerHz / 2 / fromHz;
  const shape = interpolator === null ? ONE_STEP : TWO_STEPS;
  let oversampling = interpolator === null ? Math.max(up, down) : (fromHz * up) / down / lowerHz;
  // When the oversampling here exceeds this, that of soxr is half as large.
  if (interpolator !== null && oversampling > 2.8) oversampling /= 2;
  const halfLength = soxrReach(shape.reach, oversampling) / (2 * nyquist);
  const margin = Math.ceil(halfLength / down) * down;
  const lead = interpolator === null ? 0 : interpolator.taps / 2;
  // Margins are at most an eighth of a block, and so of the work; longer blocks do not fit into the cache.
  let unit = 32;
  while (unit * down < 16 * margin) unit *= 2;
  return {
    up,
    down,
    cutoff: nyquist * CUTOFF_OF_NYQUIST,
    halfLength,
    beta: shape.beta,
    nyquist,
    droop: interpolator === null ? null : soxrDroop(oversampling),
    inputSize: unit * down,
    margin,
    lead: Math.ceil(lead / up) * up,
  };
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function isSmooth(n: number): boolean {
  let rest = n;
  for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
  return rest === 1;
}
