import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { partialFolder, readTaskStatus, resultFolder, resultsFolder } from '#core/cluster/job-files.ts';
import type { RequestOutput } from '#shared/contract.ts';
import { SMALL_FEATURES } from '../../small-features.ts';
import { tinyWav } from '../../unit/corpora/corpus-folder.ts';
import { createWorkspace, SMALL, type Workspace } from '../command-line.ts';
import { runScript, startScript } from './run-script.ts';

type Planned = RequestOutput<'cluster.plan'>;
type Status = RequestOutput<'cluster.status'>;

const SETTINGS = {
  ...{ preset: 'quick', engine: 'wasm', epochs: 2, batchSize: 16, earlyStopping: false },
  features: SMALL_FEATURES,
};

// Several processes in a row, each of which starts a laboratory.
vi.setConfig({ testTimeout: 400_000 });

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => rmSync(workspace.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

async function planned(
  name: string,
  grid: object,
  ...options: string[]
): Promise<Planned & { error?: unknown }> {
  const { cli, folder } = workspace;
  writeFileSync(
    join(folder, `${name}.json`),
    JSON.stringify({ folders: ['voices'], settings: SETTINGS, ...grid }),
  );
  return (await cli.json('plan', `${name}.json`, '--slurm', name, ...options)) as Planned;
}

const statusOf = async (name: string) =>
  (await workspace.cli.json('plan', '--status', join(workspace.folder, name))) as Status;

it('leaves out impossible runs with the reason, and writes nothing if none is possible', async () => {
  const grid = { vary: { 'protocol.name': ['speaker-independent', 'leave-one-corpus-out'] }, seeds: 2 };
  const { jobs, leftOut, corpora, folder } = await planned('possible', grid);
  expect(jobs.map(({ number, name }) => [number, name])).toEqual([
    [1, expect.stringContaining('seed 7')],
    [2, expect.stringContaining('seed 8')],
  ]);
  expect(leftOut).toHaveLength(2);
  expect(leftOut[0].reason).toContain('at least two corpora');
  expect(corpora).toMatchObject([{ name: expect.stringContaining('RAVDESS'), clips: 70 }]);
  expect(readdirSync(folder).toSorted()).toEqual([
    'README.txt',
    'array.sbatch',
    'grid.json',
    'jobs',
    'local.sh',
    'logs',
    'neural-ser.def',
    'results',
    'run-one.sh',
  ]);
  expect(readFileSync(join(folder, 'jobs', 'ids.txt'), 'utf8')).toBe(
    jobs.map(({ id }) => `${id}\n`).join(''),
  );
  expect(await planned('possible', grid)).toMatchObject({ error: { code: 'target-exists' } });

  const impossible = await planned('impossible', { vary: { 'protocol.name': ['leave-one-corpus-out'] } });
  expect(impossible).toMatchObject({ error: { code: 'empty-grid' } });
  expect(existsSync(join(workspace.folder, 'impossible'))).toBe(false);
});

it.each([
  ['a setting that does not exist', { vary: { epoch: [1] } }, 'unknown-setting'],
  ['a word in the wrong place', { varry: { epochs: [1] } }, 'invalid-input'],
  ['a folder that does not exist', { folders: ['none'] }, 'folder-missing'],
])('refuses a grid with %s', async (_what, grid, code) => {
  expect(await planned('refused', grid)).toMatchObject({ error: { code } });
  expect(existsSync(join(workspace.folder, 'refused'))).toBe(false);
});

it('trains on corpora in another place, and refuses corpora that differ', async () => {
  const { folder, voices } = workspace;
  const moved = join(folder, 'scratch', 'voices');
  mkdirSync(join(folder, 'scratch'));
  cpSync(voices, moved, { recursive: true });
  const [corpus] = (await planned('names', {})).corpora;
  const { jobs } = await planned('moved', {}, '--corpora', `${corpus.name}=${moved}`);
  const results = resultsFolder(join(folder, 'moved'));
  rmSync(join(moved, 'Actor_01', readdirSync(join(moved, 'Actor_01'))[0]));
  const script = join(folder, 'moved', 'run-one.sh');
  expect(await runScript(script, '1')).toMatchObject({ code: 1 });
  const failed = await readTaskStatus(partialFolder(results, jobs[0].id));
  expect(failed).toMatchObject({ state: 'failed', failure: { code: 'corpus-differs' } });
  expect((await statusOf('moved')).counts).toMatchObject({ failed: 1, finished: 0 });
  // The original folder has the planned clips.
  expect(await runScript(script, '1', '--corpora', `${corpus.name}=${voices}`)).toMatchObject({ code: 0 });
  expect(readdirSync(resultFolder(results, jobs[0].id)).toSorted()).toEqual([
    `${jobs[0].id}.neuralser`,
    'log.txt',
    'status.json',
  ]);
  expect((await statusOf('moved')).counts).toMatchObject({ failed: 0, finished: 1, imported: 0 });
  // A finished job is not trained again.
  expect((await runScript(script, '1')).output).toContain('is finished already');
  expect(await runScript(script, '2')).toMatchObject({ code: 2 });
});

it('reads a folder by the rule and the words that it has where the grid was planned', async () => {
  const { cli, folder } = workspace;
  const people = ['north/anna', 'north/ben', 'south/anna', 'south/ben'];
  for (const file of people.flatMap((person) =>
    ['krass', 'Trauer'].map((word) => `${person}/${word}_1.wav`),
  )) {
    mkdirSync(dirname(join(folder, 'sites', file)), { recursive: true });
    writeFileSync(join(folder, 'sites', file), tinyWav({ sound: file, seconds: 1 }));
  }
  const parts = { emotion: [{ name: 1 }], speaker: [{ folder: 1 }, { folder: 2 }] };
  writeFileSync(join(folder, 'rule.json'), JSON.stringify({ read: { by: 'parts', parts } }));
  await cli.json('words', 'add', 'Krass', 'angry');
  expect(await cli.json('scan', 'sites', '--rule', 'rule.json')).toMatchObject({
    corpora: [{ layout: 'rule', speakers: 4, labels: { angry: 4, sad: 4 } }],
  });
  const moved = join(folder, 'elsewhere', 'sites');
  cpSync(join(folder, 'sites'), moved, { recursive: true });
  const { jobs } = await planned('ruled', { folders: ['sites'] }, '--corpora', `sites=${moved}`);
  const script = join(folder, 'ruled', 'run-one.sh');
  expect(await runScript(script, '1')).toMatchObject({ code: 0 });
  expect(readdirSync(resultFolder(resultsFolder(join(folder, 'ruled')), jobs[0].id))).toContain(
    `${jobs[0].id}.neuralser`,
  );
});

it('is stopped with a checkpoint and continues from it in another laboratory', async () => {
  const { folder } = workspace;
  // So many that it still trains when the second task has been refused.
  const epochs = 40;
  const { jobs } = await planned('stopped', { settings: { ...SETTINGS, epochs } });
  const [{ id }] = jobs;
  const results = resultsFolder(join(folder, 'stopped'));
  const script = join(folder, 'stopped', 'run-one.sh');
  const first = startScript(script, '1');
  const status = async () => {
    const read = await readTaskStatus(partialFolder(results, id));
    return read === 'unreadable' ? null : read;
  };
  while (((await status())?.epochs?.done ?? 0) < 2) await wait(100);
  // A second task of the same job would write the same checkpoints.
  expect(await runScript(script, '1')).toMatchObject({ code: 1 });
  first.child.kill('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 75 });
  expect(await status()).toMatchObject({ state: 'stopped', failure: null });
  expect((await statusOf('stopped')).jobs[0]).toMatchObject({ state: 'pending', epochs: { total: epochs } });
  expect(await runScript(script, '1')).toMatchObject({ code: 0 });
  const log = readFileSync(join(resultFolder(results, id), 'log.txt'), 'utf8');
  expect(log.match(new RegExp(`^ +1/${epochs} `, 'gm'))).toHaveLength(1);
  expect(log.match(new RegExp(`^ +${epochs}/${epochs} `, 'gm'))).toHaveLength(1);
});

it('starts from the weights of a run, whose training clips still count as leakage', async () => {
  const { cli, folder } = workspace;
  const { id } = (await cli.json('train', 'voices', ...SMALL, '--epochs', '1', '--engine', 'wasm')) as {
    id: string;
  };
  const weights = join(folder, 'laboratory', 'runs', id, 'fold-0', 'weights.safetensors');
  const grid = {
    settings: { ...SETTINGS, epochs: 1, protocol: 'random' },
    vary: { 'startWeights.from': [id, weights] },
  };
  const { jobs } = await planned('transfer', grid);
  expect(jobs).toHaveLength(2);
  // What it needs is in the folder, not in the laboratory that planned it.
  const plan = join(folder, 'elsewhere');
  cpSync(join(folder, 'transfer'), plan, { recursive: true });
  expect(await runScript(join(plan, 'local.sh'))).toMatchObject({ code: 0 });
  await cli.json('import', 'elsewhere/results');
  const plain = (await cli.json(
    'train',
    'voices',
    ...SMALL,
    '--epochs',
    '1',
    '--protocol',
    'random',
    '--engine',
    'wasm',
  )) as {
    leakage: { clips: number };
  };
  expect(plain.leakage.clips).toBe(0);
  for (const job of jobs) {
    const run = (await cli.json('show', job.id)) as RequestOutput<'runs.show'>;
    expect(run.leakage.clips).toBeGreaterThan(0);
    expect(run).toMatchObject({ status: 'finished', grid: expect.any(String) });
  }
});
