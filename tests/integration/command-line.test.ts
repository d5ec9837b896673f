import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeWav, soundFingerprint } from '../../src/core/audio/wav.ts';
import { createExtractor } from '../../src/core/features/extract.ts';
import { readNpy } from '../../src/core/features/npy.ts';
import { DEFAULT_SETTINGS } from '../../src/core/training/settings.ts';
import { requests } from '../../src/shared/contract.ts';
import { EMOTIONS } from '../../src/shared/emotions.ts';
import { RECIPES } from '../../src/shared/recipes.ts';
import type { Run } from '../../src/shared/runs.ts';
import { CLIPS, type CommandLine, makePlace, parsed } from './command-line.ts';

let folder = '';
let voices = '';
let cli: CommandLine;
let short: Run;

/** The fields of a run that the same settings give again; not its name, its hours and where it was made. */
const repeatable = ({ settings, corpusFingerprint, split, leakage, folds, epochs, test }: Run) => ({
  settings,
  corpusFingerprint,
  split,
  leakage,
  folds,
  epochs: epochs.map(({ seconds: _, ...epoch }) => epoch),
  test,
});

beforeAll(async () => {
  ({ folder, voices, cli } = await makePlace());
  const line = ['--epochs', '3', '--seed', '11', '--name', 'short', '--tag', 'a', '--json'];
  short = parsed('runs.show', await cli.run('train', voices, ...line));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a training', () => {
  it('gives a finished run with everything that the manual names', () => {
    expect(short).toMatchObject({ status: 'finished', failure: null, synthetic: true });
    expect(short).toMatchObject({ name: 'short', tags: ['a'], settings: { seed: 11, epochs: 3 } });
    expect(Object.keys(short).toSorted()).toEqual(
      'id name tags notes createdAt finishedAt status failure synthetic corpora corpusFingerprint settings environment parameters split leakage folds epochs test'
        .split(' ')
        .toSorted(),
    );
    expect(Object.keys(short.settings).toSorted()).toEqual(Object.keys(DEFAULT_SETTINGS).toSorted());
    expect(Object.keys(short.test!).toSorted()).toEqual(
      'clips accuracy accuracyInterval uar uarInterval f1Macro f1MacroInterval f1Weighted precisionMacro precisionWeighted recallMacro recallWeighted confusion confusionPercent perEmotion resampling'
        .split(' ')
        .toSorted(),
    );
    expect(short.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    const { train, validation, test } = short.split;
    expect(train + validation + test).toBe(CLIPS);
    expect(short.test!.clips).toBe(test);
    expect(short.test!.confusion.flat().reduce((sum, count) => sum + count)).toBe(test);
    expect(Object.keys(short.test!.perEmotion)).toEqual(EMOTIONS);
    // The protocol is speaker-independent.
    expect(short.leakage).toMatchObject({ clips: 0, nearDuplicates: 0, speakers: 0 });
  });

  it('is repeated to the bit by the settings that it has recorded', async () => {
    const shown = await cli.json('show', short.id);
    const config = join(folder, 'settings.json');
    writeFileSync(config, JSON.stringify((shown as Run).settings));
    const again = parsed('runs.show', await cli.run('train', voices, '--config', config, '--json'));
    expect(repeatable(again)).toEqual(repeatable(short));
    expect(again.id).not.toBe(short.id);
    // A whole run as it is shown does as well, and options win over it.
    writeFileSync(config, JSON.stringify(shown));
    const other = parsed(
      'runs.show',
      await cli.run('train', voices, '--config', config, '--seed', '12', '--json'),
    );
    expect(other.settings).toEqual({ ...short.settings, seed: 12 });
    expect(other.epochs.map(({ loss }) => loss)).not.toEqual(short.epochs.map(({ loss }) => loss));
  });

  it('says how it goes on standard error where standard output is for JSON, without a terminal’s tricks', async () => {
    const [{ stderr, stdout }, told] = await Promise.all([
      cli.run('train', voices, '--epochs', '1', '--quiet'),
      cli.run('train', voices, '--epochs', '2', '--json'),
    ]);
    expect(stderr).toBe('');
    expect(stdout).toContain('leakage audit');
    expect(told.stderr).toContain(`${CLIPS} clips of 5 speakers`);
    expect(told.stderr).toMatch(/^ +2\/2 .* %/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested
    expect(told.stderr + stdout).not.toMatch(/[\r\u001b]/);
  });

  it('pools the figures of a protocol with several folds, and averages its recognisers', async () => {
    const line = [
      '--protocol',
      'leave-one-speaker-out',
      '--epochs',
      '1',
      '--batch-size',
      '16',
      '--name',
      'folds',
    ];
    const run = parsed('runs.show', await cli.run('train', voices, ...line, '--json'));
    expect(run.folds).toHaveLength(5);
    expect(run.test).toMatchObject({ clips: CLIPS, resampling: { unit: 'speakers', units: 5 } });
    expect(run.folds.reduce((sum, fold) => sum + fold.accuracy! * fold.test, 0) / CLIPS).toBeCloseTo(
      run.test!.accuracy,
    );
    expect(run.epochs.map(({ fold, epoch }) => [fold, epoch])).toEqual(
      [0, 1, 2, 3, 4].map((fold) => [fold, 1]),
    );
    const figures = parsed('runs.evaluate', await cli.run('evaluate', 'folds', voices, '--json'));
    expect(figures).toMatchObject({ clips: CLIPS, leakage: { clips: CLIPS } });
  });
});

describe('the runs', () => {
  it('are listed, the newest first, and found by id, its beginning or name', async () => {
    const list = parsed('runs.list', await cli.run('runs', '--json'));
    const dates = list.map(({ createdAt }) => createdAt);
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(list.find(({ id }) => id === short.id)).toEqual({
      ...{ id: short.id, name: 'short', status: 'finished', synthetic: true, tags: ['a'], binned: false },
      ...{ createdAt: short.createdAt, finishedAt: short.finishedAt, clips: CLIPS, epochs: 3, seed: 11 },
      ...{ network: 'compact', recipe: 'log-mel', protocol: 'speaker-independent', engine: 'wasm' },
      ...{ uar: short.test!.uar, accuracy: short.test!.accuracy, f1Macro: short.test!.f1Macro },
      uarInterval: short.test!.uarInterval,
      accuracyInterval: short.test!.accuracyInterval,
      f1MacroInterval: short.test!.f1MacroInterval,
      corpora: short.corpora.map(({ name }) => name),
      notes: '',
      bestEpoch: short.folds[0].bestEpoch,
      durationSeconds: expect.any(Number),
    });
    for (const name of [short.id, 'short']) expect(await cli.json('show', name)).toEqual(short);
    expect(await cli.json('show', short.id.slice(0, -1))).toEqual(short);
    const { stdout } = await cli.run('runs', '--limit', '2');
    expect(stdout.trim().split('\n')).toHaveLength(4);
  });

  it('are annotated, binned and restored', async () => {
    await cli.run('runs', '--annotate', short.id, '--tag', 'b', '--tag', 'c', '--notes', 'one\ntwo');
    expect(await cli.json('show', 'short')).toMatchObject({ tags: ['b', 'c'], notes: 'one\ntwo' });
    const binned = parsed('runs.list', await cli.run('runs', '--bin', 'short', '--json'));
    expect(binned.some(({ id }) => id === short.id)).toBe(false);
    expect(await cli.json('runs', '--binned')).toMatchObject([{ id: short.id, binned: true }]);
    const restored = parsed('runs.list', await cli.run('runs', '--restore', short.id, '--json'));
    expect(restored.some(({ id }) => id === short.id)).toBe(true);
  });

  it('cannot harm a terminal by their names', async () => {
    await cli.run('runs', '--annotate', short.id, '--name', 'a\u001b[2Jb\nc');
    const { stdout } = await cli.run('runs');
    expect(stdout).toContain('a�[2Jb�c');
    expect(stdout).not.toContain('\u001b');
    await cli.run('runs', '--annotate', short.id, '--name', 'short');
  });
});

describe('evaluate', () => {
  it('says what of the clips was trained on', async () => {
    const ended = await cli.run('evaluate', 'short', voices, '--json');
    const figures = parsed('runs.evaluate', ended);
    expect(figures.clips).toBe(CLIPS);
    expect(figures.leakage.clips).toBe(short.split.train + short.split.validation);
    const { stdout } = await cli.run('evaluate', 'short', voices);
    expect(stdout).toContain('these figures are not to be believed');
  });

  it('finds nothing of voices that it never heard', async () => {
    const strangers = join(folder, 'strangers');
    await cli.run('sample', strangers, '--speakers', '2', '--clips', '1', '--seed', '77');
    const figures = parsed('runs.evaluate', await cli.run('evaluate', 'short', strangers, '--json'));
    expect(figures).toMatchObject({ clips: 14, leakage: { clips: 0, nearDuplicates: 0 }, problems: [] });
  });
});

describe('scan', () => {
  it('tells of corpora, clips and what is left out, and writes tables', async () => {
    const mixed = join(folder, 'mixed');
    await cli.run('sample', mixed, '--layout', 'tess', '--speakers', '1', '--clips', '2', '--seed', '5');
    writeFileSync(join(mixed, 'OAF_back_angry.wav'), 'no sound');
    writeFileSync(join(mixed, 'OAF_date_sad.wav'), '');
    const { code, stdout } = await cli.run('scan', mixed, voices, '--csv', 'tables', '--json');
    const { tables, ...found } = JSON.parse(stdout);
    const summary = requests['corpora.scan'].output.parse(found);
    expect(code).toBe(0);
    expect(summary.clips).toBe(14 + CLIPS);
    expect(summary.corpora.map(({ layout, clips, speakers }) => [layout, clips, speakers])).toEqual([
      ['tess', 14, 1],
      ['ravdess', CLIPS, 5],
    ]);
    expect(summary.problems.map(({ code }) => code).toSorted()).toEqual(['empty', 'unreadable']);
    expect(tables).toHaveLength(3);
    expect(readFileSync(tables.at(-1), 'utf8').split('\n')[0]).toBe('Emotions,Path');
    const text = (await cli.run('scan', mixed)).stdout;
    expect(text).toMatch(/1 left out, empty:\n.+\n.+OAF_date_sad\.wav/);
  });

  it('finds nothing in an empty folder, and says what a corpus is', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect(await cli.json('scan', 'empty')).toEqual({ corpora: [], clips: 0, problems: [] });
    expect((await cli.run('scan', 'empty')).stdout).toMatch(/No corpus was found/);
  });
});

describe('features', () => {
  it('writes what the extractor gives, placed by recipe or by hand', async () => {
    const clips = ['03-01-05-01-01-01-01.wav', '03-01-06-01-02-01-01.wav'].map((name) =>
      join(voices, 'Actor_01', name),
    );
    for (const [recipe, offset] of [
      ['log-mel', undefined],
      ['thesis-mfcc', undefined],
      ['thesis-mfcc', 1234],
    ] as const) {
      using extractor = await createExtractor(RECIPES[recipe]);
      const line = [
        '--recipe',
        recipe,
        '--out',
        'arrays',
        ...(offset === undefined ? [] : ['--offset', `${offset}`]),
      ];
      const written = parsed('features.write', await cli.run('features', ...clips, ...line, '--json'));
      for (const [i, clip] of clips.entries()) {
        const bytes = readFileSync(clip);
        const { samples, sampleRateHz } = decodeWav(bytes);
        const expected = await extractor.extract(
          samples,
          sampleRateHz,
          soundFingerprint(bytes),
          offset === undefined ? {} : { offsetSamples: offset },
        );
        const answer = written[i];
        if (!('npy' in answer)) throw new Error(answer.problem);
        const array = readNpy(answer.npy);
        expect([answer.shape, array.shape]).toEqual([extractor.shape, extractor.shape]);
        expect(array.data).toEqual(expected);
      }
    }
  });

  it('ends with 1 only when no file gave any', async () => {
    const clip = join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav');
    expect((await cli.run('features', 'gone.wav', clip, '--out', 'arrays', '--json')).code).toBe(0);
    const none = await cli.run('features', 'gone.wav', '--out', 'arrays', '--json');
    expect([none.code, parsed('features.write', none)]).toMatchObject([1, [{ problem: expect.any(String) }]]);
  });
});

describe('what needs no run', () => {
  it('network describes layers, doctor the machine', async () => {
    const network = parsed('networks.describe', await cli.run('network', 'compact', '--json'));
    expect(network).toMatchObject({
      name: 'compact',
      input: [64, 151, 1],
      parameters: { total: short.parameters },
    });
    const doctor = await cli.run('doctor', '--json');
    const report = parsed('doctor', doctor);
    expect(doctor.code).toBe(0);
    expect(report.folder).toEqual({ path: join(folder, 'laboratory'), works: true, reason: null });
    expect(report.choice.engine).toBe('wasm');
  });

  it('help stands on standard output and ends with 0', async () => {
    for (const line of [['--help'], ['train', '--help'], ['help', 'scan']]) {
      const { code, stdout, stderr } = await cli.run(...line);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Usage: neural-ser/);
    }
  });
});
