import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { readRunArchive } from '#core/archives/read-run-archive.ts';
import { partialFolder, readTaskStatus, resultFolder, resultsFolder } from '#core/cluster/job-files.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import type { RequestOutput } from '#shared/contract.ts';
import { slurmProblem } from '../../../setup/find-slurm.mjs';
import { exactCurve } from '../../exact-curve.ts';
import { createWorkspace } from '../command-line.ts';
import { startSlurm } from './private-slurm.ts';
import { runScript } from './run-script.ts';

const EPOCHS = 12;
const GRID = {
  folders: ['voices'],
  settings: { network: 'compact', engine: 'wasm', epochs: EPOCHS, batchSize: 8, earlyStopping: false },
  vary: { 'optimizer.learningRate': [0.0005, 0.001, 0.002] },
  seeds: [7, 8],
  name: 'grid of six',
};
const problem = slurmProblem();
if (problem !== null) process.stdout.write(`SKIPPED cluster jobs through Slurm: ${problem}.\n`);

/** Everything of a result except times: to the bit. */
async function content(file: string, target: string) {
  const { run, weights } = await readRunArchive(file, target);
  const epochs = exactCurve(run.epochs);
  const tensors = await Promise.all(weights.map(async ({ path }) => (await readSafetensors(path)).tensors));
  const { id, settings, leakage, tags, grid, name, parameters } = run.head;
  const split = run.split.folds.map(({ testedAt: _, ...fold }) => fold);
  return {
    id,
    settings,
    leakage,
    tags,
    grid,
    name,
    parameters,
    split,
    epochs,
    predictions: run.predictions,
    tensors,
  };
}

it.skipIf(problem !== null)(
  'a grid through a real Slurm, with a killed and a stopped task, equals the grid on this computer to the bit',
  async () => {
    const { folder, cli } = await createWorkspace();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
    await using slurm = await startSlurm(join(folder, 'slurm'));
    onTestFinished(() => slurm[Symbol.asyncDispose]());
    writeFileSync(join(folder, 'grid.json'), JSON.stringify(GRID));
    const planned = (await cli.json(
      'plan',
      'grid.json',
      '--slurm',
      'plan',
      '--concurrent',
      '2',
    )) as RequestOutput<'cluster.plan'>;
    expect(planned.jobs).toHaveLength(6);
    const plan = join(folder, 'plan');
    cpSync(plan, join(folder, 'local'), { recursive: true });
    const ids = planned.jobs.map(({ id }) => id);
    const results = resultsFolder(plan);

    const submitted = (await slurm.run('sbatch', ['--parsable', 'array.sbatch'], plan)).trim();
    const statusOf = async (id: string) => {
      const status = await readTaskStatus(partialFolder(results, id));
      return status === 'unreadable' ? null : status;
    };
    const until = async (what: string, reached: () => Promise<boolean>) => {
      const deadline = Date.now() + 400_000;
      while (!(await reached())) {
        if (Date.now() > deadline)
          throw new Error(`${what}: ${await slurm.run('scontrol', ['show', 'job', submitted])}`);
        await wait(50);
      }
    };
    const afterTwoEpochs = (id: string) =>
      until(`two epochs of ${id}`, async () => {
        if (existsSync(resultFolder(results, id)))
          throw new Error(`${id} ended before it could be disturbed`);
        return ((await statusOf(id))?.epochs?.done ?? 0) >= 2;
      });
    // The first task is killed without a warning, as by a full memory, and queued again by hand.
    const kill = async () => {
      await afterTwoEpochs(ids[0]);
      process.kill((await statusOf(ids[0]))!.pid, 'SIGKILL');
      const jobOf = () => slurm.run('scontrol', ['show', 'job', `${submitted}_0`]);
      await until('the end of the killed task', async () => /JobState=FAILED/.test(await jobOf()));
      await slurm.run('scontrol', ['requeue', `${submitted}_0`]);
    };
    // The second task gets the signal that Slurm sends before the time limit, and queues itself again. scancel reports an
    // error if the task reacts before scancel ends.
    const stop = async () => {
      await afterTwoEpochs(ids[1]);
      await slurm.run('scancel', ['--signal=USR1', '--batch', `${submitted}_1`]).catch(() => undefined);
    };
    await Promise.all([kill(), stop()]);

    await until('all results', async () => {
      await slurm.startRequeued();
      await wait(200);
      return ids.every((id) => existsSync(resultFolder(results, id)));
    });
    const logOf = (id: string) => readFileSync(join(resultFolder(results, id), 'log.txt'), 'utf8');
    expect(logOf(ids[1])).toContain('Stopped with a checkpoint.');
    for (const id of ids.slice(0, 2)) {
      // They continued: no task trained the first epoch again, and the last is there once.
      expect(logOf(id).match(new RegExp(`^\\s+1/${EPOCHS} `, 'gm'))).toHaveLength(1);
      expect(logOf(id).match(new RegExp(`^\\s+${EPOCHS}/${EPOCHS} `, 'gm'))).toHaveLength(1);
    }
    const shown = (await cli.json('plan', '--status', 'plan')) as RequestOutput<'cluster.status'>;
    expect(shown.counts).toEqual({ pending: 0, running: 0, failed: 0, finished: 6, imported: 0 });

    const local = await runScript(join(folder, 'local', 'local.sh'));
    expect(local).toMatchObject({ code: 0 });
    for (const id of ids) {
      const file = (of: string) => join(folder, of, 'results', id, `${id}.neuralser`);
      const unpacked = (of: string) => join(folder, 'unpacked', of, id);
      mkdirSync(join(folder, 'unpacked'), { recursive: true });
      expect(await content(file('plan'), unpacked('plan'))).toEqual(
        await content(file('local'), unpacked('local')),
      );
    }

    type Report = RequestOutput<'runs.import'>;
    const imported = (await cli.json('import', 'plan/results')) as Report;
    expect([imported.added.length, imported.failed]).toEqual([6, []]);
    const again = (await cli.json('import', 'plan/results')) as Report;
    expect([again.added.length, again.present.length]).toEqual([0, 6]);
    const runs = (await cli.json('runs')) as RequestOutput<'runs.list'>;
    expect(runs.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(new Set(runs.map(({ status: ended }) => ended))).toEqual(new Set(['finished']));
  },
  800_000,
);
