import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { ENTRIES } from '../program-scripts.ts';
import { SMALL_FEATURES } from '../small-features.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import {
  archivedRun,
  RUN,
  recordFiles,
  sampleWeights,
  writeByHand,
} from '../unit/archives/sample-archive.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let home: LaboratoryWithVoices;
let run: string;
let archive: string;
beforeAll(async () => {
  home = await laboratoryWithVoices();
  run = await home.start({
    engine: 'wasm',
    epochs: 2,
    protocol: { name: 'k-fold-speakers', folds: 3 },
    features: SMALL_FEATURES,
  });
  await home.laboratory.invoke('runs.annotate', {
    run,
    name: 'over three folds',
    tags: ['x'],
    notes: 'Note.',
  });
  archive = join(home.folder, 'archives', 'a.neuralser');
  await home.laboratory.invoke('runs.export', { run, target: archive });
});
afterAll(() => home[Symbol.asyncDispose]());

async function emptyLaboratory(): Promise<Laboratory> {
  const laboratory = await openLaboratory({
    folder: join(temporaryFolder(), 'laboratory'),
    entries: ENTRIES,
    native: { explicit: 'off' },
  });
  onTestFinished(() => laboratory[Symbol.asyncDispose]());
  return laboratory;
}

const importInto = (laboratory: Laboratory, ...paths: string[]) =>
  laboratory.invoke('runs.import', { sources: paths.map((path) => ({ path })) });

it('shows the same run in another laboratory, which predicts the same', async () => {
  const other = await emptyLaboratory();
  const imported = { file: archive, run, name: 'over three folds' };
  expect(await importInto(other, archive)).toEqual({ added: [imported], present: [], failed: [] });
  const shown = await home.laboratory.invoke('runs.show', { run });
  expect(await other.invoke('runs.show', { run })).toEqual(shown);
  expect(await other.invoke('runs.predictions', { run })).toEqual(
    await home.laboratory.invoke('runs.predictions', { run }),
  );
  const predict = async (laboratory: Laboratory) => {
    const [answer] = await laboratory.invoke('predict.files', { run, files: [home.clip] });
    if (!('emotion' in answer)) throw new Error(JSON.stringify(answer));
    return EMOTIONS.map((emotion) => answer.probabilities[emotion]);
  };
  const there = await predict(other);
  for (const [index, share] of (await predict(home.laboratory)).entries())
    expect(Math.abs(there[index] - share)).toBeLessThan(1e-6);

  // A second import changes nothing, also after the run was renamed.
  await other.invoke('runs.annotate', { run, name: 'mine' });
  expect(await importInto(other, archive)).toMatchObject({ added: [], present: [{ run }], failed: [] });
  expect((await other.invoke('runs.show', { run })).name).toBe('mine');

  // What the other laboratory exports is the same run.
  const again = join(other.folder, 'again.neuralser');
  await other.invoke('runs.export', { run, target: again });
  expect(await importInto(home.laboratory, again)).toMatchObject({ present: [{ run }], failed: [] });
  expect(readdirSync(join(other.folder, 'imports'))).toEqual([]);
});

it('is exported into a folder under its name, and never over a file unless it is asked to', async () => {
  const { laboratory, folder } = home;
  const target = join(folder, 'into');
  const { path, weights } = await laboratory.invoke('runs.export', { run, target });
  expect(path).toBe(join(target, `over-three-folds-${run}.neuralser`));
  expect(weights).toBe(3);
  const twice = laboratory.invoke('runs.export', { run, target });
  await expect(twice).rejects.toMatchObject({ code: 'target-exists' });
  await laboratory.invoke('runs.export', { run, target, overwrite: true });
  await expect(laboratory.invoke('runs.export', { run, target: join(home.clip, 'x') })).rejects.toMatchObject(
    {
      code: 'target-unwritable',
    },
  );
});

