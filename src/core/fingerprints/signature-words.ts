import type { SignatureContent } from './signature-format.ts';

/** The words of many signatures in one array, and how they are moved in pitch and looked up. */
export interface SignatureWords {
  words: Uint32Array;
  /** As long as `words`; 0 where a signature has no words between the bands. */
  between: Uint32Array;
  /** Index of each clip's first word, and the number of words at the end. */
  starts: Int32Array;
  clipOfWord: Int32Array;
  /** For each clip 1 if it has words between the bands. */
  complete: Uint8Array;
}

export function joinSignatures(signatures: readonly SignatureContent[]): SignatureWords {
  const starts = new Int32Array(signatures.length + 1);
  signatures.forEach(({ words }, clip) => {
    starts[clip + 1] = starts[clip] + words.length;
  });
  const words = new Uint32Array(starts[signatures.length]);
  const between = new Uint32Array(words.length);
  const clipOfWord = new Int32Array(words.length);
  signatures.forEach((signature, clip) => {
    words.set(signature.words, starts[clip]);
    between.set(signature.between, starts[clip]);
    clipOfWord.fill(clip, starts[clip], starts[clip + 1]);
  });
  const complete = Uint8Array.from(signatures, (signature) => (signature.between.length > 0 ? 1 : 0));
  return { words, between, starts, clipOfWord, complete };
}

/** A change of pitch between two copies that the search undoes, in half semitones: positive if the copy is higher. */
export type PitchStep = -2 | -1 | 0 | 1 | 2;
/** All steps; a recording is moved by them and compared with the unmoved words of others. */
export const PITCH_STEPS: readonly PitchStep[] = [0, 1, -1, 2, -2];
/** The steps of signatures without words between the bands. */
export const WHOLE_SEMITONES: readonly PitchStep[] = [0, 2, -2];
/** The steps that suffice if each of two recordings is moved towards the other one. */
export const UPWARD_STEPS: readonly PitchStep[] = [0, 1, 2];

/** The words that recordings would have with another pitch. */
export interface MovedWords {
  words: Uint32Array;
  /** The bits of `words` that exist after the move; the others are 0. */
  bits: number;
  /** The number of these bits. */
  count: number;
  /** The same for the bands in between. */
  between: Uint32Array;
  betweenBits: number;
  betweenCount: number;
}

const ALL_BITS = 0xffffffff;
const WITHOUT_FIRST = 0xfffffffe;
const WITHOUT_LAST = 0x7fffffff;

/** The words of recordings as if their pitch were lower by `step` half semitones. */
export function movedWords(
  { words, between }: Pick<SignatureWords, 'words' | 'between'>,
  step: PitchStep,
): MovedWords {
  const down = (all: Uint32Array) => all.map((word) => word >>> 1);
  const up = (all: Uint32Array) => all.map((word) => word << 1);
  switch (step) {
    case 0:
      return moved(words, ALL_BITS, between, ALL_BITS);
    case 1:
      return moved(between, ALL_BITS, down(words), WITHOUT_LAST);
    case -1:
      return moved(up(between), WITHOUT_FIRST, words, ALL_BITS);
    case 2:
      return moved(down(words), WITHOUT_LAST, down(between), WITHOUT_LAST);
    case -2:
      return moved(up(words), WITHOUT_FIRST, up(between), WITHOUT_FIRST);
  }
}

function moved(words: Uint32Array, bits: number, between: Uint32Array, betweenBits: number): MovedWords {
  return { words, bits, count: bitCount(bits), between, betweenBits, betweenCount: bitCount(betweenBits) };
}

/**
 * Words are looked up by three keys of 18 of their 32 bits. A word with one or two errors still has a key without
 * errors, and few words of other recordings have the same key. The first and last bit are in no key, because a move in
 * pitch removes them.
 */
const KEY_BITS = 18;
/** Of a corpus of some thousand clips. */
const FEW_WORDS = 2 ** 17;
export const KEY_SHIFTS = [1, 7, 13];

/** Positions of words, grouped by a key: those of `keys[k]` are `positions[starts[k]]` … `positions[starts[k + 1] − 1]`. */
export interface WordsByKey {
  /** Keys that words have, in ascending order. */
  keys: Uint32Array;
  starts: Uint32Array;
  positions: Uint32Array;
}

/** The key of a word: its bits `shift` … `shift` + 17. */
export const keyOf = (word: number, shift: number): number => (word >>> shift) & (2 ** KEY_BITS - 1);

/** Groups words by their key. Word 0 is left out: digital silence in a recording is no evidence. */
export function wordsByKey(words: Uint32Array, shift: number): WordsByKey {
  let count = 0;
  let positions = new Uint32Array(words.length);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) positions[count++] = i;
  positions = positions.subarray(0, count);
  // Few words are sorted by one half of their keys after the other: the table for all keys would take longer than they do.
  const bits = count < FEW_WORDS ? KEY_BITS / 2 : KEY_BITS;
  for (let sorted = 0; sorted < KEY_BITS; sorted += bits)
    positions = sortedByBits(words, positions, shift + sorted, bits);
  const keys = new Uint32Array(count);
  const starts = new Uint32Array(count + 1);
  let distinct = 0;
  for (let i = 0; i < count; i++) {
    const key = keyOf(words[positions[i]], shift);
    if (distinct > 0 && keys[distinct - 1] === key) continue;
    keys[distinct] = key;
    starts[distinct++] = i;
  }
  starts[distinct] = count;
  return { keys: keys.subarray(0, distinct), starts: starts.subarray(0, distinct + 1), positions };
}

/** Sorts positions by `bits` bits of their words from `shift` on (a counting sort); equal ones keep their order. */
function sortedByBits(
  words: Uint32Array,
  positions: Uint32Array,
  shift: number,
  bits: number,
): Uint32Array<ArrayBuffer> {
  const mask = 2 ** bits - 1;
  const next = new Uint32Array(mask + 2);
  for (const position of positions) next[((words[position] >>> shift) & mask) + 1]++;
  for (let value = 0; value < mask; value++) next[value + 1] += next[value];
  const sorted = new Uint32Array(positions.length);
  for (const position of positions) sorted[next[(words[position] >>> shift) & mask]++] = position;
  return sorted;
}

/** The index of a key among those of a table; −1 if no word has it. */
export function findKey({ keys }: WordsByKey, key: number): number {
  let from = 0;
  let to = keys.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (keys[middle] < key) from = middle + 1;
    else to = middle;
  }
  return keys[from] === key ? from : -1;
}

/** Number of set bits (Warren, Hacker's Delight, 5-1). */
export function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
