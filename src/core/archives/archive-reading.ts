import { z } from 'zod';
import type { FileInput, Reading } from '#core/reader/reading.ts';
import { archivedRunSchema } from './archived-run.ts';
import type { ReadArchive } from './read-run-archive.ts';

interface ArchiveInput extends FileInput {
  /** A new folder for the weights. */
  target: string;
}

/** A run archive of another laboratory, see {@link readRunArchive}. */
export const archiveReading: Reading<ArchiveInput, ReadArchive> = {
  kind: 'run-archive',
  // Its records are compressed about tenfold, and take several times their size when they are parsed.
  seconds: 30,
  megabytes: 700,
  bytesPerByte: 12,
  code: 'corrupted',
  result: z.object({
    run: archivedRunSchema,
    weights: z.array(z.object({ fold: z.number().int().min(0), path: z.string(), sha256: z.string() })),
  }),
};
