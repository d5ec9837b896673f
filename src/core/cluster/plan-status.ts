import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { forEachBounded } from '#core/system/bounded-parallel.ts';
import { errorCode } from '#core/system/file-errors.ts';
import type { ClusterJob, ClusterStatus } from '#shared/cluster.ts';
import { UserError } from '#shared/failure.ts';
import { duration } from '#shared/format.ts';
import {
  jobsFolder,
  partialFolder,
  readPlannedJob,
  readTaskStatus,
  resultFolder,
  resultsFolder,
  type TaskStatus,
} from './job-files.ts';

/** A task writes its status four times a minute. */
const MAX_SILENCE_SECONDS = 300;
const MAX_JOBS = 10_000;
const READS_AT_ONCE = 16;

/**
 * The state of every job of a planned grid, from its files alone. `folder` is the plan or its results.
 * @throws UserError `no-plan` if there are no planned jobs in the folder, `job-unreadable`.
 */
export async function readPlanStatus(
  folder: string,
  isImported: (id: string) => boolean,
  now: Date = new Date(),
): Promise<ClusterStatus> {
  const plan = planOf(resolve(folder));
  const files = await jobFiles(plan);
  const jobs: ClusterJob[] = [];
  let name = basename(plan);
  await forEachBounded([...files.entries()], READS_AT_ONCE, undefined, async ([index, file]) => {
    const planned = await readPlannedJob(join(jobsFolder(plan), file));
    name = planned.grid;
    const { number, id } = planned;
    const state = await jobState(resultsFolder(plan), id, now);
    jobs[index] = { number, id, name: planned.name, ...state, imported: isImported(id) };
  });
  const counts = { pending: 0, running: 0, failed: 0, finished: 0, imported: 0 };
  for (const { state, imported } of jobs) {
    counts[state]++;
    if (imported) counts.imported++;
  }
  return { folder: plan, results: resultsFolder(plan), name, counts, jobs };
}

/** A user may choose the results in place of the plan. */
function planOf(folder: string): string {
  if (!existsSync(jobsFolder(folder)) && existsSync(jobsFolder(dirname(folder)))) return dirname(folder);
  return folder;
}

async function jobFiles(plan: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(jobsFolder(plan));
  } catch (error) {
    if (errorCode(error) === null) throw error;
    names = [];
  }
  const files = names.filter((file) => /^\d{4,}\.json$/.test(file)).toSorted();
  if (files.length > 0) return files.slice(0, MAX_JOBS);
  throw new UserError(
    'no-plan',
    `There is no planned grid in ${plan}. Choose the folder that was written by \`plan --slurm\`.`,
  );
}

type State = Pick<ClusterJob, 'state' | 'epochs' | 'host' | 'updatedAt' | 'uar' | 'failure'>;

async function jobState(results: string, id: string, now: Date): Promise<State> {
  const nothing = { epochs: null, host: null, updatedAt: null, uar: null, failure: null };
  if (await exists(resultFolder(results, id))) {
    const status = await readTaskStatus(resultFolder(results, id));
    if (status === null || status === 'unreadable') return { ...nothing, state: 'finished' };
    return { ...partsOf(status), state: 'finished' };
  }
  const status = await readTaskStatus(partialFolder(results, id));
  if (status === null) return { ...nothing, state: 'pending' };
  if (status === 'unreadable') {
    const message = 'Its status.json cannot be read. Look at log.txt beside it, and submit the job again.';
    return { ...nothing, state: 'failed', failure: { code: 'status-unreadable', message } };
  }
  if (status.state === 'stopped') return { ...partsOf(status), state: 'pending' };
  if (status.state !== 'running') return { ...partsOf(status), state: status.state };
  const silent = (now.getTime() - Date.parse(status.updatedAt)) / 1000;
  if (silent <= MAX_SILENCE_SECONDS) return { ...partsOf(status), state: 'running' };
  const message =
    `No sign of life for ${duration(silent)}: the task was killed. If Slurm has not queued it again, submit it again. ` +
    'It continues from its last checkpoint.';
  return { ...partsOf(status), state: 'failed', failure: { code: 'task-silent', message } };
}

const partsOf = ({ epochs, host, updatedAt, uar, failure }: TaskStatus): Omit<State, 'state'> => ({
  epochs,
  host,
  updatedAt,
  uar,
  failure,
});

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}
