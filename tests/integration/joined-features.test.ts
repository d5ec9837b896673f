/** A run on mel bands and a real encoder at once: training, resuming, prediction, explanation, tests, export. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Laboratory, openLaboratory } from '#core/laboratory/index.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { type JoinedFeatures, joinedFeatures } from '#shared/settings/joined-features.ts';
import { LOG_MEL, LOG_MEL_2S } from '#shared/settings/mel-features.ts';
import { exactCurve } from '../exact-curve.ts';
import { LONG_TESTS } from '../long-tests.ts';
import { largestDifference, runOnnx } from '../onnx-runtime.ts';
import { ENTRIES } from '../program-scripts.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CommandLine, createWorkspace, parsed, QUICK } from './command-line.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';
import { addSpeechEmbedding, SPEECH_EMBEDDING, SPEECH_EMBEDDING_FILES } from './speech-embedding.ts';

/** 64 mel bands and 96 values of the encoder. */
const ROWS = 160;

describe('a run on joined features', () => {
  let home: LaboratoryWithVoices;
  let features: JoinedFeatures;
  let run: string;
  beforeAll(async () => {
    home = await laboratoryWithVoices();
    features = await joinedWith(home.laboratory);
    run = await home.start({
      engine: 'wasm',
      epochs: 2,
      protocol: { name: 'k-fold-speakers', folds: 3 },
      features,
    });
  }, 120_000);
  afterAll(() => home[Symbol.asyncDispose]());

  async function joinedWith(laboratory: Laboratory): Promise<JoinedFeatures> {
    return joinedFeatures(LOG_MEL, await addSpeechEmbedding(laboratory));
  }
  async function probabilities(laboratory: Laboratory, of = run): Promise<number[]> {
    const [answer] = await laboratory.invoke('predict.files', { run: of, files: [home.clip] });
    if (!('emotion' in answer)) throw new Error(JSON.stringify(answer));
    return Object.values(answer.probabilities);
  }
  const cacheFiles = () =>
    readdirSync(join(home.folder, 'laboratory', 'features')).filter((name) => name.endsWith('.rows'));

  it('trains its network, and augments as for mel bands', async () => {
    const { settings, test } = await home.laboratory.invoke('runs.show', { run });
    expect(settings).toMatchObject({
      network: 'joined-head',
      augmentation: { timeMasks: 2, frequencyMasks: 2 },
    });
    expect(settings.features).toEqual(features);
    expect(test?.clips).toBe(21);
  });

  it('shares the features of both parts with other runs', async () => {
    const before = cacheFiles();
    expect(before).toHaveLength(2);
    const settings = { engine: 'wasm', epochs: 1 } as const;
    await home.start({ ...settings, features: features.mel });
    await home.start({ ...settings, features: features.encoder });
    expect(cacheFiles()).toEqual(before);
    const plan = (given: object) =>
      home.laboratory.invoke('runs.plan', { folders: [home.voices], settings: { engine: 'wasm', ...given } });
    expect((await plan({ features })).time.featureSeconds).toBe(0);
    // Only the part that is missing is made and timed.
    const other = { ...features, mel: { ...features.mel, melBands: 40 } };
    const planned = await plan({ features: other });
    expect(planned.time.featureSeconds).toBeGreaterThan(0);
    expect(planned.memory.totalBytes).toBeGreaterThan(0);
    const both = await plan({ features: { ...other, encoder: { ...features.encoder, durationSeconds: 2 } } });
    expect(both.time.featureSeconds).toBeGreaterThan(planned.time.featureSeconds!);
  });

  it('keeps the settings of a preset, with its own network', () => {
    expect(resolveSettings({ preset: 'accurate', features })).toMatchObject({
      network: 'joined-head',
      augmentation: { recordings: 12, frequencyMasks: 1 },
      refit: true,
    });
  });

  it('trains on other recordings, of which both parts are made, on crops, and on normalised speakers', async () => {
    const other = await home.start({
      engine: 'wasm',
      epochs: 1,
      features: joinedFeatures(LOG_MEL_2S, features.encoder),
      augmentation: { recordings: 2, testedRecordings: 1 },
      normaliseSpeakers: true,
      refit: true,
    });
    expect((await home.laboratory.invoke('runs.show', { run: other })).test).not.toBeNull();
    const sum = (await probabilities(home.laboratory, other)).reduce((total, share) => total + share, 0);
    expect(sum).toBeCloseTo(1, 5);
  });

  it('predicts a training clip as it was tested, evaluates clips, and is tested under worse sound', {
    timeout: 300_000,
  }, async () => {
    const sound = { path: home.clip };
    const predictions = await home.laboratory.invoke('runs.predictions', { run });
    const tested = predictions.find(({ path }) => path === home.clip)!;
    const own = await home.laboratory.invoke('predict.explain', { run, sound, fold: tested.fold });
    for (const [emotion, probability] of Object.entries(tested.probabilities))
      expect(own.probabilities[emotion]).toBeCloseTo(probability, 5);
    const input = { run, folders: [home.voices], corpus: null };
    expect((await home.laboratory.invoke('runs.evaluate', input)).clips).toBe(21);
    // One speaker: the encoder is run on each clip under each condition.
    const speaker = { run, folders: [join(home.voices, 'Actor_01')] };
    const { conditions } = await home.laboratory.invoke('robustness.test', speaker);
    expect(conditions[0].effect).toBeNull();
    expect(conditions.length).toBeGreaterThan(5);
  });

  it.each(['grad-cam', 'occlusion'] as const)('explains its mel bands by %s', async (method) => {
    const sound = { path: home.clip };
    const found = await home.laboratory.invoke('predict.explain', { run, sound, method });
    expect(found.input).toEqual(await home.laboratory.invoke('features.show', { sound, features }));
    expect(found.input).toMatchObject({ rows: 64, frames: 151, otherRows: 96 });
    expect(found.weights.byteLength).toBe(4 * 64 * 151);
    const weights = new Float32Array(found.weights.slice().buffer);
    expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
    expect(found.layer?.name ?? null).toBe(method === 'grad-cam' ? 'stage3_relu2' : null);
  });

  it('exports a network that gives its probabilities, with a description of both parts', async () => {
    const target = join(temporaryFolder(), 'model');
    await home.laboratory.invoke('models.export', { run, format: 'onnx', target });
    const { steps, input } = JSON.parse(readFileSync(join(target, 'features.json'), 'utf8'));
    expect(input.shape).toEqual(['n', ROWS, 151, 1]);
    const text = (steps as string[]).join('\n');
    expect(text).toContain('librosa.filters.mel');
    expect(text).toContain(features.encoder.files[0].sha256);
    expect(text).toContain('np.concatenate([B, D[:, np.arange(151) * D.shape[1] // 151]])');
    const values = new Float32Array(ROWS * 151).map((_, i) => Math.sin(i));
    const model = readFileSync(join(target, 'model.onnx'));
    const found = await runOnnx(model, values, [1, ROWS, 151, 1]);
    expect(found.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    // Both parts count.
    for (const from of [0, 64 * 151]) {
      const changed = await runOnnx(model, values.slice().fill(2, from, from + 10 * 151), [1, ROWS, 151, 1]);
      expect(largestDifference(found.probabilities, changed.probabilities)).toBeGreaterThan(1e-4);
    }
  });

  it('needs the encoder in another laboratory, and then predicts the same', async () => {
    const archive = join(temporaryFolder(), 'joined.neuralser');
    await home.laboratory.invoke('runs.export', { run, target: archive });
    const other = await openLaboratory({
      folder: join(temporaryFolder(), 'laboratory'),
      entries: ENTRIES,
      native: { explicit: 'off' },
    });
    onTestFinished(() => other[Symbol.asyncDispose]());
    await other.invoke('runs.import', { sources: [{ path: archive }] });
    const missing = {
      code: 'encoder-missing',
      message: expect.stringContaining(`encoders add ${SPEECH_EMBEDDING}`),
    };
    await expect(probabilities(other)).rejects.toMatchObject(missing);
    await joinedWith(other);
    const [here, there] = [await probabilities(home.laboratory), await probabilities(other)];
    for (const [index, share] of here.entries()) expect(Math.abs(there[index] - share)).toBeLessThan(1e-6);
  });

  it('cannot be started with another network, and its network not with other features', async () => {
    const start = (settings: object) =>
      home.laboratory.invoke('runs.start', { folders: [home.voices], settings });
    for (const network of ['compact', 'encoder-head'])
      await expect(start({ features, network })).rejects.toMatchObject({
        code: 'invalid-settings',
        message: expect.stringContaining('joined-head'),
      });
    for (const part of [features.mel, features.encoder])
      await expect(start({ features: part, network: 'joined-head' })).rejects.toMatchObject({
        code: 'invalid-settings',
        message: expect.stringContaining('mel bands joined with the frames of an encoder'),
      });
    const unknown = { ...features, encoder: { ...features.encoder, encoder: 'hubert-base' } };
    await expect(start({ features: unknown })).rejects.toMatchObject({ code: 'encoder-missing' });
  });
});

describe('the command line', () => {
  let folder = '';
  let voices = '';
  let cli: CommandLine;
  const FEATURES = [...QUICK, '--features', `log-mel+encoder:${SPEECH_EMBEDDING}`];
  /** Six steps an epoch, so that a training can be ended in the middle of one. */
  const LONG = ['--epochs', '3', '--batch-size', '8', '--no-early-stopping', '--seed', '3'];

  beforeAll(async () => {
    ({ folder, voices, cli } = await createWorkspace());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says what is missing or cannot be joined', async () => {
    const before = await cli.run('train', voices, ...FEATURES);
    expect([before.code, before.stderr]).toEqual([
      1,
      expect.stringContaining(`encoders add ${SPEECH_EMBEDDING}`),
    ]);
    await cli.run('encoders', 'add', SPEECH_EMBEDDING, SPEECH_EMBEDDING_FILES);
    for (const [name, text] of [
      [`mfcc+encoder:${SPEECH_EMBEDDING}`, 'An encoder cannot be joined with “mfcc”'],
      ['log-mel+encoder:nobody', 'There is no encoder “nobody”'],
    ]) {
      const { code, stderr } = await cli.run('train', voices, '--features', name);
      expect([code, stderr]).toEqual([1, expect.stringContaining(text)]);
    }
  });

  it('plans a training', async () => {
    const planned = await cli.run('train', voices, ...FEATURES, '--dry-run');
    expect(planned.stdout).toContain(`joined-head on log-mel+encoder:${SPEECH_EMBEDDING}`);
  });

  it.runIf(LONG_TESTS)('resumes a killed training to the same curve', { timeout: 300_000 }, async () => {
    const long = parsed('runs.show', await cli.run('train', voices, ...FEATURES, ...LONG, '--json'));
    expect(long.status).toBe('finished');
    const killed = cli.start(
      ...['train', voices, ...FEATURES, ...LONG, '--checkpoint-seconds', '0', '--name', 'killed', '--json'],
    );
    await killed.waitForStderr(/^ +1\/3 /m);
    killed.signalGroup('SIGKILL');
    await killed.ended;
    const resumed = parsed('runs.show', await cli.run('train', '--resume', 'killed', '--json'));
    expect(exactCurve(resumed.epochs)).toEqual(exactCurve(long.epochs));
    expect(resumed.test).toEqual(long.test);
    const shown = await cli.run('show', 'killed');
    expect(shown.stdout).toContain(`log-mel+encoder:${SPEECH_EMBEDDING}`);
    const [clip] = resumed.corpora.map(({ folder: corpus }) => join(corpus, 'Actor_01'));
    const file = join(clip, readdirSync(clip)[0]);
    const [answer] = parsed('predict.files', await cli.run('predict', file, '--run', 'killed', '--json'));
    expect(answer).toHaveProperty('emotion');
  });

  it('trains a grid over the kinds of features', { timeout: 300_000 }, async () => {
    const vary = `features=log-mel+encoder:${SPEECH_EMBEDDING},log-mel-2s+encoder:${SPEECH_EMBEDDING}`;
    const { code, stdout, stderr } = await cli.run(
      ...[
        'train',
        voices,
        '--network',
        'joined-head',
        ...FEATURES,
        '--epochs',
        '1',
        '--vary',
        vary,
        '--json',
      ],
    );
    expect([code, stderr]).toEqual([0, expect.anything()]);
    expect(stdout).toContain(`log-mel-2s+encoder:${SPEECH_EMBEDDING}`);
  });
});
