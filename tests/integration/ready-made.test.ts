/** A ready-made model from a file of the user: prediction, and evaluation beside a trained run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readSoundFile } from '#core/audio/read-sound-file.ts';
import { resamplerFrom } from '#core/features/clip-samples.ts';
import { openLaboratory } from '#core/laboratory/index.ts';
import { ENTRIES } from '../program-scripts.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { TINY_LABELS, tinyLogits, tinyModelOnnx, writeTinyModel } from '../tiny-model.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

const FOUR = ['angry', 'happy', 'neutral', 'sad'];

let home: LaboratoryWithVoices;
let trained: string;
let tested: string;
beforeAll(async () => {
  home = await laboratoryWithVoices();
  const path = writeTinyModel(temporaryFolder());
  await home.laboratory.invoke('readyMade.add', { name: 'tiny', path });
  trained = await home.start({
    engine: 'wasm',
    epochs: 1,
    labels: 'four',
    protocol: { name: 'k-fold-speakers', folds: 3, validationShare: 0 },
  });
  const { run } = await home.laboratory.invoke('readyMade.evaluate', { model: 'tiny', like: trained });
  tested = run;
}, 120_000);
afterAll(() => home[Symbol.asyncDispose]());

/** The probabilities of a clip, by emotion. */
async function probabilities(run: string, file = home.clip): Promise<Record<string, number>> {
  const [answer] = await home.laboratory.invoke('predict.files', { run, files: [file] });
  if (!('emotion' in answer)) throw new Error(JSON.stringify(answer));
  return answer.probabilities;
}

