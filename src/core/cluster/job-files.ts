/** The files of a planned grid: what the plan writes, and what the tasks write beside it. */
import { join } from 'node:path';
import { z } from 'zod';
import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { corpusRuleSchema } from '#shared/corpus-rules.ts';
import { ownWordsSchema } from '#shared/emotion-words.ts';
import { failureSchema, UserError } from '#shared/failure.ts';
import { RUN_ID } from '#shared/runs.ts';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';

const JOB_FORMAT = 'neural-ser job';
const JOB_FORMAT_VERSION = 1;
/** A job holds the corrections of its clips with their notes. */
const MAX_FILE_BYTES = 64 * 2 ** 20;

export const jobsFolder = (plan: string) => join(plan, 'jobs');
export const jobFile = (plan: string, number: number) =>
  join(jobsFolder(plan), `${String(number).padStart(4, '0')}.json`);
/** Results of start weights: archives of runs, and weights files. */
export const startFolder = (plan: string) => join(plan, 'start');
export const resultsFolder = (plan: string) => join(plan, 'results');
export const resultFolder = (results: string, id: string) => join(results, id);
/** Where a task writes until its result is whole. Hidden, so that an import does not read it. */
export const partialFolder = (results: string, id: string) => join(results, `.${id}.partial`);
export const statusFile = (result: string) => join(result, 'status.json');
export const checkpointFolder = (result: string) => join(result, 'checkpoint');

const corpusSchema = z.object({ name: z.string(), fingerprint: z.string(), clips: z.number().int() });

/** `jobs/0001.json`: one run, complete, with an id that was made when it was planned. */
const plannedJobSchema = z.object({
  format: z.literal(JOB_FORMAT),
  formatVersion: z.literal(JOB_FORMAT_VERSION),
  /** Version of the program that planned it. */
  program: z.string(),
  number: z.number().int().min(1),
  id: z.string().regex(RUN_ID),
  name: z.string(),
  grid: z.string(),
  tags: z.array(z.string()),
  settings: runSettingsSchema,
  /** The folders to scan, in this order, on the computer that trains, with the corpora that must be in them. */
  folders: z.array(
    z.object({
      path: z.string(),
      corpora: z.array(corpusSchema),
      /** The user's rule for this folder; null: its names are recognised. Plans of earlier versions have none. */
      rule: corpusRuleSchema.nullable().default(null),
    }),
  ),
  /** The user's words for emotions that the scan of the plan used. Plans of earlier versions have none. */
  words: ownWordsSchema.default([]),
  /** What start weights need, as names in the folder `start`; null without start weights. */
  start: z.object({ archive: z.string().nullable(), weights: z.string().nullable() }).nullable(),
});
export type PlannedJob = z.infer<typeof plannedJobSchema>;
export type PlannedCorpus = z.infer<typeof corpusSchema>;

/** A job with the format of this version. */
export function plannedJob(
  job: Omit<PlannedJob, 'format' | 'formatVersion' | 'words'> & Partial<Pick<PlannedJob, 'words'>>,
): PlannedJob {
  return { format: JOB_FORMAT, formatVersion: JOB_FORMAT_VERSION, words: [], ...job };
}

/** `status.json`: how far a task is. It is replaced as a whole. */
const taskStatusSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'stopped', 'failed', 'finished']),
  startedAt: z.string(),
  updatedAt: z.string(),
  host: z.string(),
  pid: z.number().int(),
  /** The start of the process, see `ProcessOwner`. */
  start: z.string(),
  /** The id of Slurm's job, such as `812_3`; null without Slurm. */
  slurm: z.string().nullable(),
  epochs: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  uar: z.number().nullable(),
  failure: failureSchema.nullable(),
});
export type TaskStatus = z.infer<typeof taskStatusSchema>;

/** @throws UserError `job-unreadable`. */
export async function readPlannedJob(path: string): Promise<PlannedJob> {
  const unreadable = (why: string, cause: unknown) =>
    new UserError('job-unreadable', `The job ${path} cannot be read: ${why} Plan the grid again.`, { cause });
  try {
    return plannedJobSchema.parse(JSON.parse(await readSmall(path)));
  } catch (error) {
    const known = fileReason(error);
    if (known !== null) throw unreadable(known.reason, error);
    if (error instanceof z.ZodError) throw unreadable(`${z.prettifyError(error)}.`, error);
    throw unreadable(`${error instanceof Error ? error.message : String(error)}.`, error);
  }
}

/**
 * The status of a task; null if there is none. A file that cannot be read is a status without a word, because a file
 * system may be slow or a disk full.
 */
export async function readTaskStatus(result: string): Promise<TaskStatus | 'unreadable' | null> {
  try {
    return taskStatusSchema.parse(JSON.parse(await readSmall(statusFile(result))));
  } catch (error) {
    return fileReason(error)?.code === 'missing' ? null : 'unreadable';
  }
}

async function readSmall(path: string): Promise<string> {
  const tooLarge = (bytes: number) => new Error(`it has ${bytes} bytes`);
  return (await readRegularFile(path, MAX_FILE_BYTES, tooLarge)).toString('utf8');
}
