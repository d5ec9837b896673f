import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  jobFile,
  partialFolder,
  plannedJob,
  readPlannedJob,
  resultFolder,
  resultsFolder,
  statusFile,
  type TaskStatus,
} from '#core/cluster/job-files.ts';
import { readPlanStatus } from '#core/cluster/plan-status.ts';
import { PLAIN_SETTINGS } from '../../plain-settings.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const NOW = new Date('2026-11-28T16:00:00Z');
const IDS = ['bbbb', 'cccc', 'dddd', 'ffff', 'gggg', 'hhhh'].map((end) => `20261128-1530-${end}`);

/** A plan with six jobs. */
function plan(): string {
  const folder = temporaryFolder();
  mkdirSync(dirname(jobFile(folder, 1)), { recursive: true });
  for (const [index, id] of IDS.entries()) {
    const job = plannedJob({
      ...{ program: '0.1.0', number: index + 1, id, name: `seed ${index}`, grid: 'seeds', tags: [] },
      ...{ settings: PLAIN_SETTINGS, folders: [], start: null },
    });
    writeFileSync(jobFile(folder, index + 1), JSON.stringify(job));
  }
  return folder;
}

function writeStatus(folder: string, change: Partial<TaskStatus>): void {
  const status: TaskStatus = {
    ...{ id: 'x', state: 'running', startedAt: NOW.toISOString(), updatedAt: NOW.toISOString() },
    ...{ host: 'node-7', pid: 1, start: '', slurm: null, epochs: null, uar: null, failure: null },
    ...change,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(statusFile(folder), JSON.stringify(status));
}

describe('the status of a planned grid', () => {
  it('follows from the files of its tasks', async () => {
    const folder = plan();
    const results = resultsFolder(folder);
    const epochs = { done: 4, total: 30 };
    writeStatus(resultFolder(results, IDS[0]), { state: 'finished', uar: 0.5, epochs });
    writeStatus(partialFolder(results, IDS[1]), { state: 'running', epochs });
    writeStatus(partialFolder(results, IDS[2]), { state: 'stopped', epochs });
    const failure = { code: 'corpus-differs', message: 'It differs.' };
    writeStatus(partialFolder(results, IDS[3]), { state: 'failed', failure });
    writeStatus(partialFolder(results, IDS[4]), { state: 'running', updatedAt: '2026-11-28T15:50:00.000Z' });
    const status = await readPlanStatus(folder, (id) => id === IDS[0], NOW);
    expect(status).toMatchObject({
      folder,
      name: 'seeds',
      counts: { pending: 2, running: 1, failed: 2, finished: 1, imported: 1 },
      jobs: [
        { number: 1, state: 'finished', uar: 0.5, imported: true },
        { number: 2, state: 'running', epochs, host: 'node-7', imported: false },
        { number: 3, state: 'pending', epochs },
        { number: 4, state: 'failed', failure },
        { number: 5, state: 'failed', failure: { code: 'task-silent' } },
        { number: 6, state: 'pending', epochs: null, host: null },
      ],
    });
    // The results can be chosen in place of the plan.
    expect(await readPlanStatus(results, () => false, NOW)).toMatchObject({
      folder,
      counts: { finished: 1 },
    });
  });

  it('says which status cannot be read, and goes on with the others', async () => {
    const folder = plan();
    for (const [index, content] of ['', '{"id":', 'null', 'x'.repeat(5 * 2 ** 20)].entries()) {
      const partial = partialFolder(resultsFolder(folder), IDS[index]);
      mkdirSync(partial, { recursive: true });
      writeFileSync(statusFile(partial), content);
    }
    const { counts, jobs } = await readPlanStatus(folder, () => false, NOW);
    expect(counts).toMatchObject({ failed: 4, pending: 2 });
    expect(jobs[3].failure?.code).toBe('status-unreadable');
  });

  it('is an error for a folder without a plan, and for damaged or newer jobs', async () => {
    const read = (folder: string) => readPlanStatus(folder, () => false, NOW);
    await expect(read(temporaryFolder())).rejects.toMatchObject({ code: 'no-plan' });
    await expect(read(join(temporaryFolder(), 'none'))).rejects.toMatchObject({ code: 'no-plan' });
    const folder = plan();
    const { formatVersion: _, ...job } = await readPlannedJob(jobFile(folder, 1));
    for (const content of ['', '[]', JSON.stringify({ ...job, formatVersion: 2 })]) {
      writeFileSync(jobFile(folder, 1), content);
      await expect(read(folder)).rejects.toMatchObject({ code: 'job-unreadable' });
    }
  });
});