describe('prediction', () => {
  it('gives the probabilities of the model’s own labels, as it computes them', async () => {
    const given = await probabilities('model:tiny');
    expect(Object.keys(given)).toEqual(['neutral', 'happy', 'angry', 'sad']);
    const sum = Object.values(given).reduce((total, share) => total + share, 0);
    expect(sum).toBeCloseTo(1, 5);
    // Differences of logits are those of the logarithms of probabilities.
    const features = (await home.laboratory.invoke('readyMade.list', {}))[0].installed!.features;
    const logits = tinyLogits(await samplesOf(features.durationSeconds));
    expect(Math.log(given.angry / given.sad)).toBeCloseTo(logits[2] - logits[3], 2);
  });

  it('says nothing of how often it is right, and knows no training clips', async () => {
    const [answer] = await home.laboratory.invoke('predict.files', { run: 'model:tiny', files: [home.clip] });
    expect(answer).toMatchObject({ trainedOn: null, sure: { rightShare: null, calibrated: false } });
  });

  it('rejects sounds without speech, and gives a timeline', async () => {
    const silence = join(temporaryFolder(), 'silence.wav');
    const wav = readFileSync(home.clip);
    wav.fill(0, 44);
    writeFileSync(silence, wav);
    const [none] = await home.laboratory.invoke('predict.files', { run: 'model:tiny', files: [silence] });
    expect(none).toMatchObject({ problem: expect.any(String) });
    const [timeline] = await home.laboratory.invoke('predict.files', {
      run: 'model:tiny',
      files: [home.clip],
      timeline: true,
    });
    expect(timeline).toMatchObject({ timeline: [expect.objectContaining({ startSeconds: 0 })] });
  });

  it('takes a network that gives probabilities, and one that gives dimensions', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'shares.onnx');
    writeFileSync(path, tinyModelOnnx({ probabilities: true, output: 'shares' }));
    const description = { labels: TINY_LABELS, values: 'probabilities' } as const;
    await home.laboratory.invoke('readyMade.add', { name: 'shares', path, description });
    const [own, other] = [await probabilities('model:tiny'), await probabilities('model:shares')];
    for (const emotion of FOUR) expect(other[emotion]).toBeCloseTo(own[emotion], 5);

    const labels = ['arousal', 'dominance', 'valence', 'likability'];
    const dimensions = { labels, values: 'dimensions' } as const;
    await home.laboratory.invoke('readyMade.add', { name: 'space', path, description: dimensions });
    const [measured] = await home.laboratory.invoke('predict.files', {
      run: 'model:space',
      files: [home.clip],
    });
    expect(measured).toMatchObject({ dimensions: { arousal: expect.closeTo(own.neutral, 5) } });
    expect(measured).not.toHaveProperty('emotion');
    const evaluation = { model: 'space', folders: [home.voices] };
    await expect(home.laboratory.invoke('readyMade.evaluate', evaluation)).rejects.toMatchObject({
      code: 'no-emotions',
    });
    const sound = { path: home.clip };
    await expect(
      home.laboratory.invoke('predict.explain', { run: 'model:space', sound, method: 'occlusion' }),
    ).rejects.toMatchObject({ code: 'no-emotions' });
  });

  it('says what a model listened to by occlusion', async () => {
    const sound = { path: home.clip };
    const answer = await home.laboratory.invoke('predict.explain', {
      run: 'model:tiny',
      sound,
      method: 'occlusion',
    });
    expect(FOUR).toContain(answer.emotion);
    await expect(
      home.laboratory.invoke('predict.explain', { run: 'model:tiny', sound, method: 'grad-cam' }),
    ).rejects.toMatchObject({ message: expect.stringContaining('occlusion') });
  });

  it('refuses files that are no such network, and keeps what was there', async () => {
    const add = (content: Uint8Array | string, description: object = { labels: TINY_LABELS }) => {
      const path = join(temporaryFolder(), 'model.onnx');
      writeFileSync(path, content);
      return home.laboratory.invoke('readyMade.add', { name: 'tiny', path, description } as never);
    };
    const onnx = tinyModelOnnx();
    await expect(add('')).rejects.toMatchObject({ code: 'encoder-unusable' });
    await expect(add('<html>')).rejects.toMatchObject({ code: 'encoder-unusable' });
    await expect(add(onnx.subarray(0, onnx.length / 2))).rejects.toMatchObject({ code: 'encoder-unusable' });
    await expect(add(onnx, { labels: ['a', 'b', 'c'] })).rejects.toMatchObject({
      code: 'encoder-unusable',
      message: expect.stringContaining('each of 3 labels'),
    });
    await expect(add(onnx, { labels: TINY_LABELS, values: 'probabilities' })).rejects.toMatchObject({
      message: expect.stringContaining('probably logits'),
    });
    await expect(add(onnx, { labels: TINY_LABELS, output: 'other' })).rejects.toMatchObject({
      message: expect.stringContaining('it has no output other, but logits'),
    });
    // A model of the catalogue is not replaced by another file.
    const path = writeTinyModel(temporaryFolder());
    const catalogued = { name: 'wav2vec2-base-superb-er', path, description: { labels: TINY_LABELS } };
    await expect(home.laboratory.invoke('readyMade.add', catalogued)).rejects.toMatchObject({
      code: 'name-taken',
    });
    expect(Object.keys(await probabilities('model:tiny'))).toHaveLength(4);
  });

  it('asks to accept a licence that does not allow commercial use', async () => {
    const add = { name: 'audeering-dimensional', path: home.clip };
    await expect(home.laboratory.invoke('readyMade.add', add)).rejects.toMatchObject({
      code: 'licence-not-accepted',
    });
    await expect(home.laboratory.invoke('readyMade.download', add)).rejects.toMatchObject({
      code: 'licence-not-accepted',
    });
  });

  it('names what is missing', async () => {
    const input = { run: 'model:unknown', files: [home.clip] };
    await expect(home.laboratory.invoke('predict.files', input)).rejects.toMatchObject({
      code: 'encoder-missing',
      message: expect.stringContaining('models add unknown'),
    });
  });
});

