/** Rules that say how the clips of a folder are read, as plain data: saved with the folder, exported and imported. */
import { z } from 'zod';
import { columnNamesSchema } from './corpus-tables.ts';
import { labelSchema } from './labels.ts';
import { MAX_CORPUS_NAME_CHARACTERS, MAX_RULE_PATTERN_CHARACTERS, MAX_RULE_WORDS } from './limits.ts';

/** What a part of a path can hold. `split`: train, validation, test or the number of a fold. `group`: a session. */
export const RULE_ROLES = [
  'emotion',
  'speaker',
  'sex',
  'age',
  'sentence',
  'intensity',
  'split',
  'group',
] as const;
const ruleRoleSchema = z.enum(RULE_ROLES);
export type RuleRole = z.infer<typeof ruleRoleSchema>;

/** From 1; −1 is the last. */
const position = z
  .number()
  .int()
  .min(-50)
  .max(50)
  .refine((at) => at !== 0, 'Count from 1, or from −1 for the last.');

/**
 * A part of a path below the scanned folder. `folder`: 1 is the folder directly below, −1 the folder that holds the file.
 * `name`: the file's name without its ending, divided at `_`, `-`, `.`, `+`, brackets and spaces.
 */
const pathPartSchema = z.union([z.strictObject({ folder: position }), z.strictObject({ name: position })]);
export type PathPart = z.infer<typeof pathPartSchema>;

const partsSchema = z.array(pathPartSchema).min(1).max(6);

export const corpusRuleSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** The name of the corpus; absent: the folder's. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(MAX_CORPUS_NAME_CHARACTERS)
    .regex(/^[^/\\\p{Cc}]*$/u, 'A name has no “/” and no “\\”.')
    .optional(),
  read: z.discriminatedUnion('by', [
    /** Several parts of one role are joined: a speaker `p01` of the site `north`. */
    z.strictObject({
      by: z.literal('parts'),
      parts: z
        .partialRecord(ruleRoleSchema, partsSchema)
        .refine(({ emotion }) => emotion !== undefined, 'Say which part is the emotion.'),
    }),
    /** A regular expression (RE2) on the path below the folder, with `/`. Its named groups are the roles. */
    z.strictObject({
      by: z.literal('pattern'),
      pattern: z.string().min(1).max(MAX_RULE_PATTERN_CHARACTERS),
    }),
    /** A table in the folder, by its path below it. Columns that are not named are found. */
    z.strictObject({
      by: z.literal('table'),
      table: z.string().min(1).max(1000),
      columns: columnNamesSchema.default({}),
    }),
  ]),
  /** The label of each word for an emotion; null: clips with it are left out. Other words mean what they usually do. */
  words: z
    .record(z.string().max(200), labelSchema.nullable())
    .refine((words) => Object.keys(words).length <= MAX_RULE_WORDS, `At most ${MAX_RULE_WORDS} words.`)
    .default({}),
});
export type CorpusRule = z.infer<typeof corpusRuleSchema>;
export type RuleReading = CorpusRule['read'];

/** A part of the example's text that a rule reads, from `start` to before `end`. */
const spanSchema = z.object({ start: z.number().int(), end: z.number().int(), role: ruleRoleSchema });

const counted = { count: z.number().int() };

/** What a rule would make of a folder, from names and tables only. */
export const rulePreviewSchema = z.object({
  /** The rule that was used: the given one, the saved one, or the first guess; null if nothing could be guessed. */
  rule: corpusRuleSchema.nullable(),
  /** The rule is saved with the folder. */
  saved: z.boolean(),
  /** Readings that may fit, the best first. */
  guesses: z.array(z.object({ about: z.string(), read: corpusRuleSchema.shape.read })),
  /** Parts of the paths that can be chosen, with their most frequent values. */
  parts: z.array(z.object({ part: pathPartSchema, values: z.array(z.string()), distinct: z.number().int() })),
  /** Tables in the folder, by their paths below it, and the names of their columns; empty if a table cannot be read. */
  tables: z.array(z.object({ table: z.string(), header: z.array(z.string()), columns: columnNamesSchema })),
  /** Sound files found. */
  files: z.number().int(),
  /** All files were listed. Otherwise the preview ended early. */
  complete: z.boolean(),
  /** Files that can be clips. */
  clips: z.number().int(),
  /** Paths below the folder, from all parts of the list. */
  sample: z.array(
    z.object({
      path: z.string(),
      spans: z.array(spanSchema),
      label: z.string().nullable(),
      speaker: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  /** The words for emotions, most frequent first. */
  words: z.array(z.object({ word: z.string(), label: z.string().nullable(), ...counted })),
  labels: z.array(z.object({ label: z.string(), ...counted })),
  /** The number of speakers, and those with the most clips. */
  speakers: z.object({
    total: z.number().int(),
    /** Clips without a speaker. */
    unknown: z.number().int(),
    most: z.array(z.object({ speaker: z.string(), labels: z.number().int(), ...counted })),
  }),
  /** Files that are left out, by reason. */
  leftOut: z.array(z.object({ reason: z.string(), example: z.string(), ...counted })),
  /** Why the rule cannot be used at all; null if it can. */
  failure: z.string().nullable(),
});
export type RulePreview = z.infer<typeof rulePreviewSchema>;
