import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Recognition } from '#shared/answers.ts';
import type { Run } from '#shared/runs.ts';
import { type CommandLine, createWorkspace, parsed, SMALL } from './command-line.ts';

/** Of 3 clips of each emotion and speaker, one of the neutral ones is labelled calm. */
const SPEAKERS = 5;
const EIGHT = ['angry', 'calm', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'surprise'];

let folder = '';
let voices = '';
let cli: CommandLine;
let seven: Run;
let eight: Run;

beforeAll(async () => {
  ({ folder, cli } = await createWorkspace());
  voices = join(folder, 'labelled-voices');
  await cli.json('sample', voices, '--speakers', String(SPEAKERS), '--clips', '3', '--seed', '3');
  const train = async (...options: string[]) =>
    parsed('runs.show', await cli.run('train', voices, ...SMALL, '--epochs', '1', '--json', ...options));
  seven = await train('--name', 'seven');
  eight = await train('--name', 'eight', '--labels', 'ravdess-eight');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is chosen for a scan', async () => {
  const counted = parsed('corpora.scan', await cli.run('scan', voices, '--json'));
  expect(counted.corpora[0].emotions.neutral).toBe(3 * SPEAKERS);
  expect(counted.merged).toEqual([{ label: 'calm', emotion: 'neutral', clips: SPEAKERS }]);
  const apart = await cli.run('scan', voices, '--labels', 'ravdess-eight', '--json');
  expect(parsed('corpora.scan', apart).corpora[0].emotions).toMatchObject({
    neutral: 2 * SPEAKERS,
    calm: SPEAKERS,
  });
  const four = parsed('corpora.scan', await cli.run('scan', voices, '--labels', 'four', '--json'));
  expect(four.clips).toBe(4 * 3 * SPEAKERS);
  expect(four.problems).toHaveLength(3 * 3 * SPEAKERS);
  expect(four.leftOut.map(({ label }) => label)).toEqual(['disgust', 'fear', 'surprise']);
  const text = await cli.run('scan', voices, '--labels', 'four');
  expect(text.stdout).toContain(
    '45 clips labelled disgust, fear or surprise are skipped by the label set “four”.',
  );
  expect(await cli.run('scan', voices, '--labels', 'nine')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no label set “nine”. Choose one of: seven, '),
  });
});

it('gives a run its classes, in every result', async () => {
  expect(eight.status).toBe('finished');
  expect(eight.settings.labels.name).toBe('ravdess-eight');
  expect(Object.keys(eight.test!.perEmotion)).toEqual(EIGHT);
  expect(eight.test!.confusion).toHaveLength(8);
  expect(eight.corpora[0].clips).toBe(7 * 3 * SPEAKERS);
  // The dense layer has one more column and one more bias.
  expect(eight.parameters).toBeGreaterThan(seven.parameters);
  const shown = await cli.run('show', eight.id);
  expect(shown.stdout).toMatch(/^calm\s/m);

  const clip = join(voices, 'Actor_01', '03-01-02-01-01-01-01.wav');
  const [prediction] = (await cli.json('predict', '--run', eight.id, clip)) as Recognition[];
  expect(Object.keys('emotion' in prediction ? prediction.probabilities : {})).toEqual(EIGHT);

  const evaluated = parsed('runs.evaluate', await cli.run('evaluate', eight.id, voices, '--json'));
  expect(evaluated.emotions).toEqual({ shared: EIGHT, missing: [], excluded: [] });
  expect(evaluated.confusion).toHaveLength(8);
  const csv = join(folder, 'predictions.csv');
  await cli.run('predictions', eight.id, '--out', csv);
  expect(readFileSync(csv, 'utf8').split('\n')[0]).toContain(',p_calm,');
});

it('is compared with another one, and not ranked', async () => {
  const compared = await cli.json('compare', seven.id, eight.id);
  expect(compared).toMatchObject({
    comparable: { basis: 'none', labels: 'different' },
    chanceLevel: null,
    difference: { test: 'none', verdict: 'unknown', uarP: null },
  });
  const text = await cli.run('compare', seven.id, eight.id);
  expect(text.stdout).toContain('different label sets');
});

it('is continued in an archive and by another laboratory', async () => {
  const file = join(folder, 'eight.neuralser');
  expect(await cli.run('export', eight.id, '--out', file)).toMatchObject({ code: 0 });
  const report = await cli.run('import', file, '--data', join(folder, 'other'), '--json');
  expect(report.code).toBe(0);
  const there = await cli.run('show', eight.id, '--data', join(folder, 'other'), '--json');
  expect(parsed('runs.show', there)).toEqual(eight);
});

it('may be one’s own, from a file, or every label of the corpora', async () => {
  const file = join(folder, 'two.json');
  const own = {
    name: 'valence',
    emotions: [
      { name: 'negative', labels: ['angry', 'disgust', 'fear', 'sad'] },
      { name: 'other', colour: '#3366cc', labels: ['happy', 'neutral', 'calm', 'surprise'] },
    ],
  };
  writeFileSync(file, JSON.stringify(own));
  const run = parsed(
    'runs.show',
    await cli.run('train', voices, ...SMALL, '--epochs', '1', '--labels', file, '--json'),
  );
  expect(run.settings.labels).toMatchObject({ name: 'valence', emotions: own.emotions });
  expect(run.test!.confusion).toHaveLength(2);
  // Its recorded settings repeat it.
  const config = join(folder, 'valence.json');
  writeFileSync(config, JSON.stringify(run.settings));
  const again = parsed('runs.show', await cli.run('train', voices, '--config', config, '--json'));
  expect(again.test).toEqual(run.test);

  const all = ['--epochs', '1', '--labels', 'as-labelled', '--json'];
  const labelled = parsed('runs.show', await cli.run('train', voices, ...SMALL, ...all));
  expect(Object.keys(labelled.test!.perEmotion).toSorted()).toEqual(EIGHT);
  writeFileSync(file, '{"name": "one", "emotions": []}');
  expect(await cli.run('train', voices, ...SMALL, '--labels', file)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('at least 2 emotions'),
  });
});