describe('evaluation', () => {
  it('is a finished run on the same test clips, in which nothing was trained', async () => {
    const run = await home.laboratory.invoke('runs.show', { run: tested });
    const other = await home.laboratory.invoke('runs.show', { run: trained });
    expect(run).toMatchObject({
      status: 'finished',
      epochs: [],
      split: { train: 0, validation: 0, test: 12 },
    });
    expect(run.settings).toMatchObject({ network: 'ready-made', refit: false, labels: { name: 'four' } });
    expect(run.settings.protocol).toEqual(other.settings.protocol);
    expect(run.corpusFingerprint).toBe(other.corpusFingerprint);
    expect(run.test?.clips).toBe(other.test?.clips);
    expect(run.leakage).toMatchObject({ clips: 0, nearDuplicates: 0, speakers: 0 });
  });

  it('gives each clip the probabilities of a prediction', async () => {
    const clips = await home.laboratory.invoke('runs.predictions', { run: tested });
    const clip = clips.find(({ path }) => path === home.clip)!;
    const direct = await probabilities('model:tiny');
    for (const emotion of FOUR) expect(clip.probabilities[emotion]).toBeCloseTo(direct[emotion], 6);
    const again = await probabilities(tested);
    for (const emotion of FOUR) expect(again[emotion]).toBeCloseTo(direct[emotion], 6);
  });

  it('is compared with trained runs on the same clips, with a tested difference', async () => {
    const comparison = await home.laboratory.invoke('comparisons.show', { items: [[trained], [tested]] });
    expect(comparison.comparable).toMatchObject({ basis: 'test-clips', testClips: 'same', protocol: 'same' });
    expect(comparison.differences[0].result.test).toBe('bootstrap');
  });

  it('takes the clips of folders, and the label set that fits', async () => {
    const { run, missing, leftOut } = await home.laboratory.invoke('readyMade.evaluate', {
      model: 'model:tiny',
      folders: [home.voices],
    });
    expect([missing, leftOut]).toEqual([[], []]);
    const { settings, split } = await home.laboratory.invoke('runs.show', { run });
    expect(settings.labels.name).toBe('four');
    expect(settings.protocol).toMatchObject({ name: 'k-fold-speakers', folds: 3 });
    expect(split.test).toBe(12);
  });

  it('says which emotions the model does not know, whose clips are errors', async () => {
    const { run, missing } = await home.laboratory.invoke('readyMade.evaluate', {
      model: 'tiny',
      folders: [home.voices],
      settings: { labels: 'seven' },
    });
    expect(missing).toEqual(['disgust', 'fear', 'surprise']);
    const { test } = await home.laboratory.invoke('runs.show', { run });
    expect(test?.clips).toBe(21);
    expect(test?.perEmotion.fear.recall).toBe(0);
  });

  it('can be evaluated on other clips, without a shared training clip', async () => {
    const answer = await home.laboratory.invoke('runs.evaluate', { run: tested, folders: [home.voices] });
    expect(answer.clips).toBe(12);
    expect(answer.leakage).toMatchObject({ clips: 0, nearDuplicates: 0 });
    expect(answer.evaluation).not.toBeNull();
  });

  it('refuses settings of training, and a label set without its labels', async () => {
    const evaluate = (settings: object) =>
      home.laboratory.invoke('readyMade.evaluate', { model: 'tiny', folders: [home.voices], settings });
    await expect(evaluate({ epochs: 3 })).rejects.toMatchObject({ code: 'invalid-settings' });
    await expect(evaluate({ labels: 'three-levels' })).rejects.toMatchObject({ code: 'no-common-emotions' });
    const like = { model: 'tiny', like: trained, settings: { seed: 2 } };
    await expect(home.laboratory.invoke('readyMade.evaluate', like)).rejects.toMatchObject({ code: 'usage' });
  });

  it('goes to another laboratory, which needs the model to predict', async () => {
    const archive = join(temporaryFolder(), 'model.neuralser');
    await home.laboratory.invoke('runs.export', { run: tested, target: archive });
    const other = await openLaboratory({
      folder: join(temporaryFolder(), 'laboratory'),
      entries: ENTRIES,
      native: { explicit: 'off' },
    });
    onTestFinished(() => other[Symbol.asyncDispose]());
    await other.invoke('runs.import', { sources: [{ path: archive }] });
    expect((await other.invoke('runs.show', { run: tested })).test?.clips).toBe(12);
    const input = { run: tested, files: [home.clip] };
    await expect(other.invoke('predict.files', input)).rejects.toMatchObject({ code: 'encoder-missing' });
  });

  it('is removed, and its runs stay', async () => {
    const path = writeTinyModel(temporaryFolder());
    await home.laboratory.invoke('readyMade.add', { name: 'another', path });
    const removed = await home.laboratory.invoke('readyMade.remove', { name: 'another' });
    expect(removed.freedBytes).toBeGreaterThan(0);
    const names = (await home.laboratory.invoke('readyMade.list', {})).map(({ name }) => name);
    expect(names).not.toContain('another');
  });
});

/** The samples of the clip at 16 kHz, as many as the model takes. */
async function samplesOf(seconds: number): Promise<Float32Array> {
  const { sound } = await readSoundFile(home.clip, { maxBytes: 1e7, tooLarge: () => new Error('large') });
  const resampler = await resamplerFrom(sound.sampleRateHz, 16_000);
  return resampler.resample(sound.samples).slice(0, Math.round(seconds * 16_000));
}
