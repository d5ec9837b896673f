import { kaiserBeta, kaiserLength } from './kaiser.ts';

/**
 * The filter of soxr_hq as measured: Kaiser low-passes fitted to the responses of libsoxr 0.1.3 (greatest error 1e-7
 * for simple ratios, 7e-7 for others). `reach` is the window's half length before soxr rounds it, in samples at twice
 * the lower Nyquist frequency. β belongs to a stopband of 126 or 132 dB: soxr gives each of two steps half of the
 * error. For factors of four and more it takes further steps with steeper filters, which are not followed here: there
 * the transition band differs by up to 0.5 % of full scale.
 */
const CUTOFF_OF_NYQUIST = 0.95687;
const ONE_STEP = { beta: 13.04, reach: 96.6 };
const TWO_STEPS = { beta: 13.7115, reach: 101.5 };

/** soxr's filters have an odd number of taps, 4n + 1, at `oversampling` times twice the lower Nyquist frequency. */
function soxrReach(reach: number, oversampling: number): number {
  return (2 * Math.ceil((reach * oversampling) / 2) + 0.5) / oversampling;
}

/**
 * What soxr's interpolator takes off beside its filter, fitted alike: 1 − depth · ((f − from) / (to − from))^6, f in
 * shares of the lower Nyquist frequency, which is 0.01 dB at the passband's end.
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

/** Of the interpolator: of what it lets through beside its octave of transition. */
const INTERPOLATOR_ATTENUATION_DB = 125;
export const INTERPOLATOR_BETA = kaiserBeta(INTERPOLATOR_ATTENUATION_DB);

const LOWEST_HZ = 1000;
const HIGHEST_HZ = 768_000;

/**
 * The block filter changes the rate by up / down, both made of 2s, 3s and 5s. Frequencies are in cycles per sample of
 * the input.
 */
export interface FilterPlan {
  up: number;
  down: number;
  /** Middle of the transition band. */
  cutoff: number;
  /** Reach of the impulse response to either side, in input samples. */
  halfLength: number;
  /** Of the Kaiser window. */
  beta: number;
  /** The lower Nyquist frequency. */
  nyquist: number;
  /** Null: none. Our own interpolator is flat, so the filter does what soxr's does. */
  droop: Droop | null;
  /** Input samples of a transform: a multiple of `down`; times up / down it is the size of the inverse one. */
  inputSize: number;
  /** Input samples to throw away at either end of a block: at least `halfLength`, a multiple of `down`. */
  margin: number;
  /** By how many of its output samples (a multiple of `up`) the first block begins before time zero. */
  lead: number;
}

/** Output n is the filtered signal at time n · stepNumerator / stepDenominator, in its samples; in lowest terms. */
export interface InterpolatorPlan {
  stepNumerator: number;
  stepDenominator: number;
  /** Even. */
  taps: number;
}

export interface ResamplingPlan {
  filter: FilterPlan;
  /** Null: the filter alone reaches the wanted rate. */
  interpolator: InterpolatorPlan | null;
}

/**
 * How to get from one rate to the other; null for equal rates.
 * @throws RangeError for rates that are not integers of 1000 to 768,000 Hz.
 */
export function planResampling(fromHz: number, toHz: number): ResamplingPlan | null {
  for (const hz of [fromHz, toHz]) {
    if (!Number.isInteger(hz) || hz < LOWEST_HZ || hz > HIGHEST_HZ) {
      throw new RangeError(
        `Cannot resample at ${hz} Hz: rates are integers of ${LOWEST_HZ} to ${HIGHEST_HZ}.`,
      );
    }
  }
  if (fromHz === toHz) return null;
  const divisor = gcd(fromHz, toHz);
  const direct = { up: toHz / divisor, down: fromHz / divisor };
  if (Math.max(direct.up, direct.down) <= 64 && isSmooth(direct.up) && isSmooth(direct.down)) {
    return { filter: planFilter(fromHz, toHz, direct.up, direct.down, null), interpolator: null };
  }
  // Oversampled at least twice, the interpolator has an octave to fall in and needs few taps.
  const lowerHz = Math.min(fromHz, toHz);
  let up = 1;
  let down = 1;
  if (fromHz < 2 * lowerHz) up = 2;
  else while (fromHz / (2 * down) >= 2 * lowerHz) down *= 2;
  const stepDivisor = gcd(fromHz * up, toHz * down);
  // Passband to lowerHz/2, first image from rate − lowerHz/2 on.
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
  // Where we oversample more than this, soxr does so half as much.
  if (interpolator !== null && oversampling > 2.8) oversampling /= 2;
  const halfLength = soxrReach(shape.reach, oversampling) / (2 * nyquist);
  const margin = Math.ceil(halfLength / down) * down;
  const lead = interpolator === null ? 0 : interpolator.taps / 2;
  // Margins are at most an eighth of a block, hence of the work; longer blocks leave the cache.
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
