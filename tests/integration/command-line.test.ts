import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { readNpy } from '#core/features/npy.ts';
import { requests } from '#shared/contract.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Run } from '#shared/runs.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { FEATURES } from '#shared/settings/features.ts';
import { decodeWav, soundFingerprint } from '../decode-wav.ts';
import { exactCurve } from '../exact-curve.ts';
import { CLIPS, type CommandLine, createWorkspace, parsed, QUICK } from './command-line.ts';

let folder = '';
let voices = '';
let cli: CommandLine;
let short: Run;

/** The fields of a run that the same settings reproduce: all but name, times and environment. */
const reproducible = ({ settings, corpusFingerprint, split, leakage, folds, epochs, test }: Run) => ({
  settings,
  corpusFingerprint,
  split,
  leakage,
  folds,
  epochs: exactCurve(epochs),
  test,
});

beforeAll(async () => {
  ({ folder, voices, cli } = await createWorkspace());
  const line = ['--epochs', '3', '--seed', '11', '--name', 'short', '--tag', 'a', '--json'];
  short = parsed('runs.show', await cli.run('train', voices, ...QUICK, ...line));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a training', () => {
  it('gives a finished run with all documented fields', () => {
    expect(short).toMatchObject({ status: 'finished', failure: null, synthetic: true });
    expect(short).toMatchObject({ name: 'short', tags: ['a'], settings: { seed: 11, epochs: 3 } });
    expect(Object.keys(short).toSorted()).toEqual(
      'id name grid model tags notes createdAt finishedAt status failure synthetic corpora corpusFingerprint settings environment parameters split corrections leakage folds epochs test calibration'
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

  it('is reproduced exactly by its recorded settings', async () => {
    const shown = await cli.json('show', short.id);
    const groups = { by: 'sex', groups: expect.any(Array), sentence: expect.stringMatching(/speakers/) };
    expect(shown).toMatchObject({
      fairness: [groups, { by: 'age', gap: null }, { by: 'corpus', gap: null }],
    });
    const config = join(folder, 'settings.json');
    writeFileSync(config, JSON.stringify((shown as Run).settings));
    const again = parsed('runs.show', await cli.run('train', voices, '--config', config, '--json'));
    expect(reproducible(again)).toEqual(reproducible(short));
    expect(again.id).not.toBe(short.id);
    // The full output of `show` works too, and options override it.
    writeFileSync(config, JSON.stringify(shown));
    const other = parsed(
      'runs.show',
      await cli.run('train', voices, '--config', config, '--seed', '12', '--json'),
    );
    expect(other.settings).toEqual({ ...short.settings, seed: 12 });
    expect(other.epochs.map(({ loss }) => loss)).not.toEqual(short.epochs.map(({ loss }) => loss));
  });

  it('is repeated with other seeds and values, as one grid', async () => {
    const { code, stdout, stderr } = await cli.run(
      'train',
      voices,
      ...QUICK,
      '--epochs',
      '1',
      '--seeds',
      '2',
      '--json',
    );
    const { grid, runs } = JSON.parse(stdout) as { grid: string; runs: Run[] };
    expect(code).toBe(0);
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      ['compact · seed 7', 'finished'],
      ['compact · seed 8', 'finished'],
    ]);
    expect(new Set(runs.map((run) => run.grid))).toEqual(new Set([grid]));
    expect(stderr).toContain('2 of 2: compact · seed 8');

    const planned = await cli.run(
      'train',
      voices,
      ...QUICK,
      '--vary',
      'network=compact,vgg16',
      '--dry-run',
      '--seeds',
      '2',
    );
    expect(planned.stderr).toMatch(/Skipped: vgg16 · seed 7: /);
    expect(planned.stdout).toMatch(/^2 runs in all$/m);
    // One run that cannot start does not end the others.
    const protocols = ['--vary', 'protocol=named,speaker-independent', '--epochs', '1'];
    const some = await cli.run('train', voices, ...QUICK, ...protocols, '--json');
    const { runs: started, leftOut } = JSON.parse(some.stdout);
    expect(some.code).toBe(1);
    expect(started).toMatchObject([{ name: 'compact · speaker-independent', status: 'finished' }]);
    expect(leftOut).toMatchObject([{ varied: { 'protocol.name': 'named' } }]);
    expect(await cli.run('train', voices, ...QUICK, '--vary', 'colour=red')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such setting'),
    });
  });

  it('writes progress to standard error without control characters', async () => {
    const [{ stderr, stdout }, verbose] = await Promise.all([
      cli.run('train', voices, ...QUICK, '--epochs', '1', '--quiet'),
      cli.run('train', voices, ...QUICK, '--epochs', '2', '--json'),
    ]);
    expect(stderr).toBe('');
    expect(stdout).toContain('leakage check');
    expect(verbose.stderr).toContain(`${CLIPS} clips of 5 speakers`);
    expect(verbose.stderr).toMatch(/^ +2\/2 .* %/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test checks that there are none
    expect(verbose.stderr + stdout).not.toMatch(/[\r\u001b]/);
  });

  it('pools the metrics of several folds and averages their models', async () => {
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
    const run = parsed('runs.show', await cli.run('train', voices, ...QUICK, ...line, '--json'));
    expect(run.folds).toHaveLength(5);
    expect(run.test).toMatchObject({ clips: CLIPS, resampling: { unit: 'speakers', units: 5 } });
    expect(run.folds.reduce((sum, fold) => sum + fold.accuracy! * fold.test, 0) / CLIPS).toBeCloseTo(
      run.test!.accuracy,
    );
    expect(run.epochs.map(({ fold, epoch }) => [fold, epoch])).toEqual(
      [0, 1, 2, 3, 4].map((fold) => [fold, 1]),
    );
    const metrics = parsed('runs.evaluate', await cli.run('evaluate', 'folds', voices, '--json'));
    expect(metrics).toMatchObject({ clips: CLIPS, leakage: { clips: CLIPS } });
  });
});

describe('the runs', () => {
  it('are listed newest first and found by id, start of id or name', async () => {
    const list = parsed('runs.list', await cli.run('runs', '--json'));
    const dates = list.map(({ createdAt }) => createdAt);
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(list.find(({ id }) => id === short.id)).toEqual({
      ...{ id: short.id, name: 'short', status: 'finished', synthetic: true, tags: ['a'], trashed: false },
      ...{
        damaged: false,
        createdAt: short.createdAt,
        finishedAt: short.finishedAt,
        clips: CLIPS,
        epochs: 3,
        seed: 11,
        labelSet: 'seven',
        emotions: 7,
      },
      ...{ network: 'compact', features: 'log-mel', protocol: 'speaker-independent', engine: 'wasm' },
      ...{ uar: short.test!.uar, accuracy: short.test!.accuracy, f1Macro: short.test!.f1Macro },
      grid: null,
      uarInterval: short.test!.uarInterval,
      accuracyInterval: short.test!.accuracyInterval,
      f1MacroInterval: short.test!.f1MacroInterval,
      resampling: { unit: short.test!.resampling.unit, units: short.test!.resampling.units },
      corpora: short.corpora.map(({ name }) => name),
      notes: '',
      bestEpoch: short.folds[0].bestEpoch,
      durationSeconds: expect.any(Number),
    });
    for (const name of [short.id, 'short'])
      expect(parsed('runs.show', await cli.run('show', name, '--json'))).toEqual(short);
    const byStart = await cli.run('show', short.id.slice(0, -1), '--json');
    expect(parsed('runs.show', byStart)).toEqual(short);
    const { stdout } = await cli.run('runs', '--limit', '2');
    expect(stdout.trim().split('\n')).toHaveLength(4);
  });

  it('can be annotated, moved to the trash and restored', async () => {
    await cli.run('runs', '--annotate', short.id, '--tag', 'b', '--tag', 'c', '--notes', 'one\ntwo');
    expect(await cli.json('show', 'short')).toMatchObject({ tags: ['b', 'c'], notes: 'one\ntwo' });
    const left = parsed('runs.list', await cli.run('runs', '--trash', 'short', '--json'));
    expect(left.some(({ id }) => id === short.id)).toBe(false);
    // The old names are in the JSON, and the old options work.
    const inTrash = { id: short.id, features: 'log-mel', recipe: 'log-mel', trashed: true, binned: true };
    expect(await cli.json('runs', '--trashed')).toMatchObject([inTrash]);
    expect(await cli.json('runs', '--binned')).toMatchObject([inTrash]);
    const restored = parsed('runs.list', await cli.run('runs', '--restore', short.id, '--json'));
    expect(restored.some(({ id }) => id === short.id)).toBe(true);
    await cli.run('runs', '--bin', 'short');
    expect(await cli.json('runs', '--trashed')).toMatchObject([inTrash]);
    await cli.run('runs', '--restore', 'short');
  });

  it('are printed without control characters of their names', async () => {
    await cli.run('runs', '--annotate', short.id, '--name', 'a\u001b[2Jb\nc');
    const { stdout } = await cli.run('runs');
    expect(stdout).toContain('a�[2Jb�c');
    expect(stdout).not.toContain('\u001b');
    await cli.run('runs', '--annotate', short.id, '--name', 'short');
  });
});

describe('evaluate', () => {
  it('reports which clips were used in training', async () => {
    const ended = await cli.run('evaluate', 'short', voices, '--json');
    const metrics = parsed('runs.evaluate', ended);
    expect(metrics.clips).toBe(CLIPS);
    expect(metrics.leakage.clips).toBe(short.split.train + short.split.validation);
    const { stdout } = await cli.run('evaluate', 'short', voices);
    expect(stdout).toContain('these results are invalid');
  });

  it('finds no leakage for unseen voices', async () => {
    const strangers = join(folder, 'strangers');
    await cli.run('sample', strangers, '--speakers', '2', '--clips', '1', '--seed', '77');
    const metrics = parsed('runs.evaluate', await cli.run('evaluate', 'short', strangers, '--json'));
    expect(metrics).toMatchObject({ clips: 14, leakage: { clips: 0, nearDuplicates: 0 }, problems: [] });
    expect(metrics.evaluation).toContain(short.id);
    const unsaved = await cli.run('evaluate', 'short', strangers, '--no-keep', '--json');
    expect(parsed('runs.evaluate', unsaved)).toEqual({ ...metrics, evaluation: null });
  });

  it('says which emotions a corpus lacks, and makes a matrix of runs and corpora', async () => {
    const six = join(folder, 'six');
    await cli.run('sample', six, '--layout', 'crema-d', '--speakers', '2', '--clips', '1', '--seed', '78');
    const { stdout } = await cli.run('evaluate', 'short', six);
    expect(stdout).toMatch(/CREMA-D \(synthetic\) has no surprise: UAR over 6 emotions\./);
    expect(stdout).toMatch(/shared emotions only: UAR \d/);

    const matrix = (await cli.json('evaluate', 'short', 'folds', '--matrix', voices, six)) as {
      columns: { name: string }[];
      rows: { cells: { kind: string; restricted: object | null; results: { uar: number } }[] }[];
      failures: object[];
    };
    expect(matrix.columns.map(({ name }) => name)).toEqual(['RAVDESS (synthetic)', 'CREMA-D (synthetic)']);
    expect(matrix.rows.map(({ cells }) => cells.map(({ kind }) => kind))).toEqual([
      ['own-test', 'evaluation'],
      ['own-test', 'evaluation'],
    ]);
    expect(matrix.rows[0].cells[0].results.uar).toBe(short.test!.uar);
    expect(matrix.rows[0].cells[1].restricted).not.toBeNull();
    expect(matrix.failures).toEqual([]);
    const printed = (await cli.run('evaluate', 'short', '--matrix', voices, six)).stdout;
    const uar = (100 * short.test!.uar).toFixed(1);
    expect(printed).toMatch(new RegExp(`^short +RAVDESS \\(synthetic\\) +${uar}[^*]* \\* +\\d`, 'm'));
    const latex = (await cli.run('evaluate', 'short', '--matrix', voices, six, '--latex')).stdout;
    expect(latex.match(/\\bottomrule/g)).toHaveLength(2);
    expect(latex).toMatch(new RegExp(`& ${uar}[^&]* \\{\\*\\} &`));
    const csv = (await cli.run('evaluate', 'short', '--matrix', voices, six, '--csv')).stdout;
    expect(csv.split('\r\n')[0]).toMatch(/^Run,Trained on,RAVDESS \(synthetic\) \(%\)/);
    expect(await cli.run('evaluate', 'short', voices, '--csv')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--matrix'),
    });
    const usage = await cli.run('evaluate', 'short');
    expect(usage).toMatchObject({ code: 2, stderr: expect.stringContaining('at least one folder') });
  });

  it('tests a run on changed sounds, of its own test clips without folders', async () => {
    const tested = parsed('robustness.test', await cli.run('evaluate', 'short', '--stress', '--json'));
    expect(tested).toMatchObject({ run: short.id, ownTest: true, clips: short.split.test, saved: true });
    expect(tested.conditions[0]).toMatchObject({ effect: null, uar: short.test!.uar });
    const strangers = join(folder, 'stressed');
    await cli.run('sample', strangers, '--speakers', '1', '--clips', '1', '--seed', '79');
    const csv = (await cli.run('evaluate', 'short', strangers, '--stress', '--csv')).stdout.split('\r\n');
    expect(csv[0]).toMatch(/^Condition,UAR \(%\)/);
    expect(csv[2]).toMatch(/^"White noise, SNR 20 dB",/);
    const { stdout } = await cli.run('evaluate', 'short', strangers, '--stress', '--no-keep');
    expect(stdout).toMatch(/^7 clips\n/);
    expect(stdout).toMatch(/^Telephone +\d+\.\d/m);
    const both = await cli.run('evaluate', 'short', '--stress', '--matrix', voices);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('--stress and --matrix') });
  });
});

