import type { Clip } from '../../shared/corpora.ts';
import { EMOTION_INDEX } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { ProtocolName } from '../../shared/protocols.ts';
import type { Random } from '../../shared/random.ts';
import { groupBy, indicesOf } from './stratify.ts';

/** Everything one speaker said. */
export interface Speaker {
  name: string;
  /** Where most of the clips are: speakers are balanced within their corpora. */
  corpus: string;
  clips: number[];
  /** Clips for each of the seven emotions, then by women and by men; unknown sex counts in neither. */
  profile: readonly number[];
}

/**
 * The speakers of `indices` (of all clips, by default), by name.
 * @throws UserError `speakers-unknown` when a clip has none.
 */
export function speakersOf(
  clips: readonly Clip[],
  protocol: ProtocolName,
  indices: readonly number[] = indicesOf(clips),
): Speaker[] {
  const unknown = indices.filter((index) => clips[index].speaker === null);
  if (unknown.length > 0) {
    const corpora = [...new Set(unknown.map((index) => clips[index].corpus))].sort();
    throw new UserError(
      'speakers-unknown',
      `The speaker of ${unknown.length} clips of ${corpora.join(', ')} is unknown, and “${protocol}” needs it. ` +
        'Leave these corpora out, name the speakers in a CSV, or choose random or k-fold-random.',
    );
  }
  return [...groupBy(indices, (index) => clips[index].speaker ?? '')].map(([name, ofSpeaker]) => {
    const profile = new Array<number>(9).fill(0);
    for (const index of ofSpeaker) {
      const { emotion, sex } = clips[index];
      profile[EMOTION_INDEX[emotion]]++;
      if (sex !== null) profile[sex === 'female' ? 7 : 8]++;
    }
    const corpora = [...groupBy(ofSpeaker, (index) => clips[index].corpus)];
    const [corpus] = corpora.reduce((most, next) => (next[1].length > most[1].length ? next : most));
    return { name, corpus, clips: ofSpeaker, profile };
  });
}

/** All clips of several speakers. */
export function clipsOf(speakers: readonly Speaker[]): number[] {
  return speakers.flatMap(({ clips }) => clips);
}

/** Random assignments that are tried, the best being taken: fewer among very many speakers, where any is balanced. */
const MOST_ATTEMPTS = 400;
const LEAST_ATTEMPTS = 40;

/** What {@link drawSpeakers} gives: one list for each share, and who is left. */
export interface DrawnSpeakers {
  parts: Speaker[][];
  rest: Speaker[];
}

/**
 * Draws speakers for parts of `shares` of the clips (test and validation, or validation alone) and leaves the rest.
 * Each corpus with three speakers or more is divided for itself, so that it stands in every part. The smaller ones
 * are divided together: if that is three speakers, each part gets one; of two, one goes to the first part and one to
 * the rest; a single one stays in the rest. Validation alone takes a speaker of theirs only when that brings it
 * nearer to its share, or when it would be empty: half of TESS is too much to give for a stopping rule.
 *
 * Of up to 400 random assignments the one is taken whose parts come nearest their shares in clips, in each emotion
 * and in each sex (sum of squares).
 */
export function drawSpeakers(
  speakers: readonly Speaker[],
  shares: readonly number[],
  random: Random,
): DrawnSpeakers {
  const result: DrawnSpeakers = { parts: shares.map(() => []), rest: [] };
  const divide = (group: readonly Speaker[], forced: boolean): void => {
    const { parts, rest } = drawBest(group, shares, forced, random);
    parts.forEach((part, i) => {
      result.parts[i].push(...part);
    });
    result.rest.push(...rest);
  };
  const small: Speaker[] = [];
  for (const indices of groupBy(indicesOf(speakers), (index) => speakers[index].corpus).values()) {
    const group = indices.map((index) => speakers[index]);
    if (group.length < 3) small.push(...group);
    else divide(group, true);
  }
  if (small.length > 0) divide(small, shares.length > 1 || result.parts[0].length === 0);
  return result;
}

function drawBest(
  speakers: readonly Speaker[],
  shares: readonly number[],
  forced: boolean,
  random: Random,
): DrawnSpeakers {
  let best: DrawnSpeakers | undefined;
  let least = Number.POSITIVE_INFINITY;
  const whole = sumOf(speakers);
  const attempts = Math.min(MOST_ATTEMPTS, Math.max(LEAST_ATTEMPTS, Math.ceil(20_000 / speakers.length)));
  for (let attempt = 0; attempt < attempts; attempt++) {
    const drawn = drawOnce(random.shuffle([...speakers]), shares, forced);
    const cost = drawn.parts.reduce((sum, part, i) => sum + distance(sumOf(part), whole, shares[i]), 0);
    if (cost < least - 1e-12) {
      least = cost;
      best = drawn;
    }
  }
  return best ?? { parts: shares.map(() => []), rest: [...speakers] };
}

/**
 * Fills each part in turn for as long as a speaker brings it nearer to its share; `forced`: with one speaker at
 * least, if any can go.
 */
function drawOnce(shuffled: readonly Speaker[], shares: readonly number[], forced: boolean): DrawnSpeakers {
  const total = shuffled.reduce((sum, { clips }) => sum + clips.length, 0);
  let left = [...shuffled];
  const parts = shares.map((share, i) => {
    const part: Speaker[] = [];
    if (share === 0) return part;
    // One each must be left for the parts to come and for the rest.
    const later = shares.slice(i + 1).filter((next) => next > 0).length + 1;
    // With too few for all, the first part and the rest come first.
    const most = Math.max(i === 0 ? Math.min(1, left.length - 1) : 0, left.length - later);
    let missing = share * total;
    const remaining: Speaker[] = [];
    for (const speaker of left) {
      const size = speaker.clips.length;
      const nearer = Math.abs(missing - size) < Math.abs(missing);
      if (part.length < most && nearer) {
        part.push(speaker);
        missing -= size;
      } else {
        remaining.push(speaker);
      }
    }
    if (forced && part.length === 0 && most > 0) {
      const [first] = remaining.splice(0, 1);
      part.push(first);
    }
    left = remaining;
    return part;
  });
  return { parts, rest: left };
}

function sumOf(speakers: readonly Speaker[]): number[] {
  const sum = new Array<number>(9).fill(0);
  for (const { profile } of speakers) for (let i = 0; i < 9; i++) sum[i] += profile[i];
  return sum;
}

/** How far a part lies from `share` of the whole: in clips, in each emotion and in each sex, each relative to all. */
function distance(part: readonly number[], whole: readonly number[], share: number): number {
  const clips = whole.slice(0, 7).reduce((a, b) => a + b, 0);
  const partClips = part.slice(0, 7).reduce((a, b) => a + b, 0);
  let sum = (partClips / clips - share) ** 2;
  for (let i = 0; i < 9; i++) sum += ((part[i] - share * whole[i]) / clips) ** 2;
  return sum;
}
