/** Words for emotions: the user's own ones, and those of the program by language. */
import { z } from 'zod';
import { labelSchema } from './labels.ts';
import { MAX_OWN_WORDS, MAX_WORD_CHARACTERS } from './limits.ts';

/** Characters that turn the direction of the text around them. Zero-width joiners stay: Persian words need them. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * A word or a phrase for an emotion, as it is written. In composed form (NFC), with single spaces. It has no digits, because
 * digits of names and cells are ignored where words are compared.
 */
const wordSchema = z
  .string()
  .transform((word) => word.normalize('NFC').replace(/\s+/gu, ' ').trim())
  .pipe(
    z
      .string()
      .min(1, 'A word is empty.')
      .max(MAX_WORD_CHARACTERS, `A word has at most ${MAX_WORD_CHARACTERS} characters.`)
      .refine((word) => !INVISIBLE.test(word), 'A word contains an invisible character.')
      .refine((word) => /\p{L}/u.test(word), 'A word needs letters.')
      .refine(
        (word) => !/\p{N}/u.test(word),
        'A word has no digits, which are ignored in names. For a code such as E1, use the rule of its corpus.',
      ),
  );

/** A label in lower case, as in tables and corrections: `Angry` and `angry` must not be two emotions. */
const typedLabelSchema = z
  .string()
  .transform((label) => label.normalize('NFC').trim().toLowerCase())
  .pipe(z.string().min(1, 'A label is missing.'))
  .pipe(labelSchema);

/** A word of the user, and the label that it means in every scan; null: clips with it are left out. */
export const ownWordSchema = z.object({ word: wordSchema, label: typedLabelSchema.nullable() });
export type OwnWord = z.infer<typeof ownWordSchema>;

/** A word as a run has recorded it. Words of versions with other limits stay readable. */
export const recordedWordSchema = z.object({ word: z.string(), label: z.string().nullable() });

/** Words to save together. */
export const ownWordsSchema = z
  .array(ownWordSchema)
  .max(MAX_OWN_WORDS, `At most ${MAX_OWN_WORDS} words can be saved.`);

const shippedMeaningSchema = z.object({ language: z.string(), label: z.string() });

export const emotionWordsSchema = z.object({
  /** Sorted by word. `shipped`: what the word means without it, in each language that has it. */
  own: z.array(z.object({ ...ownWordSchema.shape, shipped: z.array(shippedMeaningSchema) })),
  /** The words of the program, by language, then in the order of its labels. */
  shipped: z.array(z.object({ word: z.string(), ...shippedMeaningSchema.shape })),
});
export type EmotionWordTable = z.infer<typeof emotionWordsSchema>;
export type ListedOwnWord = EmotionWordTable['own'][number];

/** What saving words did. A word in another writing (`Wut`, `WUT`) is the same word. */
export const savedWordsSchema = z.object({
  added: z.number().int(),
  /** Words that had another label or another writing before. */
  changed: z.number().int(),
  unchanged: z.number().int(),
});
export type SavedWords = z.infer<typeof savedWordsSchema>;

export const wordsImportSchema = savedWordsSchema.extend({
  /** Lines that were not used: they cannot be read, or `conflict` with another line or with a word here. */
  keptBack: z.array(
    z.object({
      line: z.number().int(),
      word: z.string(),
      why: z.enum(['invalid', 'conflict']),
      reason: z.string(),
    }),
  ),
});
export type WordsImport = z.infer<typeof wordsImportSchema>;

/** How lists and files write that clips with a word are left out. No label has parentheses. */
export const SKIPPED = '(skipped)';

/** `Krass = angry, unklar = (skipped)`. */
export const ownWordsText = (words: readonly z.infer<typeof recordedWordSchema>[]): string =>
  words.map(({ word, label }) => `${word} = ${label ?? SKIPPED}`).join(', ');

/** Whether a word of the user gives a meaning that no language of the program gives it, although one has the word. */
export const contradictsShipped = ({ label, shipped }: ListedOwnWord): boolean =>
  shipped.length > 0 && !shipped.some((meaning) => meaning.label === label);
