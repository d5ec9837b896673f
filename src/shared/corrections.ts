/**
 * Corrections of clips: another label, exclusion, or a mark. They are an overlay in the experiment log; files and corpora are
 * never changed. A correction belongs to a sound and to the label that the corpus has for it (docs/decisions/0026).
 */
import { z } from 'zod';
import { counted } from './format.ts';
import { labelSchema } from './labels.ts';
import { MAX_CORRECTED_CLIPS, MAX_CORRECTION_NOTE_CHARACTERS } from './limits.ts';

/** What a correction belongs to: a sound, as long as the corpus has this label for it. */
export const correctionKeySchema = z.object({
  /** SHA-256 (hex) of the clip's sound. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  /** The label in the corpus. */
  own: z.string().min(1).max(200),
});
export type CorrectionKey = z.infer<typeof correctionKeySchema>;

/** The key as text, for maps. */
export const correctionKey = ({ fingerprint, own }: CorrectionKey): string => `${fingerprint} ${own}`;

const noteSchema = z.string().max(MAX_CORRECTION_NOTE_CHARACTERS);

/** What the user says about a clip. */
export const correctionValueSchema = z.object({
  /** The label that counts; null: that of the corpus. */
  label: labelSchema.nullable(),
  /** Left out of every run. */
  excluded: z.boolean(),
  /** To look at again. Without effect on runs. */
  marked: z.boolean(),
  /** The user's text, such as the reason of an exclusion. */
  note: noteSchema,
});
export type CorrectionValue = z.infer<typeof correctionValueSchema>;

/** A clip about which nothing is said. */
export const NO_CORRECTION: CorrectionValue = { label: null, excluded: false, marked: false, note: '' };

export const isNoCorrection = ({ label, excluded, marked, note }: CorrectionValue): boolean =>
  label === null && !excluded && !marked && note === '';

/** A correction in the log. */
const correctionSchema = z.object({
  ...correctionKeySchema.shape,
  ...correctionValueSchema.shape,
  /** Absolute path of the file where the clip was last seen. */
  path: z.string(),
  /** The name of its corpus then. */
  corpus: z.string(),
  /** ISO 8601. */
  changedAt: z.string(),
});
export type Correction = z.infer<typeof correctionSchema>;

/**
 * Whether a correction applies to the added corpora: `sound`: the file has another sound now; `label`: the corpus has another
 * label for it now; `missing`: the clip is not in the added corpora.
 */
const CORRECTION_STATES = ['applies', 'sound', 'label', 'missing'] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

/** Why a correction does not apply, for lists. */
export const LAPSED_REASONS: Readonly<Record<Exclude<CorrectionState, 'applies'>, string>> = {
  sound: 'the sound of the file was changed',
  label: 'the corpus has another label for it now',
  missing: 'the clip was not found',
};

export const listedCorrectionSchema = correctionSchema.extend({ state: z.enum(CORRECTION_STATES) });
export type ListedCorrection = z.infer<typeof listedCorrectionSchema>;

/** What a change sets; what is absent stays as it is. */
export const correctionChangeSchema = correctionValueSchema.partial();
export type CorrectionChange = z.infer<typeof correctionChangeSchema>;

/** The clips of a change by {@link correctionKey}: one text each, because a message of a page has at most 25,000 values. */
export const correctedKeysSchema = z
  .array(z.string().regex(/^[0-9a-f]{64} .{1,200}$/s))
  .min(1)
  .max(MAX_CORRECTED_CLIPS);

/** A correction in the record of a run: only what has an effect on runs, and the clip for lists. */
const recordedCorrectionSchema = z.object({
  ...correctionKeySchema.shape,
  /** The label that counted; null: the clip was excluded. */
  label: labelSchema.nullable(),
  /** The path in the corpus's folder, with `/`. It does not depend on where the corpus is. */
  path: z.string().max(4096),
  corpus: z.string().max(200),
  note: noteSchema,
});
export type RecordedCorrection = z.infer<typeof recordedCorrectionSchema>;

const MAX_RECORDED_CORRECTIONS = 100_000;
export const recordedCorrectionsSchema = z.array(recordedCorrectionSchema).max(MAX_RECORDED_CORRECTIONS);

