import { createHash } from 'node:crypto';
import { wordKey } from '#core/corpora/words/own-words.ts';
import type { OwnWord } from '#shared/emotion-words.ts';

/** Equal for words that mean the same in every scan, in whatever writing; empty without words. */
export function wordsKey(words: readonly OwnWord[]): string {
  if (words.length === 0) return '';
  const meanings = words.map(({ word, label }) => JSON.stringify([wordKey(word), label])).sort();
  return createHash('sha256').update(meanings.join('\n')).digest('hex');
}
