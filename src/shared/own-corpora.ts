/** Corpora that the user records: the sheet with speakers and consent, the prompts, and the takes. */
import { z } from 'zod';
import { MAX_EMOTIONS } from './label-sets.ts';
import { labelSchema } from './labels.ts';
import {
  MAX_CORPUS_NAME_CHARACTERS,
  MAX_OWN_PROMPTS,
  MAX_OWN_SENTENCES,
  MAX_OWN_SPEAKERS,
  MAX_REPETITIONS,
  MAX_STATEMENT_CHARACTERS,
} from './limits.ts';

/** Names that Windows gives to devices. A folder of such a name cannot be opened there. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** The name of a corpus is the name of its folder on every system: no separator, no dot, no reserved name. */
export const ownCorpusNameSchema = z
  .string()
  .transform((name) => name.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1, 'Give the corpus a name.')
      .max(MAX_CORPUS_NAME_CHARACTERS)
      .regex(
        /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} _-]*[\p{L}\p{M}\p{N}])?$/u,
        'Use letters, digits, spaces, “-” and “_”.',
      )
      .refine((name) => new TextEncoder().encode(name).length <= 150, 'The name is too long.')
      .refine((name) => !RESERVED.test(name), 'Windows does not allow this name. Choose another one.'),
  );

/** A code instead of a name. It begins with a letter, because tables do not tell `01` and `1` apart. */
export const speakerCodeSchema = z
  .string()
  .max(20)
  .regex(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/i, 'Begin with a letter, then letters, digits and “-”, such as p01.')
  .refine((code) => !RESERVED.test(code), 'Windows does not allow this code. Choose another one.');

/** One line of text. */
const line = (characters: number) =>
  z
    .string()
    .trim()
    .max(characters)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'Write one line without invisible characters.');

export const promptsSchema = z
  .object({
    /** Labels, in the order in which fixed prompts are shown. */
    emotions: z.array(labelSchema).min(1, 'Choose at least one emotion.').max(MAX_EMOTIONS),
    sentences: z
      .array(line(300).min(1))
      .min(1, 'Write at least one sentence.')
      .max(MAX_OWN_SENTENCES, `At most ${MAX_OWN_SENTENCES} sentences.`),
    repetitions: z.number().int().min(1).max(MAX_REPETITIONS),
    /** `random`: another order for each speaker and repetition. */
    order: z.enum(['random', 'fixed']),
  })
  .superRefine(({ emotions, sentences, repetitions }, context) => {
    const add = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    for (const [path, values] of [
      ['emotions', emotions.map((emotion) => emotion.toLowerCase())],
      ['sentences', sentences],
    ] as const) {
      const repeated = values.find((value, index) => values.indexOf(value) !== index);
      if (repeated !== undefined) add(path, `“${repeated}” is there twice.`);
    }
    const prompts = emotions.length * sentences.length * repetitions;
    if (prompts > MAX_OWN_PROMPTS)
      add('repetitions', `${prompts} prompts for each speaker are too many: at most ${MAX_OWN_PROMPTS}.`);
  });
export type Prompts = z.infer<typeof promptsSchema>;

export const SEXES = ['female', 'male', 'other'] as const;

export const ownSpeakerSchema = z.object({
  code: speakerCodeSchema,
  sex: z.enum(SEXES).nullable().default(null),
  /** As the user writes it: `20–29`. */
  ageGroup: line(40).default(''),
  language: line(60).default(''),
});
export type OwnSpeaker = z.infer<typeof ownSpeakerSchema>;

export const statementSchema = z.string().trim().min(1, 'Write a statement.').max(MAX_STATEMENT_CHARACTERS);

/** The name of the person who gave the consent: the speaker, or somebody who may give it for the speaker. */
export const consentGiverSchema = line(200).min(1, 'Write who gave the consent.');

const consentSchema = z.object({
  /** The text to which the person agreed. Later changes of the statement do not change it. */
  statement: z.string(),
  givenBy: z.string(),
  /** ISO 8601. */
  givenAt: z.string(),
});
export type Consent = z.infer<typeof consentSchema>;

/** The content of `corpus.json`. */
export const corpusSheetSchema = z.object({
  version: z.literal(1),
  name: ownCorpusNameSchema,
  createdAt: z.string(),
  /** Of the order of the prompts. */
  seed: z.number().int(),
  prompts: promptsSchema,
  /** The text for the next consent. */
  statement: statementSchema,
  speakers: z.array(ownSpeakerSchema.extend({ consent: consentSchema.nullable() })).max(MAX_OWN_SPEAKERS),
});
export type CorpusSheet = z.infer<typeof corpusSheetSchema>;

/** What a speaker says and how. Sentence and emotion: their positions in the lists, from 0. Repetition: from 1. */
export const promptSchema = z.object({
  sentence: z.number().int().min(0).max(MAX_OWN_SENTENCES),
  emotion: z.number().int().min(0).max(MAX_EMOTIONS),
  repetition: z.number().int().min(1).max(MAX_REPETITIONS),
});
export type Prompt = z.infer<typeof promptSchema>;

/** One recording of a prompt. The takes of a prompt are numbered from 1; one of them is in the corpus. */
export const ownTakeSchema = promptSchema.extend({
  take: z.number().int().min(1),
  used: z.boolean(),
  path: z.string(),
});
export type OwnTake = z.infer<typeof ownTakeSchema>;

/** An own corpus in the list. `problem`: why its sheet cannot be read; null if it can. */
export const listedOwnCorpusSchema = z.object({
  name: z.string(),
  folder: z.string(),
  speakers: z.number().int(),
  clips: z.number().int(),
  problem: z.string().nullable(),
});
export type ListedOwnCorpus = z.infer<typeof listedOwnCorpusSchema>;

export const ownCorpusSchema = corpusSheetSchema.extend({
  folder: z.string(),
  speakers: z.array(
    ownSpeakerSchema.extend({
      consent: consentSchema.nullable(),
      clips: z.number().int(),
      /** Withdrawn clips that are still in the trash. */
      trashed: z.number().int(),
    }),
  ),
});
export type OwnCorpus = z.infer<typeof ownCorpusSchema>;

/** What may be wrong with a take. The user decides. */
export const TAKE_WARNINGS = {
  'too-short': 'Very short: less than half a second.',
  silent: 'No sound. Check the microphone.',
  quiet: 'Too quiet. Move nearer, or raise the microphone level.',
  clipped: 'Too loud: the sound is clipped. Move away, or lower the microphone level.',
} as const;

export const savedTakeSchema = ownTakeSchema.extend({
  durationSeconds: z.number(),
  warnings: z.array(z.enum(Object.keys(TAKE_WARNINGS) as (keyof typeof TAKE_WARNINGS)[])),
});
export type SavedTake = z.infer<typeof savedTakeSchema>;

/** Equal for the takes of one prompt. */
export const promptKey = ({ sentence, emotion, repetition }: Prompt): string =>
  `${sentence} ${emotion} ${repetition}`;

/** The statement that a new corpus begins with. The user changes it. */
export const DEFAULT_STATEMENT = `I agree that my voice is recorded while I read sentences in different emotions.

The recordings are used for research on the recognition of emotions in speech. They are kept on the computer of the person who records me, under a code instead of my name, and are not given to others without asking me again.

Taking part is voluntary. I can stop at any time, and I can withdraw this consent at any time without giving a reason. My recordings are then deleted.`;
