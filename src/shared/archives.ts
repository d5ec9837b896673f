/** Run archives (`.neuralser`): a run as one file, for another laboratory. */
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { bytesSchema } from './sounds.ts';

/** The ending of the file name, without the dot. */
export const ARCHIVE_ENDING = 'neuralser';

/** A file name for the archive of a run: its name without special characters, and its id. */
export function archiveName({ id, name }: { id: string; name: string }): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\w.]+/g, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 60);
  return `${plain === '' ? '' : `${plain}-`}${id}.${ARCHIVE_ENDING}`;
}

/** An archive as a file or folder on the laboratory's computer, or as the content of a file on a page's computer. */
export const archiveSourceSchema = z.union([
  z.object({ path: z.string().min(1) }),
  z.object({ name: z.string().max(300), content: bytesSchema }),
]);

const importedRunSchema = z.object({ file: z.string(), run: z.string(), name: z.string() });

export const importReportSchema = z.object({
  added: z.array(importedRunSchema),
  /** Runs that are in the laboratory with the same content. They were not changed. */
  present: z.array(importedRunSchema),
  failed: z.array(z.object({ file: z.string(), failure: failureSchema })),
});
export type ImportReport = z.infer<typeof importReportSchema>;

/** Runs with a folder that the experiment log does not have. */
export const unlistedRunsSchema = z.object({
  /** What was found when the laboratory was opened, and what is missing now, as sentences. */
  notes: z.array(z.string()),
  /** Ids of runs whose folder has their record. */
  restorable: z.array(z.string()),
  /** Ids of runs of which only weights or checkpoints are left. */
  others: z.array(z.string()),
});
export type UnlistedRuns = Omit<z.infer<typeof unlistedRunsSchema>, 'notes'>;
