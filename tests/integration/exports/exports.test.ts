import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { scaleProbabilities } from '#core/metrics/calibration.ts';
import type { RequestInput } from '#shared/contract.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Run } from '#shared/runs.ts';
import { decodeWav, soundFingerprint } from '../../decode-wav.ts';
import { largestDifference, runOnnx } from '../../onnx-runtime.ts';
import { pythonHas, runPython } from '../../python.ts';
import { commandLineIn } from '../command-line.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from '../laboratory-with-voices.ts';

let open: LaboratoryWithVoices;
let run: Run;

beforeAll(async () => {
  open = await laboratoryWithVoices();
  const protocol = { name: 'k-fold-speakers', folds: 3, validationShare: 0 } as const;
  const id = await open.start({ protocol, epochs: 2, earlyStopping: { enabled: false } });
  run = await open.laboratory.invoke('runs.show', { run: id });
}, 120_000);
afterAll(() => open[Symbol.asyncDispose]());

const exported = (input: Partial<RequestInput<'models.export'>> & { target: string }) =>
  open.laboratory.invoke('models.export', {
    run: run.id,
    format: 'onnx',
    ...input,
    target: join(open.folder, input.target),
  });

/** The probabilities of the corpus's clip by an exported ONNX model, from the features of the same clip. */
async function onnxProbabilities(folder: string): Promise<Float32Array> {
  const bytes = readFileSync(open.clip);
  const { samples, sampleRateHz } = decodeWav(bytes);
  using extractor = await createExtractor(run.settings.features);
  const matrix = await extractor.extract(samples, sampleRateHz, soundFingerprint(bytes));
  const model = readFileSync(join(folder, 'model.onnx'));
  return (await runOnnx(model, matrix, [1, ...extractor.shape, 1])).probabilities;
}

describe('models.export', () => {
  test('gives another program the probabilities that a prediction of the run gives', async () => {
    const { folder, files } = await exported({ target: 'mean' });
    expect(files.map(({ path }) => path)).toEqual(['model.onnx', 'features.json', 'MODEL_CARD.md']);
    for (const { path, bytes } of files) expect(statSync(join(folder, path)).size).toBe(bytes);
    const [predicted] = await open.laboratory.invoke('predict.files', { run: run.id, files: [open.clip] });
    if (!('emotion' in predicted)) throw new Error(JSON.stringify(predicted));
    const expected = EMOTIONS.map((emotion) => predicted.probabilities[emotion]);
    const mean = await onnxProbabilities(folder);

    // An exported model gives the networks' own probabilities; a prediction scales those of each fold before their mean.
    const each = await Promise.all(
      run.folds.map(async ({ fold }) =>
        onnxProbabilities((await exported({ target: `fold-${fold}`, fold })).folder),
      ),
    );
    const meanOf = (rows: ArrayLike<number>[]) =>
      EMOTIONS.map((_, e) => rows.reduce((sum, row) => sum + row[e], 0) / rows.length);
    expect(largestDifference(mean, meanOf(each))).toBeLessThan(1e-5);
    const scaled = each.map((row, fold) =>
      scaleProbabilities(row, EMOTIONS.length, run.folds[fold].temperature!),
    );
    expect(largestDifference(meanOf(scaled), expected)).toBeLessThan(1e-5);
    expect(largestDifference(each[1], mean)).toBeGreaterThan(1e-4);
  });

  test('describes input, labels and results beside the model', async () => {
    const { folder } = await exported({ target: 'described', format: 'saved-model' });
    expect(existsSync(join(folder, 'saved_model.pb'))).toBe(true);
    const described = JSON.parse(readFileSync(join(folder, 'features.json'), 'utf8'));
    expect(described).toMatchObject({
      input: { shape: ['n', 64, 151, 1] },
      output: { labels: [...EMOTIONS] },
      settings: run.settings.features,
    });
    const card = readFileSync(join(folder, 'MODEL_CARD.md'), 'utf8');
    expect(card).toContain('Trained on synthetic speech');
    expect(card).toContain('the mean of the probabilities of 3 networks');
  });

  test('replaces files only when asked, and leaves others alone', async () => {
    const { folder } = await exported({ target: 'twice' });
    writeFileSync(join(folder, 'model.onnx'), 'mine');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await expect(exported({ target: 'twice' })).rejects.toMatchObject({ code: 'already-exists' });
    expect(readFileSync(join(folder, 'model.onnx'), 'utf8')).toBe('mine');
    await exported({ target: 'twice', overwrite: true });
    expect(statSync(join(folder, 'model.onnx')).size).toBeGreaterThan(1000);
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });

  test('rejects what cannot be exported', async () => {
    const code = (code: string) => expect.objectContaining({ name: 'UserError', code });
    await expect(exported({ target: 'x', run: 'none' })).rejects.toEqual(code('no-such-run'));
    await expect(exported({ target: 'x', fold: 3 })).rejects.toEqual(code('no-such-fold'));
    writeFileSync(join(open.folder, 'a-file'), '');
    await expect(exported({ target: 'a-file' })).rejects.toEqual(code('export-unwritable'));
    await expect(exported({ target: 'a-file/below' })).rejects.toEqual(code('export-unwritable'));
    expect(existsSync(join(open.folder, 'x'))).toBe(false);
  });

  test('works on the command line', async () => {
    const cli = commandLineIn(open.folder, open.laboratory.folder);
    const line = ['export-model', run.id, '--out', join(open.folder, 'cli'), '--format'];
    const first = await cli.run(...line, 'onnx', '--fold', '3');
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('model.onnx');
    const again = await cli.run(...line, 'onnx', '--json');
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'already-exists' } });
    expect((await cli.run(...line, 'tensorboard', '--fold', '1')).code).not.toBe(0);
    expect(await cli.json(...line, 'tensorboard')).toMatchObject({ files: { length: 6 } });
  });
});

describe('runs.tensorboard', () => {
  const write = (target: string) =>
    open.laboratory.invoke('runs.tensorboard', { run: run.id, target: join(open.folder, target) });

  test('writes the files of every fold once', async () => {
    const { files, folder } = await write('logs');
    expect(files.map(({ path }) => path.split('/').slice(1, 3).join('/'))).toEqual([
      'fold-1/train',
      'fold-1/test',
      'fold-2/train',
      'fold-2/test',
      'fold-3/train',
      'fold-3/test',
    ]);
    for (const { path, bytes } of files) expect(statSync(join(folder, path)).size).toBe(bytes);
    await expect(write('logs')).rejects.toMatchObject({ code: 'already-exists' });
  });

  test.runIf(pythonHas('tensorboard'))('TensorBoard reads the recorded values', async () => {
    const { folder } = await write('read');
    const runs = runPython<Record<string, Record<string, [number, number][]>>>(
      new URL('./load_events.py', import.meta.url),
      folder,
    );
    expect(Object.keys(runs)).toHaveLength(6);
    const [name] = Object.keys(runs).filter((key) => key.endsWith('fold-2/train'));
    const epochs = run.epochs.filter(({ fold }) => fold === 1);
    expect(runs[name].loss).toEqual(epochs.map(({ epoch, loss }) => [epoch, Math.fround(loss)]));
    expect(Object.keys(runs[name]).sort()).toEqual(['accuracy', 'learning_rate', 'loss']);
  });
});
