import { z } from 'zod';
import { UserError } from '#shared/failure.ts';

/** Written into every archive. A program refuses archives of a later format. */
export const FORMAT = 'neural-ser run';
export const FORMAT_VERSION = 1;

/** The files of an archive besides `manifest.json` and the weights. See docs/run-archives.md. */
export const RECORD_FILES = {
  head: 'run.json',
  split: 'split.json',
  epochs: 'epochs.json',
  predictions: 'predictions.json',
  metrics: 'metrics.json',
} as const;
export const MANIFEST = 'manifest.json';
const WEIGHTS_FILE = /^fold-(0|[1-9]\d{0,5})\/weights\.safetensors$/;

export const weightsFile = (fold: number) => `fold-${fold}/weights.safetensors`;

/** The fold of a weights file in an archive; null for other names. */
export function foldOfWeightsFile(name: string): number | null {
  const fold = WEIGHTS_FILE.exec(name)?.[1];
  return fold === undefined ? null : Number(fold);
}

export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  formatVersion: z.literal(FORMAT_VERSION),
  /** Version of the program that wrote the archive. */
  program: z.string().max(100),
  exportedAt: z.string().max(100),
  /** The id of the run. */
  run: z.string().max(200),
  /** Every other file of the archive. */
  files: z.record(
    z.string(),
    z.object({ bytes: z.number().int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Maximum number of files: five records, and the weights of each fold. */
export const MAX_FILES = 10_000;
/** Maximum size of one record. 100,000 clips with acoustic signatures take 250 MB. */
export const MAX_RECORD_BYTES = 256 * 2 ** 20;
/** Maximum size of all files after unpacking. Ten folds of VGG19 take 0.8 GB. */
export const MAX_ARCHIVE_BYTES = 64 * 2 ** 30;

export function notAnArchive(path: string, why: string, cause?: unknown): UserError {
  return new UserError('not-a-run-archive', `${path} is not a run archive (.neuralser): ${why}.`, { cause });
}

/** For an archive whose parts contradict each other or that says what cannot be. */
export function inconsistent(path: string, why: string, cause?: unknown): UserError {
  return new UserError('archive-inconsistent', `${path} was not imported: ${why}. Export the run again.`, {
    cause,
  });
}
