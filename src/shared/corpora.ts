import { z } from 'zod';
import { type UsedTable, usedTableSchema } from './corpus-tables.ts';
import type { OwnWord } from './emotion-words.ts';
import { LAYOUTS, PUBLISHED_CORPORA } from './layouts.ts';

/** The name of an emotion of a label set, or a clip's own label. */
export const emotionSchema = z.string();

export type Layout = keyof typeof LAYOUTS;
/** The layouts that are recognised by names of files and folders. */
export type NamedLayoutKey = Exclude<Layout, 'csv' | 'rule'>;
const layouts = Object.keys(LAYOUTS) as [Layout, ...Layout[]];
export const layoutSchema = z.enum(layouts);

/** The layouts of published corpora, which the synthesizer can write. */
export type SampleLayout = keyof typeof PUBLISHED_CORPORA;
export const SAMPLE_LAYOUTS = Object.keys(PUBLISHED_CORPORA) as SampleLayout[];
export const sampleLayoutSchema = z.enum(SAMPLE_LAYOUTS as [SampleLayout, ...SampleLayout[]]);

export const SPLIT_PARTS = ['train', 'validation', 'test'] as const;
const splitPartSchema = z.enum(SPLIT_PARTS);
export type SplitPart = z.infer<typeof splitPartSchema>;

/** What a table says of a clip's part in a split: a part, or one of numbered folds (`fold 3`), each tested once. */
const namedSplitSchema = z.union([splitPartSchema, z.templateLiteral(['fold ', z.number()])]);
export type NamedSplit = z.infer<typeof namedSplitSchema>;

/**
 * How many annotators gave a clip each label: `{ angry: 2, sad: 1 }`. An annotator who named two labels gave each a half.
 * Labels are own labels in a scan, and emotions of the label set in a run.
 */
export const votesSchema = z.record(z.string(), z.number().positive());
export type Votes = z.infer<typeof votesSchema>;

/** Nobody who speaks in a corpus is older, in years. */
export const MAX_AGE = 120;

/** An audio file with its emotion, from the scan. */
export const clipSchema = z.object({
  /** Absolute path. */
  path: z.string(),
  /** The name of its corpus, such as `TESS`. Two folders of the same layout are two corpora. */
  corpus: z.string(),
  layout: layoutSchema,
  /** Unique across corpora (`RAVDESS/03`); null if the layout has no speakers. */
  speaker: z.string().nullable(),
  sex: z.enum(['female', 'male']).nullable(),
  /** Of the speaker at the time of the recording, in years. Absent if unknown. */
  age: z.number().min(0).max(MAX_AGE).optional(),
  /** The spoken sentence, as the corpus names it (`RAVDESS/02`, `TESS/back`, `CREMA-D/IEO`); null if unknown. */
  sentence: z.string().nullable(),
  /** The corpus's label: `normal`, `strong`, `low`, `medium`, `high`; null if unknown. */
  intensity: z.string().nullable(),
  /** The session, dialogue or other group of recordings (`IEMOCAP/Ses01`), or a column of the user's; null if unknown. */
  group: z.string().nullable(),
  /** The corpus's label of the emotion (`02` for RAVDESS's calm, `ps` for TESS's pleasant surprise). */
  code: z.string(),
  /** In a scan, the clip's own label (`calm`, see `labels.ts`); in a run, the emotion of its label set (`neutral`). */
  emotion: emotionSchema,
  /** Absent without several annotators. */
  votes: votesSchema.optional(),
  sampleRateHz: z.number(),
  channels: z.number().int(),
  durationSeconds: z.number(),
  /** Root mean square level, decibels relative to full scale. */
  levelDbfs: z.number(),
  /** SHA-256 (hex) of the audio: format and samples, without the file's other chunks. */
  fingerprint: z.string(),
  /** Acoustic signature for finding near-identical content, base64; see `core/fingerprints/near-duplicates.ts`. */
  signature: z.string(),
  /** The part of the corpus's official split, or from the split column of a table. */
  namedSplit: namedSplitSchema.nullable(),
  /** Made by the synthesizer, not spoken by a person. */
  synthetic: z.boolean(),
  /** A repaired problem of the file (`truncated: 1.2 of 2.0 s`); null if there was none. */
  warning: z.string().nullable(),
});
export type Clip = z.infer<typeof clipSchema>;

/** Speakers by sex. Clips without a known speaker are not counted. */
export const voicesSchema = z.object({
  female: z.number().int(),
  male: z.number().int(),
  unknown: z.number().int(),
});
export type Voices = z.infer<typeof voicesSchema>;

/** Why a file is skipped. `reason` is a sentence for the user. */
export const PROBLEM_CODES = [
  'unreadable',
  'empty',
  'silent',
  'too-short',
  'lfs-pointer',
  'duplicate',
  'contradiction',
  'unknown-emotion',
  'left-out',
  'excluded',
  'missing',
  'outside',
] as const;
export const problemSchema = z.object({
  path: z.string(),
  code: z.enum(PROBLEM_CODES),
  reason: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The number of clips of each emotion. */
export const emotionCountsSchema = z.record(z.string(), z.number().int());
export type EmotionCounts = z.infer<typeof emotionCountsSchema>;

export const corpusSchema = z.preprocess(
  withCalm,
  z.object({
    name: z.string(),
    layout: layoutSchema,
    folder: z.string(),
    clips: z.number().int(),
    speakers: z.number().int(),
    /** In a scan by own label; under a label set, by emotion. */
    emotions: emotionCountsSchema,
    /** Under a label set, the clips by own label, also those that it leaves out; absent in a scan. */
    labels: emotionCountsSchema.optional(),
    synthetic: z.boolean(),
    /** The tables that its clips were read from. Absent without tables, and in scans of older versions. */
    tables: z.array(usedTableSchema).optional(),
    /** Recognises the corpus in later scans, for its name by the user; absent in scans of older versions. */
    key: z.string().optional(),
  }),
) as unknown as z.ZodType<Corpus, Corpus>;
export interface Corpus {
  name: string;
  layout: Layout;
  folder: string;
  clips: number;
  speakers: number;
  emotions: EmotionCounts;
  labels?: EmotionCounts;
  synthetic: boolean;
  tables?: UsedTable[];
  key?: string;
}

/** Older versions counted calm as neutral already in the scan, and wrote how many of the neutral clips were calm. */
function withCalm(corpus: unknown): unknown {
  if (typeof corpus !== 'object' || corpus === null || !('calm' in corpus)) return corpus;
  // The command line adds the field to scans under a label set.
  if ('labels' in corpus) return corpus;
  const { calm, emotions, ...rest } = corpus as { calm: number; emotions: EmotionCounts };
  const counts = { ...emotions, neutral: (emotions.neutral ?? 0) - calm, calm };
  return { ...rest, emotions: Object.fromEntries(Object.entries(counts).filter(([, clips]) => clips > 0)) };
}

/** The result of a scan of one or more folders. */
export interface Scan {
  corpora: Corpus[];
  clips: Clip[];
  problems: Problem[];
  /** The user's words for emotions that gave clips their labels or left them out. Absent: none. */
  words?: OwnWord[];
}
