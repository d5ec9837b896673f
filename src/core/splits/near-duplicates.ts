import { type Breath, createBreath } from '../turns/breath.ts';
import { signatureWords } from './acoustic-signature.ts';

/**
 * Copies of one recording differ in at most this share of their words' bits: resampled, re-levelled or mixed down
 * they measured 0.00 … 0.08, cut at either end up to 0.12, while two takes of one sentence by one speaker measured
 * 0.25 and more (10,440 pairs of RAVDESS clips, two "takes" aside that are one recording), unrelated clips and the
 * carrier sentence of TESS 0.28 and more.
 */
export const GREATEST_ERROR_RATE = 0.18;
/** So few words that chance comes closer: less is forgiven. */
const FEW_WORDS = 16;
const GREATEST_ERROR_RATE_OF_FEW = 0.1;
/** Copies must overlap by this share of the shorter one, and by this many words. */
const LEAST_OVERLAP_SHARE = 0.5;
const LEAST_OVERLAP_WORDS = 8;

/**
 * Words are looked up by 18 of their 32 bits, in three ways: a word with an error or two still has a clean key, and
 * few words of other recordings share it.
 */
const KEY_BITS = 18;
const KEY_SHIFTS = [0, 7, 14];
/** In a key shared by very many words each is compared with this many that follow it: it finds its group that way. */
const GREATEST_NEIGHBOURS = 64;
/** Of the 96 bits of a word that shares a key and its two neighbours: chance gives 38, copies rarely half of this. */
const PROMISING_ERRORS = 28;
/** Pairs of words looked at between two breaths: a few milliseconds, however long the signatures are. */
const PAIRS_AT_ONCE = 2048;
/** Signatures read between two breaths. */
const SIGNATURES_AT_ONCE = 256;

/** Two clips that hold one recording. */
export interface NearDuplicate {
  /** Indices into the list of signatures; `first` < `second`. */
  first: number;
  second: number;
  /** Share of differing bits where they overlap best, 0…{@link GREATEST_ERROR_RATE}. */
  errorRate: number;
}

/**
 * The copies among recordings, by their signatures (`acoustic-signature.ts`; an empty one is a copy of nothing).
 * Not every pair is listed: of n copies of one recording n − 1 pairs that link them, so that the answer stays linear
 * in the number of clips; {@link nearDuplicateGroups} puts them together. 12,000 take a second or so, in which others
 * have their turn every few milliseconds. Throws what `breath` does.
 */
export async function findNearDuplicates(
  signatures: readonly string[],
  breath: Breath = createBreath(),
): Promise<NearDuplicate[]> {
  const groups = createGroups(signatures.length);
  const pairs: NearDuplicate[] = [];
  const link = (a: number, b: number, errorRate: number): void => {
    if (groups.unite(a, b)) pairs.push({ first: Math.min(a, b), second: Math.max(a, b), errorRate });
  };
  const firstWith = new Map<string, number>();
  const distinct: number[] = [];
  const read: Uint32Array[] = [];
  for (const [clip, signature] of signatures.entries()) {
    if (clip % SIGNATURES_AT_ONCE === 0) await breath();
    if (signature === '') continue;
    const first = firstWith.get(signature);
    if (first !== undefined) {
      link(first, clip, 0);
    } else {
      firstWith.set(signature, clip);
      distinct.push(clip);
      read.push(signatureWords(signature));
    }
  }
  const index = layOut(read);
  const compare = (wordA: number, wordB: number): void => {
    const a = index.clipOfWord[wordA];
    const b = index.clipOfWord[wordB];
    if (a === b || !isPromising(index, wordA, wordB)) return;
    if (groups.find(distinct[a]) === groups.find(distinct[b])) return;
    const lag = wordA - index.starts[a] - (wordB - index.starts[b]);
    // Neighbouring words are alike, so the shared key may stand one word beside the best lag.
    const errorRate = Math.min(
      errorRateAt(index, a, b, lag - 1, GREATEST_ERROR_RATE),
      errorRateAt(index, a, b, lag, GREATEST_ERROR_RATE),
      errorRateAt(index, a, b, lag + 1, GREATEST_ERROR_RATE),
    );
    if (errorRate <= GREATEST_ERROR_RATE) link(distinct[a], distinct[b], errorRate);
  };
  for (const shift of KEY_SHIFTS) {
    await breath();
    await forEachSharedKey(index.words, shift, compare, breath);
  }
  return pairs.sort((a, b) => a.first - b.first || a.second - b.second);
}

/** For each of `count` clips the smallest index of its group of copies: its own where it is alone. */
export function nearDuplicateGroups(count: number, pairs: readonly NearDuplicate[]): Int32Array {
  const groups = createGroups(count);
  for (const { first, second } of pairs) groups.unite(first, second);
  return Int32Array.from({ length: count }, (_, clip) => groups.find(clip));
}

/**
 * Share of differing bits of two signatures at the lag where they agree best, over all lags that leave enough
 * overlap; 1 where there is none, and where it is more than `most`.
 */
