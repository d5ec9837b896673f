import { AsyncLocalStorage } from 'node:async_hooks';
import type { OwnWord } from '#shared/emotion-words.ts';
import { foldedWords } from './fold-word.ts';

/** What a text means by the user's words. */
export interface OwnMeaning {
  /** A label, `SKIPPED` of `shared/emotion-words.ts`, or null if its words contradict each other. */
  label: string | null;
  /** The words of the user that say so. */
  by: readonly OwnWord[];
}

/** The user's words while a scan runs. */
export interface OwnWordsInForce {
  list: readonly OwnWord[];
  /** By {@link wordKey}. */
  byKey: ReadonlyMap<string, OwnWord>;
  /** Those that have given a clip its label, or left it out. */
  used: Set<OwnWord>;
  /** Texts that were read, because names of folders repeat. Undefined: no word of the user is in the text. */
  known: Map<string, OwnMeaning | undefined>;
}

/**
 * Names are read by layouts, tables, rules and guesses, in some twenty files. An argument through all of them would be passed on
 * by most without being used, and a variable of the module would mix two scans that run at the same time.
 */
const inForce = new AsyncLocalStorage<OwnWordsInForce | null>();

/** Two writings with the same key are one word: without case, accents, spaces and punctuation. Empty: nothing is left of it. */
export const wordKey = (word: string): string => foldedWords(word).join('');

/** Does `work` with the user's words in force, which override those of the program. None of an outer call count. */
export function withOwnWords<T>(words: readonly OwnWord[], work: () => T): T {
  if (words.length === 0) return inForce.run(null, work);
  const byKey = new Map(words.map((own) => [wordKey(own.word), own]));
  return inForce.run({ list: words, byKey, used: new Set(), known: new Map() }, work);
}

/** The user's words of this call; null if there are none. */
export const ownWordsInForce = (): OwnWordsInForce | null => inForce.getStore() ?? null;

/** The words in force, for another process that reads a part of the scan. */
export const ownWordList = (): readonly OwnWord[] => ownWordsInForce()?.list ?? [];

/** The words in force that were used so far, sorted by word. */
export function usedOwnWords(): OwnWord[] {
  const used = [...(ownWordsInForce()?.used ?? [])];
  return used.sort((a, b) => (a.word < b.word ? -1 : 1));
}