/** What decides how a run behaves: not the notes and the names of files. */
export const correctionsThatCount = (recorded: readonly RecordedCorrection[]): [string, string | null][] =>
  recorded
    .map((one): [string, string | null] => [correctionKey(one), one.label])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** How many clips a list relabels, and how many it excludes. */
export const correctionCountsSchema = z.object({
  relabelled: z.number().int().min(0),
  excluded: z.number().int().min(0),
});
export type CorrectionCounts = z.infer<typeof correctionCountsSchema>;

export function countCorrections(recorded: readonly Pick<RecordedCorrection, 'label'>[]): CorrectionCounts {
  const excluded = recorded.filter(({ label }) => label === null).length;
  return { relabelled: recorded.length - excluded, excluded };
}

/** `3 clips relabelled, 2 excluded`; `none` if there are none. */
export function correctionCountsText({ relabelled, excluded }: CorrectionCounts): string {
  if (relabelled === 0) return excluded === 0 ? 'none' : `${counted(excluded, 'clip')} excluded`;
  const left = excluded === 0 ? '' : `, ${excluded.toLocaleString('en')} excluded`;
  return `${counted(relabelled, 'clip')} relabelled${left}`;
}

/** The same with characters that differ where the corrections differ. */
export function correctionsText(recorded: readonly RecordedCorrection[]): string {
  if (recorded.length === 0) return 'none';
  let hash = 0x811c9dc5;
  // FNV-1a, which is enough to tell two lists apart in a table.
  for (const character of JSON.stringify(correctionsThatCount(recorded)))
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  const mark = (hash >>> 0).toString(16).padStart(8, '0').slice(0, 6);
  return `${correctionCountsText(countCorrections(recorded))} (list ${mark})`;
}

/** What a correction does to its clip, in a few words: `happy, was neutral`, `excluded`. */
export const correctionText = ({ label, own }: Pick<RecordedCorrection, 'label' | 'own'>): string =>
  label === null ? `excluded (${own})` : `${label}, was ${own}`;

/** Why an excluded clip is left out. */
export const excludedReason = (note: string): string =>
  note.trim() === '' ? 'Excluded by you.' : `Excluded by you: ${note.trim()}`;

/** The corrections that a scan or a plan used, and those that no longer apply to its files. */
export const correctionUseSchema = z.object({
  ...correctionCountsSchema.shape,
  lapsed: z.array(
    z.object({ path: z.string(), own: z.string(), state: z.enum(['sound', 'label', 'missing']) }),
  ),
});
export type CorrectionUse = z.infer<typeof correctionUseSchema>;

/** `Your corrections: 3 clips relabelled, 2 excluded.`; empty if none was used. */
export const correctionUseText = (counts: CorrectionCounts): string =>
  counts.relabelled + counts.excluded === 0 ? '' : `Your corrections: ${correctionCountsText(counts)}.`;

/** How many corrections no longer apply, and why; empty if all do. */
export function lapsedText(lapsed: CorrectionUse['lapsed']): string {
  if (lapsed.length === 0) return '';
  const reasons = [...new Set(lapsed.map(({ state }) => LAPSED_REASONS[state]))].join('; ');
  const verb = lapsed.length === 1 ? 'applies' : 'apply';
  return `${counted(lapsed.length, 'correction')} no longer ${verb}: ${reasons}.`;
}

/** What an undo did: clips that somebody has changed since are not touched. */
export function undoneText({ restored, kept }: { restored: number; kept: readonly string[] }): string {
  const words = kept.length === 1 ? ['was', 'stays as it is'] : ['were', 'stay as they are'];
  const others =
    kept.length === 0
      ? ''
      : ` ${counted(kept.length, 'clip')} ${words[0]} changed since then and ${words[1]}.`;
  return `${counted(restored, 'clip')} as before.${others}`;
}

/** The result of importing corrections. */
export const correctionsImportSchema = z.object({
  /** Clips whose correction was added or replaced. */
  changed: z.number().int(),
  /** Clips that had the same correction. */
  unchanged: z.number().int(),
  /** The change in the log, to undo it; null if nothing was changed. */
  change: z.number().int().nullable(),
  /** Lines that were kept back. */
  keptBack: z.array(
    z.object({
      line: z.number().int(),
      path: z.string(),
      why: z.enum(['unknown', 'label', 'conflict', 'invalid']),
      reason: z.string(),
    }),
  ),
});
export type CorrectionsImport = z.infer<typeof correctionsImportSchema>;
