/** Parts of inputs that several requests have. */
import { z } from 'zod';
import { comparedItemsSchema } from '#shared/comparison.ts';
import { labelSetInputSchema, SEVEN } from '#shared/label-sets.ts';
import { MAX_NAME_CHARACTERS, MAX_TAG_CHARACTERS } from '#shared/limits.ts';
import { ownCorpusNameSchema, speakerCodeSchema } from '#shared/own-corpora.ts';
import { runSettingsInputSchema } from '#shared/settings/input.ts';

export const folders = z.array(z.string().min(1)).min(1);
export const nothing = z.object({});
/** The label set of a scan, whole or by name. */
export const labels = labelSetInputSchema.default(SEVEN.name);

export const comparisonInput = z.object({
  items: comparedItemsSchema,
  baseline: z.number().int().min(0).default(0),
});

export const runToStart = z.object({
  folders,
  settings: runSettingsInputSchema,
  /** By default, made from the settings. */
  name: z.string().max(MAX_NAME_CHARACTERS).optional(),
  /** The name of the grid that the run belongs to. */
  grid: z.string().max(MAX_NAME_CHARACTERS).optional(),
  tags: z.array(z.string().max(MAX_TAG_CHARACTERS)).default([]),
});

/** A corpus that the user records, and one of its speakers. */
export const ownCorpus = { name: ownCorpusNameSchema };
export const ownSpeaker = { ...ownCorpus, speaker: speakerCodeSchema };

export const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'query' as const,
  input,
  output,
});
