import {
  bitCount,
  type MovedWords,
  movedWords,
  type PitchStep,
  type SignatureWords,
} from './signature-words.ts';

/**
 * When two recordings are copies: by the share of bits that differ, or by that share in the half of the words that agree
 * best, because noise destroys the words of pauses and leaves those of vowels. Measured on RAVDESS and EMO-DB; see
 * docs/decisions/0007. `same`: neither pitch nor speed was changed. Other pitches and speeds are more chances for two takes
 * to agree, so the limits for `changed` are lower.
 */
const LIMITS = {
  same: { rate: 0.235, halfRate: 0.157 },
  changed: { rate: 0.22, halfRate: 0.12 },
};
/** With fewer words, chance can give lower error rates, so the limits are stricter. */
const FEW_WORDS = 24;
const LIMITS_OF_FEW = {
  same: { rate: 0.188, halfRate: 0.118 },
  changed: { rate: 0.176, halfRate: 0.09 },
};
const VERY_FEW_WORDS = 16;
const MAX_ERROR_RATE_OF_VERY_FEW = 0.1;
/** Copies must overlap by at least this share of the shorter one and this number of words. */
const MIN_OVERLAP_SHARE = 0.5;
const MIN_OVERLAP_WORDS = 8;

/** Maximum errors in the 96 bits of a word with a shared key and two neighbours: chance gives 38, copies rarely 26. */
const PROMISING_ERRORS = 26;
/** Words on both sides of a match that decide whether it is looked at closely, and their maximum share of errors. */
const NEAR_WORDS = 12;
const MAX_NEAR_RATE = 0.3;
/** Words on both sides of a match that find its place and about the speed. */
const PLACE_WORDS = 16;
/** Speeds of one recording relative to the other. Between two of them, 16 words drift by less than a third of a word. */
const SPEEDS = [1, 0.98, 1.02, 0.96, 1.04, 0.94, 1.06];
const SPEED_STEP = 0.02;
const MIN_SPEED = 0.935;
const MAX_SPEED = 1.065;

/** Recordings that are moved in pitch, and the recordings that they are compared with, in the same order. */
export interface Comparison extends SignatureWords {
  moved: MovedWords;
  step: PitchStep;
}

/** Compares recordings, moved by `step`, with others. */
export function comparisonAt(joined: SignatureWords, step: PitchStep): Comparison {
  return { ...joined, moved: movedWords(joined, step), step };
}

/** Whether two words and the words three before and three after agree better than by chance. */
export function isPromising({ moved, words }: Comparison, m: number, w: number): boolean {
  const { words: own, bits } = moved;
  const before = m >= 3 && w >= 3 ? bitCount((own[m - 3] ^ words[w - 3]) & bits) : 16;
  const after =
    m + 3 < words.length && w + 3 < words.length ? bitCount((own[m + 3] ^ words[w + 3]) & bits) : 16;
  // At the edge of a recording, one of the two words belongs to another recording, so it counts as chance.
  const around = before < after ? before + Math.min(after, 16) : after + Math.min(before, 16);
  return bitCount((own[m] ^ words[w]) & bits) + around <= PROMISING_ERRORS;
}

/**
 * Share of differing bits of two copies with the moved word `m` of one on the word `w` of the other, at the best speed
 * within 6 %, 0 … 0.4. 1 if they are no copies.
 */
export function errorRateOfMatch(comparison: Comparison, m: number, w: number): number {
  // The neighbourhood rejects most pairs. A difference of speed adds few errors to it.
  if (nearRate(comparison, m, w, 1, NEAR_WORDS, MAX_NEAR_RATE) === 1) return 1;
  let near = 1;
  let place = w;
  let speed = 1;
  for (const tried of SPEEDS) {
    for (let at = w - 1; at <= w + 1; at++) {
      const rate = nearRate(comparison, m, at, tried, PLACE_WORDS, near);
      if (rate >= near) continue;
      near = rate;
      place = at;
      speed = tried;
    }
  }
  if (near > MAX_NEAR_RATE) return 1;
  let best = agreementAlong(comparison, m, place, speed);
  const clip = comparison.clipOfWord[m];
  const length = comparison.starts[clip + 1] - comparison.starts[clip];
  for (let step = SPEED_STEP; step * length > 0.5; step /= 2) {
    const centre = speed;
    for (const tried of [centre - step, centre + step]) {
      if (tried < MIN_SPEED || tried > MAX_SPEED) continue;
      const agreement = agreementAlong(comparison, m, place, tried);
      if (agreement.rate >= best.rate) continue;
      best = agreement;
      speed = tried;
    }
  }
  const changed = isCopyOf('changed', best) ? best.rate : 1;
  if (comparison.step !== 0) return changed;
  const unchanged = [w - 1, w, w + 1]
    .map((at) => agreementAlong(comparison, m, at, 1))
    .filter((agreement) => isCopyOf('same', agreement))
    .map(({ rate }) => rate);
  return Math.min(changed, ...unchanged);
}