it('is imported as the content of a file, and from a folder without what is hidden in it', async () => {
  const { name, content } = await home.laboratory.invoke('runs.archive', { run });
  const other = await emptyLaboratory();
  const uploaded = await other.invoke('runs.import', {
    sources: [{ name, content: new Uint8Array(content) }],
  });
  expect(uploaded.added).toMatchObject([{ file: name, run }]);

  const results = join(home.folder, 'results');
  for (const part of ['20261128-1530-bbbb', '.20261128-1530-cccc.partial'])
    mkdirSync(join(results, part), { recursive: true });
  cpSync(archive, join(results, '20261128-1530-bbbb', 'run.neuralser'));
  cpSync(archive, join(results, '.20261128-1530-cccc.partial', 'run.neuralser'));
  writeFileSync(join(results, 'notes.txt'), 'no archive');
  const report = await importInto(await emptyLaboratory(), results, join(home.folder, 'none'), home.voices);
  expect(report.added).toHaveLength(1);
  expect(report.failed.map(({ failure }) => failure.code)).toEqual(['archive-missing', 'no-archives']);
});

it('refuses a run with other content under the same id, and what is damaged, and leaves nothing behind', async () => {
  const other = await emptyLaboratory();
  const folder = temporaryFolder();
  const good = writeByHand(join(folder, 'good.neuralser'), recordFiles(archivedRun()));
  const changed = archivedRun();
  changed.epochs[0].loss = 0.1;
  const bad = writeByHand(join(folder, 'bad.neuralser'), recordFiles(changed));
  const damaged = join(folder, 'damaged.neuralser');
  writeFileSync(damaged, readFileSync(archive).subarray(0, 5000));
  const spoiled = archivedRun();
  spoiled.head.id = '20261128-1530-zzzz';
  spoiled.head.settings = { ...spoiled.head.settings, network: 'vgg19' };
  const unfit = writeByHand(
    join(folder, 'unfit.neuralser'),
    { ...recordFiles(spoiled), 'fold-0/weights.safetensors': readFileSync(await sampleWeights(folder, {})) },
    (manifest) => {
      manifest.run = spoiled.head.id;
    },
  );
  const report = await importInto(other, good, bad, damaged, unfit);
  expect(report.added.map((each) => each.run)).toEqual([RUN]);
  expect(report.failed).toMatchObject([
    { file: bad, failure: { code: 'run-differs', message: expect.stringContaining('(epochs)') } },
    { file: damaged, failure: { code: 'corrupted' } },
    { file: unfit, failure: { code: 'weights-mismatch' } },
  ]);
  expect((await other.invoke('runs.list', {})).map(({ id }) => id)).toEqual([RUN]);
  expect((await other.invoke('runs.show', { run: RUN })).epochs[0].loss).toBe(2);
  expect(readdirSync(join(other.folder, 'runs'))).toEqual([RUN]);
  expect(readdirSync(join(other.folder, 'runs', RUN))).toEqual(['record.neuralser']);
  expect(readdirSync(join(other.folder, 'imports'))).toEqual([]);
  // The clips are not on this computer.
  const [{ path }] = await other.invoke('runs.predictions', { run: RUN });
  await expect(other.invoke('sounds.read', { path })).rejects.toMatchObject({ code: 'sound-missing' });
});

it('replaces what an import that was killed left of the run', async () => {
  const other = await emptyLaboratory();
  const left = join(other.folder, 'runs', run, 'fold-0');
  mkdirSync(left, { recursive: true });
  for (const name of ['weights.safetensors', 'last.safetensors']) writeFileSync(join(left, name), 'half');
  expect(await importInto(other, archive)).toMatchObject({ added: [{ run }], failed: [] });
  expect(readdirSync(left)).toEqual(['weights.safetensors']);
  await other.invoke('predict.prepare', { run });
});

it('does not import twice at the same time, and can be cancelled', async () => {
  const other = await emptyLaboratory();
  const reports = await Promise.all([importInto(other, archive), importInto(other, archive)]);
  expect(reports.map(({ added, present }) => [added.length, present.length])).toEqual([
    [1, 0],
    [0, 1],
  ]);
  const signal = AbortSignal.abort();
  await expect(
    other.invoke('runs.import', { sources: [{ path: archive }] }, { signal }),
  ).rejects.toMatchObject({ code: 'cancelled' });
  rmSync(archive, { force: true });
});
