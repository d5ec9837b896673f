import { z } from 'zod';
import { EMOTIONS } from './emotions.ts';

export const emotionSchema = z.enum(EMOTIONS);

/** How a corpus lies on disk. `folders` is one folder per emotion, `csv` a table of paths and emotions. */
export const LAYOUTS = ['tess', 'savee', 'ravdess', 'crema-d', 'folders', 'csv'] as const;
export const layoutSchema = z.enum(LAYOUTS);
export type Layout = z.infer<typeof layoutSchema>;

export const SPLIT_PARTS = ['train', 'validation', 'test'] as const;
export const splitPartSchema = z.enum(SPLIT_PARTS);
export type SplitPart = z.infer<typeof splitPartSchema>;

/** One sound file with one emotion, as the scan found it. */
export const clipSchema = z.object({
  /** Absolute path. */
  path: z.string(),
  /** Name of the corpus it belongs to, such as `TESS`; two folders of one layout are two corpora. */
  corpus: z.string(),
  layout: layoutSchema,
  /** Unique across corpora (`RAVDESS/03`); null when the layout does not tell. */
  speaker: z.string().nullable(),
  sex: z.enum(['female', 'male']).nullable(),
  /** What is said, as the corpus names it (`RAVDESS/02`, `TESS/back`, `CREMA-D/IEO`); null when unknown. */
  sentence: z.string().nullable(),
  /** As published: `normal`, `strong`, `low`, `medium`, `high`; null when unknown. */
  intensity: z.string().nullable(),
  /** The emotion code as published (`02` for RAVDESS's calm, `ps` for TESS's pleasant surprise). */
  code: z.string(),
  /** The emotion of the laboratory: calm counts as neutral. */
  emotion: emotionSchema,
  sampleRateHz: z.number(),
  channels: z.number().int(),
  durationSeconds: z.number(),
  /** Root mean square level, decibels relative to full scale. */
  levelDbfs: z.number(),
  /** SHA-256 (hex) of the sound itself: format and samples, not the file's other chunks. */
  fingerprint: z.string(),
  /** Acoustic signature for finding near-identical content, base64; see `core/splits/near-duplicates.ts`. */
  signature: z.string(),
  /** The part that a CSV's split column names. */
  namedSplit: splitPartSchema.nullable(),
  /** Made by the laboratory's synthesizer, not by a person. */
  synthetic: z.boolean(),
  /** Something that was mended while reading (`truncated: 1.2 of 2.0 s`); null when all was well. */
  warning: z.string().nullable(),
});
export type Clip = z.infer<typeof clipSchema>;

/** Why a file was left out; the sentence in `reason` is for people. */
export const PROBLEM_CODES = [
  'unreadable',
  'empty',
  'silent',
  'lfs-pointer',
  'duplicate',
  'contradiction',
  'unknown-emotion',
  'missing',
  'outside',
] as const;
export const problemSchema = z.object({
  path: z.string(),
  code: z.enum(PROBLEM_CODES),
  reason: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

export const emotionCountsSchema = z.object(
  Object.fromEntries(EMOTIONS.map((emotion) => [emotion, z.number().int()])) as Record<
    (typeof EMOTIONS)[number],
    z.ZodNumber
  >,
);

export const corpusSchema = z.object({
  name: z.string(),
  layout: layoutSchema,
  folder: z.string(),
  clips: z.number().int(),
  speakers: z.number().int(),
  emotions: emotionCountsSchema,
  synthetic: z.boolean(),
});
export type Corpus = z.infer<typeof corpusSchema>;

/** What a scan of one or more folders found. */
export interface Scan {
  corpora: Corpus[];
  clips: Clip[];
  problems: Problem[];
}
