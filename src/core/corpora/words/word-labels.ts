import { noteOwnWord, skippedReason, wordReaderFor } from '#core/corpora/layouts/emotion-words.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { SKIPPED } from '#shared/emotion-words.ts';

/** A label, or why there is none. */
export interface Labelled {
  label: string | null;
  /** A sentence for the user; null if there is a label. */
  reason: string | null;
  /** The user skips it. */
  isSkipped: boolean;
}

/**
 * The labels of words: of the rule first, as written or in other case; then the user's words for all corpora; else their usual
 * meaning among `codes`.
 */
export function wordLabels(words: CorpusRule['words'], codes: Iterable<string>): (code: string) => Labelled {
  const folded = (word: string) => word.normalize('NFC').toLowerCase();
  const own = new Map(Object.entries(words).map(([word, label]) => [folded(word), label]));
  const usual = wordReaderFor(codes);
  return (code) => {
    const word = wordOfCode(code);
    const mapped = [code, word].map((text) => own.get(folded(text))).find((label) => label !== undefined);
    if (mapped === null) return { label: null, reason: `“${word}” is skipped by the rule.`, isSkipped: true };
    const label = mapped ?? usual(code);
    if (mapped === undefined) noteOwnWord(code, label);
    if (label === SKIPPED) return { label: null, reason: skippedReason(word), isSkipped: true };
    const reason = label === null ? `“${word}” is not a known word for an emotion. Map it to one.` : null;
    return { label, reason, isSkipped: false };
  };
}

/** A code without the numbers at its ends, if anything else is left: `angry02` and `angry03` are one word. */
export const wordOfCode = (code: string): string => code.replace(/^[\d\s_-]+|[\d\s_-]+$/g, '') || code;
