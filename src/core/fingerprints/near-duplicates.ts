import { createYielder, type Yielder } from '#core/system/yielder.ts';
import { readSignature, type SignatureContent } from './signature-format.ts';
import { type Comparison, comparisonAt, errorRateOfMatch, isPromising } from './signature-match.ts';
import {
  joinSignatures,
  KEY_SHIFTS,
  PITCH_STEPS,
  UPWARD_STEPS,
  WHOLE_SEMITONES,
  wordsByKey,
} from './signature-words.ts';

/** Each word is compared with at most this number of following words with the same key: enough to find its group. */
const MAX_NEIGHBOURS = 64;
/** Pairs of words compared between two yields: a few milliseconds, independent of the length of the signatures. */
const PAIRS_AT_ONCE = 2048;
/** Signatures read between two yields. */
const SIGNATURES_AT_ONCE = 256;

/** Two clips of the same recording. */
export interface NearDuplicate {
  /** Indices into the list of signatures; `first` < `second`. */
  first: number;
  second: number;
  /** Share of differing bits at the best place, pitch and speed, 0 … 0.4. */
  errorRate: number;
}

/**
 * Finds copies among recordings by their signatures (`acoustic-signature.ts`). Empty signatures match nothing. For n
 * copies of one recording it lists n − 1 pairs that link them, so that the result is linear in the number of clips;
 * {@link nearDuplicateGroups} joins them to groups. 12,000 clips take a few seconds. Yields every few milliseconds.
 * Throws what `yieldNow` throws.
 */
export async function findNearDuplicates(
  signatures: readonly string[],
  yieldNow: Yielder = createYielder(),
): Promise<NearDuplicate[]> {
  const groups = createGroups(signatures.length);
  const pairs: NearDuplicate[] = [];
  const link = (a: number, b: number, errorRate: number): void => {
    if (groups.unite(a, b)) pairs.push({ first: Math.min(a, b), second: Math.max(a, b), errorRate });
  };
  const firstWith = new Map<string, number>();
  const distinct: number[] = [];
  const read: SignatureContent[] = [];
  for (const [clip, signature] of signatures.entries()) {
    if (clip % SIGNATURES_AT_ONCE === 0) await yieldNow();
    if (signature === '') continue;
    const first = firstWith.get(signature);
    if (first !== undefined) {
      link(first, clip, 0);
    } else {
      firstWith.set(signature, clip);
      distinct.push(clip);
      read.push(readSignature(signature));
    }
  }
  const joined = joinSignatures(read);
  const compare = (comparison: Comparison, m: number, w: number): void => {
    const a = joined.clipOfWord[m];
    const b = joined.clipOfWord[w];
    if (a === b || !isPromising(comparison, m, w)) return;
    if (groups.find(distinct[a]) === groups.find(distinct[b])) return;
    const errorRate = errorRateOfMatch(comparison, m, w);
    if (errorRate < 1) link(distinct[a], distinct[b], errorRate);
  };
  for (const step of UPWARD_STEPS) {
    const comparison = comparisonAt(joined, step);
    for (const shift of KEY_SHIFTS) {
      await yieldNow();
      await forEachSharedKey(comparison, shift, step === 0, compare, yieldNow);
    }
  }
  return pairs.sort((a, b) => a.first - b.first || a.second - b.second);
}

/** For each of `count` clips, the smallest index in its group of copies; its own index if it has no copies. */
export function nearDuplicateGroups(count: number, pairs: readonly NearDuplicate[]): Int32Array {
  const groups = createGroups(count);
  for (const { first, second } of pairs) groups.unite(first, second);
  return Int32Array.from({ length: count }, (_, clip) => groups.find(clip));
}

/** Words between two matches of one line that are looked at: neighbouring words overlap by 83 %. */
const WORDS_BETWEEN_MATCHES = 8;

/**
 * Share of differing bits of two signatures at their best place, pitch and speed, 0 … 0.4. 1 if they are no copies by the
 * rule of `signature-match.ts`.
 */
export function signatureErrorRate(a: string, b: string): number {
  const [first, second] = [readSignature(a), readSignature(b)];
  // The second one is moved; an old signature has too few words for it.
  const joined = joinSignatures(second.between.length > 0 ? [first, second] : [second, first]);
  const [, middle, end] = joined.starts;
  let lowest = 1;
  for (const step of joined.complete[1] === 1 ? PITCH_STEPS : WHOLE_SEMITONES) {
    const comparison = comparisonAt(joined, step);
    for (let line = 1 - middle; line < end - middle; line++) {
      for (let w = Math.max(0, -line); w < middle && middle + line + w < end; w++) {
        const m = middle + line + w;
        if (!isPromising(comparison, m, w)) continue;
        lowest = Math.min(lowest, errorRateOfMatch(comparison, m, w));
        if (lowest === 0) return 0;
        w += WORDS_BETWEEN_MATCHES;
      }
    }
  }
  return lowest;
}

/**
 * Calls `visit` with a moved word and a word whose bits `shift` … `shift` + 17 are equal. `symmetric`: nothing was moved, so
 * each pair is visited once.
 */
async function forEachSharedKey(
  comparison: Comparison,
  shift: number,
  symmetric: boolean,
  visit: (comparison: Comparison, m: number, w: number) => void,
  yieldNow: Yielder,
): Promise<void> {
  const table = wordsByKey(comparison.words, shift);
  const movedTable = symmetric ? table : wordsByKey(comparison.moved.words, shift);
  let pairs = 0;
  let k = 0;
  for (let movedKey = 0; movedKey < movedTable.keys.length; movedKey++) {
    const key = movedTable.keys[movedKey];
    while (k < table.keys.length && table.keys[k] < key) k++;
    if (table.keys[k] !== key) continue;
    const from = table.starts[k];
    const end = table.starts[k + 1];
    const stride = symmetric ? 1 : Math.ceil((end - from) / MAX_NEIGHBOURS);
    for (let i = movedTable.starts[movedKey]; i < movedTable.starts[movedKey + 1]; i++) {
      const first = symmetric ? i + 1 : from + (i % stride);
      const last = symmetric ? Math.min(end, first + MAX_NEIGHBOURS) : end;
      for (let j = first; j < last; j += stride)
        visit(comparison, movedTable.positions[i], table.positions[j]);
      pairs += Math.ceil((last - first) / stride);
      if (pairs < PAIRS_AT_ONCE) continue;
      pairs = 0;
      await yieldNow();
    }
  }
}

/** Disjoint sets; the representative of a set is its smallest member (Tarjan 1975, with path halving). */
function createGroups(count: number): {
  find(member: number): number;
  /** False if they were already in the same set. */
  unite(a: number, b: number): boolean;
} {
  const parents = Int32Array.from({ length: count }, (_, member) => member);
  const find = (member: number): number => {
    let at = member;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  };
  return {
    find,
    unite(a, b) {
      const rootA = find(a);
      const rootB = find(b);
      parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
      return rootA !== rootB;
    },
  };
}