/** How well two recordings agree. */
interface Agreement {
  /** Compared words, without those of silence in both. */
  words: number;
  /** Share of differing bits. 1 if the overlap is too small. */
  rate: number;
  /** Share of differing bits in the half of the words that agree best. 1 without words between the bands. */
  halfRate: number;
}

function isCopyOf(kind: keyof typeof LIMITS, { words, rate, halfRate }: Agreement): boolean {
  if (words < VERY_FEW_WORDS) return rate <= MAX_ERROR_RATE_OF_VERY_FEW;
  const limits = (words < FEW_WORDS ? LIMITS_OF_FEW : LIMITS)[kind];
  return rate <= limits.rate || halfRate <= limits.halfRate;
}

/** The words of a moved recording that lie on words of the other along the line through (m, w) with slope `speed`. */
function overlap(
  { starts, clipOfWord }: Comparison,
  m: number,
  w: number,
  speed: number,
): { first: number; last: number } {
  const clip = clipOfWord[w];
  const moved = clipOfWord[m];
  return {
    first: Math.max(starts[moved], Math.ceil(m + (starts[clip] - 0.5 - w) / speed)),
    // The word at exactly `starts[clip + 1]` − 0.5 would be rounded up, into the next clip.
    last: Math.min(starts[moved + 1] - 1, Math.floor(m + (starts[clip + 1] - 0.5 - w) / speed - 1e-9)),
  };
}

/**
 * Share of differing bits at most `reach` words from (m, w). 1 if there are fewer than eight words or the share is above
 * `maxRate`. Stops early in that case, because most pairs differ.
 */
function nearRate(
  comparison: Comparison,
  m: number,
  w: number,
  speed: number,
  reach: number,
  maxRate: number,
): number {
  const { moved, words } = comparison;
  const { first, last } = overlap(comparison, m, w, speed);
  const from = Math.max(first, m - reach);
  const to = Math.min(last, m + reach);
  if (to - from + 1 < MIN_OVERLAP_WORDS) return 1;
  // More errors than this exceed the share of all words, and even more so of the compared words. 1e-6 prevents rounding
  // errors.
  const maxErrors = Math.floor(maxRate * moved.count * (to - from + 1) + 1e-6);
  let compared = 0;
  let errors = 0;
  for (let i = from; i <= to; i++) {
    const one = moved.words[i];
    const other = words[w + Math.floor((i - m) * speed + 0.5)];
    // Digital silence in both is no evidence.
    if ((one | other) === 0) continue;
    compared++;
    errors += bitCount((one ^ other) & moved.bits);
    if (errors > maxErrors) return 1;
  }
  if (compared < MIN_OVERLAP_WORDS) return 1;
  const rate = errors / (moved.count * compared);
  return rate > maxRate ? 1 : rate;
}

/** Numbers of words by their errors. */
const wordsWithErrors = new Int32Array(65);

/** The agreement of the whole recordings along the line through (m, w), in both sets of bands where both have them. */
function agreementAlong(comparison: Comparison, m: number, w: number, speed: number): Agreement {
  const { moved, words, between, complete, starts, clipOfWord } = comparison;
  const { first, last } = overlap(comparison, m, w, speed);
  const [clip, other] = [clipOfWord[m], clipOfWord[w]];
  const both = complete[clip] === 1 && complete[other] === 1;
  const shorter = Math.min(starts[clip + 1] - starts[clip], starts[other + 1] - starts[other]);
  const minWords = Math.max(MIN_OVERLAP_WORDS, Math.ceil(MIN_OVERLAP_SHARE * shorter));
  wordsWithErrors.fill(0);
  let compared = 0;
  let errors = 0;
  for (let i = first; i <= last; i++) {
    const at = w + Math.floor((i - m) * speed + 0.5);
    if ((moved.words[i] | words[at]) === 0) continue;
    let count = bitCount((moved.words[i] ^ words[at]) & moved.bits);
    if (both) count += bitCount((moved.between[i] ^ between[at]) & moved.betweenBits);
    compared++;
    errors += count;
    wordsWithErrors[count]++;
  }
  if (compared < minWords) return { words: compared, rate: 1, halfRate: 1 };
  const bits = moved.count + (both ? moved.betweenCount : 0);
  const half = compared >> 1;
  let fewest = 0;
  for (let count = 0, left = half; left > 0; count++) {
    const taken = Math.min(left, wordsWithErrors[count]);
    fewest += taken * count;
    left -= taken;
  }
  // The half was measured with both sets; with fewer bits, chance gives lower shares.
  const halfRate = both ? fewest / (bits * half) : 1;
  return { words: compared, rate: errors / (bits * compared), halfRate };
}
