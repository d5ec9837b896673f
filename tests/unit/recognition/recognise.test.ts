import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { decodeWav, encodeWav, soundFingerprint } from '../../../src/core/audio/wav.ts';
import { RAVDESS_SENTENCES } from '../../../src/core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '../../../src/core/corpora/sample-voices/speakers.ts';
import { synthesize } from '../../../src/core/corpora/sample-voices/synthesize.ts';
import { createExtractor } from '../../../src/core/features/extract.ts';
import { extractClip } from '../../../src/core/features/extract-clip.ts';
import { recogniseSound } from '../../../src/core/recognition/recognise.ts';
import { meanPredictions, mostProbable, type Recogniser } from '../../../src/core/recognition/recogniser.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import { LOG_MEL, RECIPES, type Recipe } from '../../../src/shared/recipes.ts';
import { type ListeningNetwork, projectionNetwork } from './projection-network.ts';

async function recogniserOf(recipe: Recipe, networks: ListeningNetwork[]): Promise<Recogniser> {
  const extractor = await createExtractor(recipe);
  onTestFinished(() => extractor[Symbol.dispose]());
  return { recipe, extractor, networks };
}

function spoken(sampleRateHz = 16_000): Float32Array {
  const speaker = createSpeaker('recognised', 'female', 3);
  return synthesize({ speaker, sentence: RAVDESS_SENTENCES[0], emotion: 'happy', seed: 11, sampleRateHz });
}

describe('a clip', () => {
  test.each(Object.keys(RECIPES))('is heard by the network as in training, to the bit (%s)', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-recognise-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'clip.wav');
    const bytes = encodeWav(spoken(24_000), 24_000, 'pcm16');
    writeFileSync(path, bytes);
    const fingerprint = soundFingerprint(bytes);
    const trainingExtractor = await createExtractor(RECIPES[name]);
    onTestFinished(() => trainingExtractor[Symbol.dispose]());
    const training = await extractClip(trainingExtractor, path, fingerprint, true);

    const network = projectionNetwork(1);
    const recogniser = await recogniserOf(RECIPES[name], [network]);
    const sound = decodeWav(bytes);
    await recogniseSound({ samples: sound.samples, sampleRateHz: 24_000, identity: fingerprint }, recogniser);
    expect(network.heard).toEqual([{ n: 1, inputs: training.matrix }]);
  });

  test('gets the mean of its recogniser’s networks, and their most probable emotion', async () => {
    const networks = [projectionNetwork(1), projectionNetwork(2), projectionNetwork(3)];
    const recogniser = await recogniserOf(LOG_MEL, networks);
    const heard = await recogniseSound(
      { samples: spoken(), sampleRateHz: 16_000, identity: 'a' },
      recogniser,
    );
    if (heard.problem !== undefined) throw new Error(heard.problem);
    const each = await Promise.all(networks.map(({ predict, heard }) => predict(heard[0].inputs, 1)));
    const mean = EMOTIONS.map((_, e) => each.reduce((sum, values) => sum + values[e], 0) / 3);
    EMOTIONS.forEach((emotion, e) => {
      expect(heard.probabilities[emotion]).toBeCloseTo(mean[e], 12);
    });
    expect(Object.values(heard.probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(heard.emotion).toBe(mostProbable(mean));
    expect(heard.milliseconds).toBeGreaterThan(0);
  });

  test.each([
    ['no sound', new Float32Array(0), /no sound/],
    ['silence', new Float32Array(16_000), /nothing to hear/],
    ['a tone', Float32Array.from({ length: 32_000 }, (_, i) => Math.sin(i / 5) / 2), /steady/],
  ])('of %s is a problem, and no network is asked', async (_, samples, problem) => {
    const network = projectionNetwork(1);
    const recogniser = await recogniserOf(LOG_MEL, [network]);
    expect(await recogniseSound({ samples, sampleRateHz: 16_000, identity: '' }, recogniser)).toEqual({
      problem: expect.stringMatching(problem),
    });
    expect(network.heard).toEqual([]);
  });

  test('with values that are no numbers is a problem', async () => {
    const recogniser = await recogniserOf(LOG_MEL, [projectionNetwork(1)]);
    const samples = spoken();
    samples[20_000] = Number.NaN;
    const heard = await recogniseSound({ samples, sampleRateHz: 16_000, identity: '' }, recogniser);
    expect(heard).toEqual({ problem: expect.stringMatching(/not numbers/) });
  });

  test('a defect of ours is thrown, not called a problem of the clip', async () => {
    const sound = { samples: spoken(), sampleRateHz: 16_000, identity: '' };
    await expect(recogniseSound(sound, await recogniserOf(LOG_MEL, []))).rejects.toThrow(
      /at least one network/,
    );
    const broken = { heard: [], predict: async () => new Float32Array(7).fill(Number.NaN) };
    await expect(recogniseSound(sound, await recogniserOf(LOG_MEL, [broken]))).rejects.toThrow(/no numbers/);
    const short = { heard: [], predict: async () => new Float32Array(6) };
    await expect(recogniseSound(sound, await recogniserOf(LOG_MEL, [short]))).rejects.toThrow(/6 values/);
  });
});

test('of equal probabilities the first emotion is taken', () => {
  expect(mostProbable([0, 0.3, 0.1, 0.3, 0.3, 0, 0])).toBe('disgust');
});

test('nothing to predict asks no network', async () => {
  const network = projectionNetwork(1);
  expect(await meanPredictions({ networks: [network] }, [])).toEqual([]);
  expect(network.heard).toEqual([]);
});