describe('scan', () => {
  it('lists corpora, clips and skipped files, and writes tables', async () => {
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
    // One woman of TESS; of RAVDESS's voices, those with odd numbers are men.
    expect(summary.voices).toEqual({ female: 3, male: 3, unknown: 0 });
    expect(summary.problems.map(({ code }) => code).toSorted()).toEqual(['empty', 'unreadable']);
    expect(tables).toHaveLength(3);
    expect(readFileSync(tables.at(-1), 'utf8').split('\n')[0]).toBe('Emotions,Path');
    const text = (await cli.run('scan', mixed)).stdout;
    expect(text).toMatch(/1 file skipped, empty:\n.+\n.+OAF_date_sad\.wav/);
  });

  it('lists the clips that are used with a warning, and leaves out those without sound to speak of', async () => {
    const clip = (name: string, samples: number, dataBytes = 2 * samples) => {
      const wav = Buffer.alloc(44 + 2 * samples);
      wav.write('RIFF', 0, 'latin1');
      wav.writeUInt32LE(36 + dataBytes, 4);
      wav.write('WAVEfmt ', 8, 'latin1');
      wav.writeUInt32LE(16, 16);
      wav.writeUInt16LE(1, 20);
      wav.writeUInt16LE(1, 22);
      wav.writeUInt32LE(16_000, 24);
      wav.writeUInt32LE(32_000, 28);
      wav.writeUInt16LE(2, 32);
      wav.writeUInt16LE(16, 34);
      wav.write('data', 36, 'latin1');
      wav.writeUInt32LE(dataBytes, 40);
      for (let i = 0; i < samples; i++)
        wav.writeInt16LE(Math.round(9000 * Math.sin(i * (0.2 + name.length / 100))), 44 + 2 * i);
      mkdirSync(join(folder, 'doubtful', 'angry'), { recursive: true });
      writeFileSync(join(folder, 'doubtful', 'angry', name), wav);
    };
    clip('whole.wav', 16_000);
    clip('truncated.wav', 16_000, 64_000);
    clip('two.wav', 2);
    const { stdout } = await cli.run('scan', 'doubtful');
    expect(stdout).toMatch(
      /1 file skipped, too-short:\n\s+Too short: 2 samples, 0\.1 ms\. A clip needs at least 50 ms of sound\.\n.+two\.wav/,
    );
    expect(stdout).toMatch(
      /1 clip with a warning, used nevertheless:\n\s+truncated: 1\.00 of 2\.00 s\n.+truncated\.wav/,
    );
    const { warnings } = JSON.parse((await cli.run('scan', 'doubtful', '--json')).stdout);
    expect(warnings).toEqual([
      { path: expect.stringContaining('truncated.wav'), warning: 'truncated: 1.00 of 2.00 s' },
    ]);
    expect((await cli.run('scan', voices)).stdout).not.toMatch(/warning/);
  });

  it('finds nothing in an empty folder and explains what a corpus is', async () => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expect(await cli.json('scan', 'empty')).toMatchObject({
      corpora: [],
      clips: 0,
      problems: [],
      warnings: [],
    });
    expect((await cli.run('scan', 'empty')).stdout).toMatch(/No corpus was found/);
  });
});

