import { foldedWords } from '#core/corpora/words/fold-word.ts';
import type { EmotionWords } from '#core/corpora/words/language.ts';
import { LANGUAGES, type Language } from '#core/corpora/words/registry.ts';

/** Words to ignore beside an emotion: `Angry clips`, `emotion_sad`, `fear_wav`. */
const FILLERS = new Set(
  'emotion emotions emo class label category clip clips audio audios wav wavs speech sound sounds file files sample samples voice voices data set recordings recording the state tone in'.split(
    ' ',
  ),
);

/** What a text means in each language that has a word for it. */
export type Meanings = ReadonlyMap<Language, string>;

/** The label of each folded word, by language. The words of a phrase are joined. */
const WORDS: ReadonlyMap<Language, ReadonlyMap<string, string>> = new Map(
  (Object.entries(LANGUAGES) as [Language, EmotionWords][]).map(([language, words]) => [
    language,
    new Map(
      Object.entries(words).flatMap(([label, list]) =>
        list.split(',').map((word): [string, string] => [foldedWords(word).join(''), label]),
      ),
    ),
  ]),
);

/** Folder names repeat: 12,000 clips are in a few folders. */
const cache = new Map<string, Meanings>();
const MAX_CACHED_WORDS = 5000;

/**
 * The label that a folder's name or a table's cell means in each language. Ignores case, accents, separators, numbers
 * (`05_Angry`) and filler words (`angry clips`). Empty if it names no label, or more than one (`happy or sad`).
 */
export function meaningsOf(text: string): Meanings {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const meanings = readText(text);
  if (cache.size >= MAX_CACHED_WORDS) cache.clear();
  cache.set(text, meanings);
  return meanings;
}

function readText(text: string): Meanings {
  const meanings = new Map<Language, string>();
  const all = foldedWords(text);
  const words = all.filter((word) => !FILLERS.has(word));
  if (words.length === 0) return meanings;
  for (const [language, labels] of WORDS) {
    // `happy (joy)`: several words for one label.
    const single = new Set(words.map((word) => labels.get(word) ?? null));
    // `no emotion` is a phrase, although `emotion` alone is left out.
    const phrase = labels.get(all.join('')) ?? labels.get(words.join(''));
    const label = phrase ?? (single.size === 1 ? [...single][0] : null);
    if (label !== null) meanings.set(language, label);
  }
  return meanings;
}

/** The label of a text; null if it has none. */
export type WordReader = (text: string) => string | null;

/**
 * The label of a text whatever its language; null if it has none, or means different labels in two languages. English
 * words keep their meaning.
 */
export function labelOfWord(text: string): string | null {
  const meanings = meaningsOf(text);
  const labels = new Set(meanings.values());
  return meanings.get('English') ?? (labels.size === 1 ? [...labels][0] : null);
}

/**
 * Reads the words of one corpus. A word that means different labels in two languages (`غصه` is sadness in Persian and anger
 * in Urdu) has the meaning of the language that has most of the other words of `texts`; null if two languages have as many.
 */
export function wordReaderFor(texts: Iterable<string>): WordReader {
  const counts = new Map<Language, number>();
  for (const text of new Set(texts))
    for (const language of meaningsOf(text).keys()) counts.set(language, (counts.get(language) ?? 0) + 1);
  return (text) => {
    const meanings = meaningsOf(text);
    const labels = new Set(meanings.values());
    if (labels.size < 2) return labelOfWord(text);
    const scores = [...labels].map((label): [string, number] => {
      const languages = [...meanings].filter(([, own]) => own === label).map(([language]) => language);
      return [label, Math.max(...languages.map((language) => counts.get(language) ?? 0))];
    });
    const [[best, most], [, next]] = scores.sort(([, a], [, b]) => b - a);
    return most > next ? best : (meanings.get('English') ?? null);
  };
}
