import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { correctionKey } from '#shared/corrections.ts';
import { commandLineIn, parsed } from './command-line.ts';
import { laboratoryWithVoices } from './laboratory-with-voices.ts';

const SETTINGS = {
  network: 'compact',
  engine: 'wasm',
  epochs: 1,
  batchSize: 16,
  earlyStopping: false,
} as const;

async function corrected() {
  const lab = await laboratoryWithVoices();
  onTestFinished(() => lab[Symbol.asyncDispose]());
  const { laboratory, voices } = lab;
  await laboratory.invoke('library.add', { folders: [voices] });
  const { clips } = await laboratory.invoke('library.clips', { folders: [voices] });
  const keys = clips.map(({ fingerprint, emotion: own }) => ({ fingerprint, own }));
  const named = (own: string) => keys.filter((key) => key.own === own);
  const at = (own: string) => named(own).map(correctionKey);
  return { ...lab, clips, keys, named, at };
}

it('a plan, a run, its record and its repetition have the corrections', async () => {
  const { laboratory, voices, start, at, named, clips } = await corrected();
  const seen: string[] = [];
  laboratory.subscribe((event) => {
    if (event.name === 'stale') seen.push(...event.data.queries.map(({ query }) => query));
  });
  await laboratory.invoke('corrections.set', {
    clips: at('neutral'),
    change: { label: 'happy' },
  });
  const excluding = { clips: at('sad').slice(0, 1), change: { excluded: true, note: 'a door slams' } };
  await laboratory.invoke('corrections.set', excluding);
  await laboratory.invoke('corrections.set', { clips: at('fear'), change: { marked: true } });
  expect(seen).toEqual(expect.arrayContaining(['corrections.list', 'runs.plan']));

  const plan = await laboratory.invoke('runs.plan', { folders: [voices], settings: SETTINGS });
  expect(plan.corrections).toEqual({ relabelled: 3, excluded: 1, lapsed: [] });
  expect(plan.clips).toBe(clips.length - 1);
  expect(plan.corpora[0].emotions).toMatchObject({ happy: 6, neutral: 0, sad: 2, fear: 3 });
  const scan = await laboratory.invoke('corpora.scan', { folders: [voices] });
  expect(scan.problems).toEqual([
    { path: expect.any(String), code: 'excluded', reason: 'Excluded by you: a door slams' },
  ]);

  const run = await laboratory.invoke('runs.show', { run: await start(SETTINGS) });
  expect(run.corrections).toEqual({ relabelled: 3, excluded: 1 });
  expect(run.settings.corrections).toHaveLength(4);
  expect(run.settings.corrections).toContainEqual({
    ...{ ...named('sad')[0], label: null, note: 'a door slams', corpus: clips[0].corpus },
    path: expect.stringMatching(/^Actor_0\d\/[\d-]+\.wav$/),
  });

  // Later changes do not change the run, and it is repeated with its own corrections.
  await laboratory.invoke('corrections.set', { clips: at('angry'), change: { excluded: true } });
  const again = await laboratory.invoke('runs.show', { run: await start(run.settings) });
  expect(again.settings).toEqual(run.settings);
  expect(again.test).toEqual(run.test);
  expect(again.corpusFingerprint).toBe(run.corpusFingerprint);
  const without = await laboratory.invoke('runs.show', {
    run: await start({ ...SETTINGS, corrections: 'none' }),
  });
  expect(without.corrections).toEqual({ relabelled: 0, excluded: 0 });
  expect(without.corpusFingerprint).not.toBe(run.corpusFingerprint);

  const comparison = await laboratory.invoke('comparisons.show', { items: [[run.id], [without.id]] });
  expect(comparison.comparable.reasons).toContain('The same corpora with other corrections of clips');
  expect(comparison.comparable.cautions.join()).toMatch(
    /Different corrections of clips: 3 clips relabelled, 1 excluded \(list \w+\) \/ none\./,
  );
  const { html } = await laboratory.invoke('reports.make', { items: [[run.id]] });
  expect(html).toContain('3 clips relabelled, 1 excluded');
  expect(html).toContain('a door slams');
  const kept = await laboratory.invoke('reports.keep', { items: [[run.id]] });
  expect(kept.path).toBe(join(laboratory.folder, 'reports', `report-${run.id}.html`));
  expect(readFileSync(kept.path, 'utf8')).toContain('a door slams');

  // An archive and its import keep them.
  const { content, name } = await laboratory.invoke('runs.archive', { run: run.id });
  const other = await corrected();
  const report = await other.laboratory.invoke('runs.import', { sources: [{ name, content }] });
  expect(report.failed).toEqual([]);
  const there = await other.laboratory.invoke('runs.show', { run: run.id });
  expect(there.settings).toEqual(run.settings);
});

