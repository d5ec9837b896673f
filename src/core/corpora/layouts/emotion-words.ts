import { foldedWords } from '#core/corpora/words/fold-word.ts';
import type { EmotionWords } from '#core/corpora/words/language.ts';
import { type OwnMeaning, type OwnWordsInForce, ownWordsInForce } from '#core/corpora/words/own-words.ts';
import { LANGUAGES, type Language } from '#core/corpora/words/registry.ts';
import { SKIPPED } from '#shared/emotion-words.ts';
import { labelsAgree } from '#shared/labels.ts';

/** Words to ignore beside an emotion: `Angry clips`, `emotion_sad`, `fear_wav`. */
const FILLERS = new Set(
  'emotion emotions emo class label category clip clips audio audios wav wavs speech sound sounds file files sample samples voice voices data set recordings recording the state tone in'.split(
    ' ',
  ),
);

/** What a text means in each language that has a word for it. */
export type Meanings = ReadonlyMap<Language, string>;

/** The words of the program as they are written, by language, then in the order of their labels. */
export const shippedWords = (): { word: string; language: Language; label: string }[] =>
  (Object.entries(LANGUAGES) as [Language, EmotionWords][]).flatMap(([language, words]) =>
    Object.entries(words).flatMap(([label, list]) =>
      list.split(',').map((word) => ({ word: word.trim(), language, label })),
    ),
  );

/** See {@link wordsByLanguage}; made at the first use, because most processes read no words. */
let folded: ReadonlyMap<Language, ReadonlyMap<string, string>> | undefined;

/** The label of each folded word, by language. The words of a phrase are joined. */
function wordsByLanguage(): ReadonlyMap<Language, ReadonlyMap<string, string>> {
  folded ??= new Map(
    [...Map.groupBy(shippedWords(), ({ language }) => language)].map(([language, words]) => [
      language,
      new Map(words.map(({ word, label }) => [foldedWords(word).join(''), label])),
    ]),
  );
  return folded;
}

/** Folder names repeat: 12,000 clips are in a few folders. */
const cache = new Map<string, Meanings>();
const MAX_CACHED_WORDS = 5000;

/**
 * The label that a folder's name or a table's cell means in each language, by the words of the program. Ignores case, accents, separators, numbers
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
  for (const [language, labels] of wordsByLanguage()) {
    // `happy (joy)`: several words for one label.
    const single = new Set(words.map((word) => labels.get(word) ?? null));
    // `no emotion` is a phrase, although `emotion` alone is left out.
    const phrase = labels.get(all.join('')) ?? labels.get(words.join(''));
    const label = phrase ?? (single.size === 1 ? [...single][0] : null);
    if (label !== null) meanings.set(language, label);
  }
  return meanings;
}

/** What a text means by the user's words; undefined if none of them is in it. */
function ownMeaningOf(text: string): OwnMeaning | undefined {
  const own = ownWordsInForce();
  if (own === null) return undefined;
  if (own.known.has(text)) return own.known.get(text);
  const meaning = readOwn(text, own);
  if (own.known.size >= MAX_CACHED_WORDS) own.known.clear();
  own.known.set(text, meaning);
  return meaning;
}

function readOwn(text: string, { byKey }: OwnWordsInForce): OwnMeaning | undefined {
  const all = foldedWords(text);
  const words = all.filter((word) => !FILLERS.has(word));
  const phrase = byKey.get(all.join('')) ?? byKey.get(words.join(''));
  if (phrase !== undefined) return { label: phrase.label ?? SKIPPED, by: [phrase] };
  const by = words.flatMap((word) => byKey.get(word) ?? []);
  if (by.length === 0) return undefined;
  const labels = new Set(
    words.map((word) => {
      const own = byKey.get(word);
      return own === undefined ? shippedLabelOf(word) : (own.label ?? SKIPPED);
    }),
  );
  return { label: labels.size === 1 ? [...labels][0] : null, by };
}

/** The label of a text; null if it has none. */
export type WordReader = (text: string) => string | null;

/**
 * The label of a text whatever its language; null if it has none. A word of the user comes first, and is `SKIPPED` if its clips
 * are left out: it names an emotion, but no label.
 */
export function labelOfWord(text: string): string | null {
  const own = ownMeaningOf(text);
  return own === undefined ? shippedLabelOf(text) : own.label;
}

/**
 * The label of a text by the words of the program; null if it has none, or means different labels in two languages. English
 * words keep their meaning.
 */
function shippedLabelOf(text: string): string | null {
  const meanings = meaningsOf(text);
  const labels = new Set(meanings.values());
  return meanings.get('English') ?? (labels.size === 1 ? [...labels][0] : null);
}

/** Whether a text is a word for an emotion in any language, also for different ones in two. */
export const isEmotionWord = (text: string): boolean => {
  const own = ownMeaningOf(text);
  return own === undefined ? meaningsOf(text).size > 0 : own.label !== null;
};

/**
 * Whether what a published corpus says (a label, and its code or word for it) and another word can be of the same recording. The
 * words of the program count too: a user who calls angry clips annoyed contradicts no corpus with them in the folder `angry`.
 */
export function agreesWithWord({ label, code }: { label: string; code: string }, word: string): boolean {
  const known = (labels: (string | null)[]) => labels.filter((one) => one !== null);
  const meant = known([labelOfWord(word), shippedLabelOf(word)]);
  return known([label, shippedLabelOf(code)]).some((own) => meant.some((other) => labelsAgree(own, other)));
}

/** Why the clips with this text are left out, where its label is `SKIPPED`. */
export const skippedReason = (text: string): string => `“${text}” is skipped by your words for emotions.`;

/** Remembers that a text has given a clip its label, or left it out (`SKIPPED`), if a word of the user says so. */
export function noteOwnWord(text: string, label: string | null): void {
  const own = ownMeaningOf(text);
  if (own === undefined || label === null || own.label !== label) return;
  for (const word of own.by) ownWordsInForce()?.used.add(word);
}

/**
 * Reads the words of one corpus. A word that means different labels in two languages (`غصه` is sadness in Persian and anger
 * in Urdu) has the meaning of the language that has most of the other words of `texts`; null if two languages have as many.
 * Words of the user come first, as in {@link labelOfWord}.
 */
export function wordReaderFor(texts: Iterable<string>): WordReader {
  const counts = new Map<Language, number>();
  for (const text of new Set(texts))
    for (const language of meaningsOf(text).keys()) counts.set(language, (counts.get(language) ?? 0) + 1);
  return (text) => {
    const meanings = meaningsOf(text);
    const labels = new Set(meanings.values());
    if (labels.size < 2 || ownMeaningOf(text) !== undefined) return labelOfWord(text);
    const scores = [...labels].map((label): [string, number] => {
      const languages = [...meanings].filter(([, own]) => own === label).map(([language]) => language);
      return [label, Math.max(...languages.map((language) => counts.get(language) ?? 0))];
    });
    const [[best, most], [, next]] = scores.sort(([, a], [, b]) => b - a);
    return most > next ? best : (meanings.get('English') ?? null);
  };
}
