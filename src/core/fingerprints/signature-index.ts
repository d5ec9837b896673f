import { createYielder, type Yielder } from '#core/system/yielder.ts';
import { MAX_SIGNATURE_WORDS, readSignature, type SignatureContent } from './signature-format.ts';
import { comparisonAt, errorRateOfMatch, isPromising } from './signature-match.ts';
import {
  findKey,
  joinSignatures,
  KEY_SHIFTS,
  keyOf,
  movedWords,
  PITCH_STEPS,
  type SignatureWords,
  WHOLE_SEMITONES,
  wordsByKey,
} from './signature-words.ts';

/** Many recordings, in which copies of another one are looked up. */
export interface SignatureIndex {
  /** Whether a recording with this signature is a copy of one of them. An empty signature is no copy. */
  hasCopy(signature: string): boolean;
}

/** Words of one key that are compared with a word: a common word must not make a look-up slow. */
const MAX_COMPARED = 256;
/** Signatures read between two yields. */
const SIGNATURES_AT_ONCE = 256;

/**
 * Prepares the look-up of copies among recordings by the rule of {@link findNearDuplicates}. 12,000 clips of three seconds
 * take a few tenths of a second and 25 MB; a look-up takes a few milliseconds. Throws what `yieldNow` throws.
 */
export async function createSignatureIndex(
  signatures: readonly string[],
  yieldNow: Yielder = createYielder(),
): Promise<SignatureIndex> {
  const read: SignatureContent[] = [];
  for (const [position, signature] of [...new Set(signatures)].entries()) {
    if (position % SIGNATURES_AT_ONCE === 0) await yieldNow();
    const content = readSignature(signature);
    if (content.words.length > 0) read.push(content);
  }
  const known = joinSignatures(read);
  const keys: { shift: number; table: ReturnType<typeof wordsByKey> }[] = [];
  for (const shift of KEY_SHIFTS) {
    await yieldNow();
    keys.push({ shift, table: wordsByKey(known.words, shift) });
  }
  const joined = withRoom(known);
  // Only the asked recording is moved, so these hold nothing for the known ones.
  const movedOwn = new Uint32Array(joined.words.length);
  const movedBetween = new Uint32Array(joined.words.length);
  const unmoved = comparisonAt(joined, 0);
  const own = read.length;
  const first = known.words.length;

  return {
    hasCopy(signature) {
      const { words, between } = readSignature(signature);
      const asked = {
        words: words.subarray(0, MAX_SIGNATURE_WORDS),
        between: between.subarray(0, MAX_SIGNATURE_WORDS),
      };
      joined.starts[own + 1] = first + asked.words.length;
      joined.complete[own] = asked.between.length > 0 ? 1 : 0;
      for (const step of asked.between.length > 0 ? PITCH_STEPS : WHOLE_SEMITONES) {
        const moved = movedWords(asked, step);
        movedOwn.fill(0, first);
        movedOwn.set(moved.words, first);
        movedBetween.fill(0, first);
        movedBetween.set(moved.between, first);
        const comparison = { ...unmoved, step, moved: { ...moved, words: movedOwn, between: movedBetween } };
        for (let at = first; at < first + asked.words.length; at++) {
          const word = movedOwn[at];
          if (word === 0) continue;
          for (const { shift, table } of keys) {
            const key = findKey(table, keyOf(word, shift));
            if (key < 0) continue;
            const from = table.starts[key];
            const to = Math.min(table.starts[key + 1], from + MAX_COMPARED);
            for (let i = from; i < to; i++) {
              const other = table.positions[i];
              if (!isPromising(comparison, at, other)) continue;
              if (errorRateOfMatch(comparison, at, other) < 1) return true;
            }
          }
        }
      }
      return false;
    },
  };
}

/** The same words with room for one more signature at the end, so that both sides of a comparison are in one array. */
function withRoom({ words, between, starts, clipOfWord, complete }: SignatureWords): SignatureWords {
  const roomy = {
    words: new Uint32Array(words.length + MAX_SIGNATURE_WORDS),
    between: new Uint32Array(words.length + MAX_SIGNATURE_WORDS),
    starts: new Int32Array(starts.length + 1),
    clipOfWord: new Int32Array(words.length + MAX_SIGNATURE_WORDS),
    complete: new Uint8Array(complete.length + 1),
  };
  roomy.words.set(words);
  roomy.between.set(between);
  roomy.starts.set(starts);
  roomy.clipOfWord.set(clipOfWord);
  roomy.clipOfWord.fill(starts.length - 1, words.length);
  roomy.complete.set(complete);
  return roomy;
}