it('an evaluation leaves excluded clips out', async () => {
  const { laboratory, voices, start, at } = await corrected();
  const run = await start(SETTINGS);
  await laboratory.invoke('corrections.set', { clips: at('sad').slice(0, 1), change: { excluded: true } });
  const evaluated = await laboratory.invoke('runs.evaluate', { run, folders: [voices], keep: false });
  expect(evaluated.problems).toMatchObject([{ code: 'excluded', reason: 'Excluded by you.' }]);
  expect(evaluated.clips).toBe(20);
});

it('a second client sees changes, and an undo does not overwrite them', async () => {
  const { laboratory, folder, keys } = await corrected();
  const [first, second] = keys;
  const { change } = await laboratory.invoke('corrections.set', {
    clips: [first, second].map(correctionKey),
    change: { label: 'surprise' },
  });
  const file = join(folder, 'corrections.csv');
  const cli = commandLineIn(folder, join(folder, 'laboratory'));
  expect(await cli.run('corrections', '--export', file)).toMatchObject({ code: 0 });
  const edited = readFileSync(file, 'utf8')
    .split('\r\n')
    .map((line) => (line.includes(second.fingerprint) ? line.replace(',surprise,', ',disgust,') : line))
    .join('\r\n');
  writeFileSync(file, edited);
  const refused = await cli.run('corrections', '--import', file, '--json');
  expect(refused.code).toBe(1);
  expect(parsed('corrections.import', refused)).toMatchObject({
    ...{ changed: 0, unchanged: 1 },
    keptBack: [{ why: 'conflict' }],
  });
  const replaced = await cli.run('corrections', '--import', file, '--overwrite');
  expect(replaced).toMatchObject({ code: 0, stdout: '1 clip corrected, 1 as before.\n' });
  expect(await laboratory.invoke('corrections.undo', { change })).toEqual({
    ...{ restored: 1, kept: [expect.stringContaining('.wav')] },
  });
  const [left] = parsed('corrections.list', await cli.run('corrections', '--json'));
  expect(left).toMatchObject({ ...second, label: 'disgust', state: 'applies' });
  expect(await cli.run('corrections', '--undo')).toMatchObject({ code: 0 });
  expect(await cli.run('corrections', '--undo')).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('There is no correction to undo') },
  });
});

it('follows moved clips, and says what no longer applies', async () => {
  const { laboratory, voices, keys, clips } = await corrected();
  await laboratory.invoke('corrections.set', {
    clips: keys.slice(0, 2).map(correctionKey),
    change: { label: 'surprise' },
  });
  // The second file gets the sound of a clip of another emotion.
  writeFileSync(clips[1].path, readFileSync(clips[5].path));
  rmSync(clips[5].path);
  await laboratory.invoke('library.add', { folders: [voices] });
  const listed = await laboratory.invoke('corrections.list', {});
  expect(listed.map(({ path, state }) => [path, state])).toEqual([
    [clips[0].path, 'applies'],
    [clips[1].path, 'sound'],
  ]);
  const plan = await laboratory.invoke('runs.plan', { folders: [voices], settings: SETTINGS });
  expect(plan.corrections).toMatchObject({
    relabelled: 1,
    lapsed: [{ path: clips[1].path, state: 'sound' }],
  });
  expect(plan.warnings.join()).toContain(
    '1 correction no longer applies: the sound of the file was changed.',
  );
  await expect(
    laboratory.invoke('corrections.set', {
      clips: keys.slice(0, 2).map(correctionKey),
      change: { marked: true },
    }),
  ).rejects.toMatchObject({ code: 'clips-changed' });
});

it('a grid for a cluster takes its corrections along', async () => {
  const { laboratory, folder, voices, at } = await corrected();
  await laboratory.invoke('corrections.set', { clips: at('neutral').slice(0, 1), change: { label: 'sad' } });
  const target = join(folder, 'plan');
  await laboratory.invoke('cluster.plan', {
    grid: { folders: [voices], settings: SETTINGS },
    target,
    command: ['neural-ser'],
    program: { folder: '/', packaged: false },
  });
  const job = JSON.parse(readFileSync(join(target, 'jobs', '0001.json'), 'utf8'));
  expect(job.settings.corrections).toMatchObject([{ label: 'sad', own: 'neutral' }]);
  const cli = commandLineIn(folder, join(folder, 'another'));
  expect(await cli.run('job', join(target, 'jobs', '0001.json'), '--scratch', folder)).toMatchObject({
    code: 0,
  });
  const archive = join(target, 'results', job.id);
  await laboratory.invoke('runs.import', { sources: [{ path: archive }] });
  const run = await laboratory.invoke('runs.show', { run: job.id });
  expect(run.corrections).toEqual({ relabelled: 1, excluded: 0 });
});