export function signatureErrorRate(a: string, b: string, most = 1): number {
  const index = layOut([signatureWords(a), signatureWords(b)]);
  const lengthA = index.starts[1];
  const lengthB = index.starts[2] - lengthA;
  let least = 1;
  for (let lag = 1 - lengthB; lag < lengthA; lag++) {
    least = Math.min(least, errorRateAt(index, 0, 1, lag, Math.min(least, most)));
  }
  return least;
}

/** All words in one array. */
interface Index {
  words: Uint32Array;
  /** Of each clip the first word; one more for the end. */
  starts: Int32Array;
  clipOfWord: Int32Array;
}

function layOut(signatures: readonly Uint32Array[]): Index {
  const starts = new Int32Array(signatures.length + 1);
  signatures.forEach((signature, clip) => {
    starts[clip + 1] = starts[clip] + signature.length;
  });
  const words = new Uint32Array(starts[signatures.length]);
  const clipOfWord = new Int32Array(words.length);
  signatures.forEach((signature, clip) => {
    words.set(signature, starts[clip]);
    clipOfWord.fill(clip, starts[clip], starts[clip + 1]);
  });
  return { words, starts, clipOfWord };
}

/** Calls `visit` with words (as positions) that have equal bits `shift` … `shift` + 17, by a counting sort. */
async function forEachSharedKey(
  words: Uint32Array,
  shift: number,
  visit: (a: number, b: number) => void,
  breath: Breath,
): Promise<void> {
  const mask = 2 ** KEY_BITS - 1;
  const ends = new Uint32Array(2 ** KEY_BITS + 1);
  for (const word of words) if (word !== 0) ends[((word >>> shift) & mask) + 1]++;
  for (let key = 0; key <= mask; key++) ends[key + 1] += ends[key];
  const total = ends[mask + 1];
  const positions = new Uint32Array(total);
  const next = ends.slice();
  // Word 0 is what digital silence within a recording gives: it tells nothing.
  for (let i = 0; i < words.length; i++) {
    if (words[i] !== 0) positions[next[(words[i] >>> shift) & mask]++] = i;
  }
  let pairs = 0;
  for (let key = 0; key <= mask; key++) {
    const end = ends[key + 1];
    for (let i = ends[key]; i < end; i++) {
      const last = Math.min(end, i + 1 + GREATEST_NEIGHBOURS);
      for (let j = i + 1; j < last; j++) visit(positions[i], positions[j]);
      pairs += last - i - 1;
      if (pairs < PAIRS_AT_ONCE) continue;
      pairs = 0;
      await breath();
    }
  }
}

/** Whether two words and those around them (three words on, three back) agree better than by chance. */
function isPromising({ words }: Index, a: number, b: number): boolean {
  const before = a >= 3 && b >= 3 ? bitCount(words[a - 3] ^ words[b - 3]) : 16;
  const after = a + 3 < words.length && b + 3 < words.length ? bitCount(words[a + 3] ^ words[b + 3]) : 16;
  // At a recording's edge one of the two compares with another recording, and chance stands for it.
  const around = before < after ? before + Math.min(after, 16) : after + Math.min(before, 16);
  return bitCount(words[a] ^ words[b]) + around <= PROMISING_ERRORS;
}

/**
 * Share of differing bits with clip `b` moved by `lag` words; 1 where too little overlaps or too much differs, and
 * where it is more than `most`: most pairs are unlike, and need then not be read to their end.
 */
function errorRateAt({ words, starts }: Index, a: number, b: number, lag: number, most = 1): number {
  const lengthA = starts[a + 1] - starts[a];
  const lengthB = starts[b + 1] - starts[b];
  const begin = Math.max(0, lag);
  const end = Math.min(lengthA, lengthB + lag);
  const least = Math.max(LEAST_OVERLAP_WORDS, Math.ceil(LEAST_OVERLAP_SHARE * Math.min(lengthA, lengthB)));
  if (end - begin < least) return 1;
  const shift = starts[b] - lag - starts[a];
  // More errors are more than that share of all that overlaps, the more so of what is compared. One millionth of an
  // error more than rounding could take away.
  const mostErrors = Math.floor(most * 32 * (end - begin) + 1e-6);
  const last = starts[a] + end;
  let compared = 0;
  let errors = 0;
  for (let i = starts[a] + begin; i < last; i++) {
    const word = words[i];
    const other = words[i + shift];
    // Digital silence in both: equal, and no evidence.
    if ((word | other) === 0) continue;
    compared++;
    errors += bitCount(word ^ other);
    if (errors > mostErrors) return 1;
  }
  if (compared < least) return 1;
  const errorRate = errors / (32 * compared);
  const greatest = compared < FEW_WORDS ? Math.min(most, GREATEST_ERROR_RATE_OF_FEW) : most;
  return errorRate > greatest ? 1 : errorRate;
}

/** Number of set bits (Warren, Hacker's Delight, 5-1). */
function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Disjoint sets whose representative is their smallest member (Tarjan 1975, with path halving). */
function createGroups(count: number): {
  find(member: number): number;
  /** False when they were together already. */
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