describe('features', () => {
  it('writes the output of the extractor, at the default or a given offset', async () => {
    const clips = ['03-01-05-01-01-01-01.wav', '03-01-06-01-02-01-01.wav'].map((name) =>
      join(voices, 'Actor_01', name),
    );
    for (const [option, features, offset] of [
      ['--features', 'log-mel', undefined],
      ['--features', 'thesis-mfcc', undefined],
      // The old name of --features.
      ['--recipe', 'thesis-mfcc', 1234],
    ] as const) {
      using extractor = await createExtractor(FEATURES[features]);
      const line = [
        option,
        features,
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

  it('exits with 1 only if no file has features', async () => {
    const clip = join(voices, 'Actor_01', '03-01-05-01-01-01-01.wav');
    expect((await cli.run('features', 'gone.wav', clip, '--out', 'arrays', '--json')).code).toBe(0);
    const none = await cli.run('features', 'gone.wav', '--out', 'arrays', '--json');
    expect([none.code, parsed('features.write', none)]).toMatchObject([1, [{ problem: expect.any(String) }]]);
  });
});

describe('commands that need no run', () => {
  it('network describes layers, doctor describes the machine', async () => {
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

  it('help is printed to standard output and exits with 0', async () => {
    for (const line of [['--help'], ['train', '--help'], ['help', 'scan']]) {
      const { code, stdout, stderr } = await cli.run(...line);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Usage: neural-ser/);
    }
  });
});
