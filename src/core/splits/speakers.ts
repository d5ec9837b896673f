import type { Clip } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import type { ProtocolName } from '#shared/protocols.ts';
import type { Random } from '#shared/random.ts';
import { groupBy, indicesOf } from './stratify.ts';

/** What can be kept apart in a split. */
export type Unit = 'speaker' | 'sentence' | 'group';

/** What to do if the unit of some clips is unknown. */
const ADVICE: Record<Unit, string> = {
  speaker: 'add the speakers in a table, or choose random or k-fold-random',
  sentence: 'add the sentences in a table, or choose speaker-independent',
  group: 'add a column “group” or “session” to their tables, or choose speaker-independent',
};

/** All clips of one speaker, or of another unit that is kept together in the same way. */
export interface Speaker {
  name: string;
  /** The corpus of most of the clips. Units are balanced within their corpora. */
  corpus: string;
  clips: number[];
  /** Number of clips for each emotion that occurs, by name, then of women and of men. Unknown sex counts in neither. */
  profile: readonly number[];
}

/** The speakers of `indices` (default: all clips), see {@link unitsOf}. */
export function speakersOf(
  clips: readonly Clip[],
  protocol: ProtocolName,
  indices?: readonly number[],
): Speaker[] {
  return unitsOf(clips, 'speaker', protocol, indices);
}

/**
 * The speakers, sentences or groups of `indices` (default: all clips), sorted by name.
 * @throws UserError `speakers-unknown`, `sentences-unknown` or `groups-unknown` if a clip has none.
 */
export function unitsOf(
  clips: readonly Clip[],
  unit: Unit,
  protocol: ProtocolName,
  indices: readonly number[] = indicesOf(clips),
): Speaker[] {
  const unknown = indices.filter((index) => clips[index][unit] === null);
  if (unknown.length > 0) {
    const corpora = [...new Set(unknown.map((index) => clips[index].corpus))].sort();
    throw new UserError(
      `${unit}s-unknown`,
      `“${protocol}” needs the ${unit} of every clip. Unknown: the ${unit} of ${unknown.length} ` +
        `${unknown.length === 1 ? 'clip' : 'clips'} of ${corpora.join(', ')}. ` +
        `Exclude these corpora, ${ADVICE[unit]}.`,
    );
  }
  // Of all clips, so that speakers of several calls can be compared.
  const emotions = [...new Set(clips.map(({ emotion }) => emotion))].sort();
  const indexOf = new Map(emotions.map((emotion, index) => [emotion, index]));
  return [...groupBy(indices, (index) => clips[index][unit] ?? '')].map(([name, ofSpeaker]) => {
    const profile = new Array<number>(emotions.length + 2).fill(0);
    for (const index of ofSpeaker) {
      const { emotion, sex } = clips[index];
      profile[indexOf.get(emotion)!]++;
      if (sex !== null) profile[emotions.length + (sex === 'female' ? 0 : 1)]++;
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

/** Number of random assignments to try. Fewer for many speakers, where every assignment is balanced. */
const MAX_ATTEMPTS = 400;
const MIN_ATTEMPTS = 40;

/** The result of {@link drawSpeakers}: one list of speakers for each share, and the remaining speakers. */
export interface DrawnSpeakers {
  parts: Speaker[][];
  rest: Speaker[];
}

/**
 * Draws speakers for parts with `shares` of the clips (test and validation, or only validation). Each corpus with at
 * least three speakers is split separately, so that it occurs in every part. Smaller corpora are split together: with
 * three speakers, each part gets one; with two, one goes to the first part and one to the rest; a single speaker stays
 * in the rest. If only validation is drawn, it takes a speaker of these corpora only if that brings it closer to its
 * share or if it would be empty, because half of TESS is too much for a validation set.
 *
 * Of up to 400 random assignments, it uses the one whose parts are closest to their shares in clips, in each emotion
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
  let minCost = Number.POSITIVE_INFINITY;
  const whole = sumOf(speakers);
  const attempts = Math.min(MAX_ATTEMPTS, Math.max(MIN_ATTEMPTS, Math.ceil(20_000 / speakers.length)));
  for (let attempt = 0; attempt < attempts; attempt++) {
    const drawn = drawOnce(random.shuffle([...speakers]), shares, forced);
    const cost = drawn.parts.reduce((sum, part, i) => sum + distance(sumOf(part), whole, shares[i]), 0);
    if (cost < minCost - 1e-12) {
      minCost = cost;
      best = drawn;
    }
  }
  return best ?? { parts: shares.map(() => []), rest: [...speakers] };
}

/**
 * Fills each part with speakers as long as they bring it closer to its share. `forced`: each part gets at least one
 * speaker if possible.
 */
function drawOnce(shuffled: readonly Speaker[], shares: readonly number[], forced: boolean): DrawnSpeakers {
  const total = shuffled.reduce((sum, { clips }) => sum + clips.length, 0);
  let left = [...shuffled];
  const parts = shares.map((share, i) => {
    const part: Speaker[] = [];
    if (share === 0) return part;
    // One speaker must remain for each later part and for the rest.
    const later = shares.slice(i + 1).filter((next) => next > 0).length + 1;
    // With too few speakers, the first part and the rest have priority.
    const max = Math.max(i === 0 ? Math.min(1, left.length - 1) : 0, left.length - later);
    let missing = share * total;
    const remaining: Speaker[] = [];
    for (const speaker of left) {
      const size = speaker.clips.length;
      const nearer = Math.abs(missing - size) < Math.abs(missing);
      if (part.length < max && nearer) {
        part.push(speaker);
        missing -= size;
      } else {
        remaining.push(speaker);
      }
    }
    if (forced && part.length === 0 && max > 0) {
      const [first] = remaining.splice(0, 1);
      part.push(first);
    }
    left = remaining;
    return part;
  });
  return { parts, rest: left };
}

function sumOf(speakers: readonly Speaker[]): number[] {
  const sum: number[] = [];
  for (const { profile } of speakers) {
    for (const [i, clips] of profile.entries()) sum[i] = (sum[i] ?? 0) + clips;
  }
  return sum;
}

/** Distance of a part from `share` of the whole: in clips, in each emotion and in each sex, each relative to all clips. */
function distance(part: readonly number[], whole: readonly number[], share: number): number {
  const clips = whole.slice(0, -2).reduce((a, b) => a + b, 0);
  const partClips = part.slice(0, -2).reduce((a, b) => a + b, 0);
  let sum = (partClips / clips - share) ** 2;
  for (let i = 0; i < whole.length; i++) sum += (((part[i] ?? 0) - share * whole[i]) / clips) ** 2;
  return sum;
}
