/** What a model listened to, and the map of its test clips, through the contract and the real job process. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importantParts } from '#core/recognition/explanation/important-parts.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Explanation } from '#shared/explanations.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { type LaboratoryWithVoices, laboratoryWithVoices } from './laboratory-with-voices.ts';

let lab: LaboratoryWithVoices;
let run = '';
let cropped = '';

const floats = (bytes: Uint8Array) => new Float32Array(bytes.slice().buffer);

function expectSound(explanation: Explanation): void {
  const { input, weights, probabilities } = explanation;
  const values = floats(weights);
  expect(values).toHaveLength(input.rows * input.frames);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect([0, 1]).toContain(Math.max(...values));
  const { times, bands, paddedShare } = explanation;
  expect({ times, bands, paddedShare }).toEqual(importantParts(values, input));
  const total = Object.values(probabilities).reduce((sum, share) => sum + share, 0);
  expect(total).toBeCloseTo(1, 5);
}

beforeAll(async () => {
  lab = await laboratoryWithVoices();
  const shared = {
    epochs: 2,
    protocol: { name: 'k-fold-speakers', folds: 3 },
  } as const;
  run = await lab.start(shared);
  cropped = await lab.start({
    ...shared,
    epochs: 1,
    features: { ...LOG_MEL, crop: { seconds: 2, tested: 3 } },
  });
});
afterAll(() => lab[Symbol.asyncDispose]());

describe('an explanation', () => {
  it('of the predicted emotion has the probabilities of the prediction', async () => {
    const sound = { path: lab.clip };
    const found = await lab.laboratory.invoke('predict.explain', { run, sound });
    const [prediction] = await lab.laboratory.invoke('predict.files', { run, files: [lab.clip] });
    if (!('emotion' in prediction)) throw new Error(JSON.stringify(prediction));
    expect(found).toMatchObject({ method: 'grad-cam', emotion: prediction.emotion, occlusion: null });
    expect(found.layer).toEqual({ name: 'stage3_relu2', height: 4, width: 10 });
    for (const emotion of EMOTIONS)
      expect(found.probabilities[emotion]).toBeCloseTo(prediction.probabilities[emotion], 6);
    expectSound(found);
    expect(Math.max(...floats(found.weights))).toBe(1);
    // The same bytes without a file.
    const wav = new Uint8Array(readFileSync(lab.clip));
    const again = await lab.laboratory.invoke('predict.explain', { run, sound: { wav } });
    expect(again).toEqual(found);
    const features = (await lab.laboratory.invoke('runs.show', { run })).settings.features;
    expect(found.input).toEqual(await lab.laboratory.invoke('features.show', { sound, features }));
  });

  it('differs between emotions, and with a fold has the network that tested the clip', async () => {
    const sound = { path: lab.clip };
    const tested = await lab.laboratory.invoke('runs.predictions', { run, limit: 100 });
    const clip = tested.find(({ path }) => path === lab.clip)!;
    const own = await lab.laboratory.invoke('predict.explain', { run, sound, fold: clip.fold });
    for (const emotion of EMOTIONS)
      expect(own.probabilities[emotion]).toBeCloseTo(clip.probabilities[emotion], 5);
    const others = await Promise.all(
      ['angry', 'sad'].map((emotion) =>
        lab.laboratory.invoke('predict.explain', { run, sound, fold: clip.fold, emotion }),
      ),
    );
    expect(others.map(({ emotion }) => emotion)).toEqual(['angry', 'sad']);
    expect(others[0].weights).not.toEqual(others[1].weights);
    for (const one of others) expectSound(one);
  });

  it('by occlusion reports its progress', async () => {
    const sound = { path: lab.clip };
    const progress: number[] = [];
    const stop = lab.laboratory.subscribe((event) => {
      if (event.name === 'progress' && event.data.call === 'mine') progress.push(event.data.done);
    });
    const found = await lab.laboratory.invoke(
      'predict.explain',
      { run, sound, method: 'occlusion', fold: 0 },
      { call: 'mine' },
    );
    stop();
    expect(found).toMatchObject({ method: 'occlusion', layer: null, occlusion: { rows: 8, frames: 10 } });
    expect(found.occlusion!.largestDrop).toBeGreaterThan(0);
    expectSound(found);
    expect(progress.length).toBeGreaterThan(3);
  });

  it('of a model with crops covers their part of the sound', async () => {
    for (const method of ['grad-cam', 'occlusion'] as const) {
      const found = await lab.laboratory.invoke('predict.explain', {
        run: cropped,
        sound: { path: lab.clip },
        method,
      });
      expectSound(found);
      expect(Math.max(...floats(found.weights))).toBe(1);
    }
  });

  it('is refused for an unknown emotion, fold, run or file, and ends when it is cancelled', async () => {
    const sound = { path: lab.clip };
    const { invoke } = lab.laboratory;
    await expect(invoke('predict.explain', { run, sound, emotion: 'bored' })).rejects.toMatchObject({
      code: 'unknown-emotion',
    });
    await expect(invoke('predict.explain', { run, sound, fold: 3 })).rejects.toMatchObject({
      code: 'no-such-fold',
    });
    await expect(invoke('predict.explain', { run: 'missing', sound })).rejects.toMatchObject({
      code: 'no-such-run',
    });
    await expect(invoke('predict.explain', { run, sound: { path: 'missing.wav' } })).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(
      invoke('predict.explain', { run, sound: { wav: new Uint8Array(100) } }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/\w/) });
    const abort = new AbortController();
    const cancelled = invoke(
      'predict.explain',
      { run, sound, method: 'occlusion' },
      { signal: abort.signal, call: 'mine' },
    );
    const stop = lab.laboratory.subscribe((event) => {
      if (event.name === 'progress') abort.abort();
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    stop();
    // The process still works.
    expectSound(await invoke('predict.explain', { run, sound }));
  });
});

describe('the map of a fold', () => {
  it('has each of its test clips once, at the same place every time', async () => {
    const { invoke } = lab.laboratory;
    const map = await invoke('embeddings.show', { run, fold: 1 });
    const tested = (await invoke('runs.predictions', { run, limit: 100 })).filter(({ fold }) => fold === 1);
    expect(map).toMatchObject({ run, fold: 1, folds: 3, size: 1024, problems: [] });
    expect(map.clips.map(({ path }) => path).sort()).toEqual(tested.map(({ path }) => path).sort());
    for (const { path, actual, predicted, probabilities } of map.clips)
      expect(tested.find((clip) => clip.path === path)).toMatchObject({ actual, predicted, probabilities });
    const [first, second] = map.shares;
    expect(first).toBeGreaterThanOrEqual(second);
    expect(first + second).toBeLessThanOrEqual(1);
    // The points have no mean, and the first component varies most.
    const variance = (of: (clip: (typeof map.clips)[number]) => number) =>
      map.clips.reduce((sum, clip) => sum + of(clip) ** 2, 0);
    expect(map.clips.reduce((sum, { x }) => sum + x, 0)).toBeCloseTo(0, 2);
    expect(variance(({ y }) => y) / variance(({ x }) => x)).toBeCloseTo(second / first, 3);
    expect(await invoke('embeddings.show', { run, fold: 1 })).toEqual(map);
    expect((await invoke('embeddings.show', { run: cropped })).clips.length).toBeGreaterThan(0);
  });

  it('is refused for a fold that does not exist', async () => {
    await expect(lab.laboratory.invoke('embeddings.show', { run, fold: 7 })).rejects.toMatchObject({
      code: 'no-such-fold',
    });
  });
});
