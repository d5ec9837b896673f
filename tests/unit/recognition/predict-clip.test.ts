import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RECORDINGS_SEED } from '#core/audio/effects/apply-effect.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { RAVDESS_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { synthesize } from '#core/corpora/sample-voices/voice/synthesize.ts';
import { copyCrop, testedCrops, testedStarts } from '#core/features/crop.ts';
import type { Extractor } from '#core/features/extractor.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractClip } from '#core/features/pool/extract-clip.ts';
import { type ClipModel, clipNetwork, meanPredictions, mostProbable } from '#core/recognition/clip-model.ts';
import { predictSound } from '#core/recognition/predict-clip.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { firstRecordings } from '#shared/settings/augmentation.ts';
import { FEATURES, type FeatureSettings } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { decodeWav, soundFingerprint } from '../../decode-wav.ts';
import { projectionNetwork, type RecordingNetwork } from './projection-network.ts';

async function modelOf(
  features: FeatureSettings,
  networks: RecordingNetwork[],
  recordings = 0,
): Promise<ClipModel> {
  const extractor = await createExtractor(features);
  onTestFinished(() => extractor[Symbol.dispose]());
  const ofClips = networks.map((network) => clipNetwork(network, EMOTIONS.length));
  return { features, emotions: EMOTIONS, extractor, networks: ofClips, recordings };
}

function spoken(sampleRateHz = 16_000): Float32Array {
  const speaker = createSpeaker('recognised', 'female', 3);
  return synthesize({ speaker, sentence: RAVDESS_SENTENCES[0], emotion: 'happy', seed: 11, sampleRateHz });
}

describe('a clip', () => {
  test.each(Object.keys(FEATURES))('has exactly the same features as in training (%s)', async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-recognise-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'clip.wav');
    const bytes = encodeWav(spoken(24_000), 24_000, 'pcm16');
    writeFileSync(path, bytes);
    const fingerprint = soundFingerprint(bytes);
    const trainingExtractor = await createExtractor(FEATURES[name]);
    onTestFinished(() => trainingExtractor[Symbol.dispose]());
    const training = await extractClip(trainingExtractor, path, fingerprint, true);

    const network = projectionNetwork(1);
    const model = await modelOf(FEATURES[name], [network]);
    const sound = decodeWav(bytes);
    await predictSound({ samples: sound.samples, sampleRateHz: 24_000, identity: fingerprint }, model);
    const crops = testedCrops(FEATURES[name]);
    const floats = crops.bands * crops.frames;
    const inputs = new Float32Array(crops.count * floats);
    for (const [i, start] of testedStarts(training.matrix!, crops).entries())
      copyCrop(training.matrix!, crops, start, inputs, i * floats);
    expect(network.calls).toEqual([{ n: crops.count, inputs }]);
  });

  test('is averaged with other recordings of it, which have the features of those in training', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-recordings-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'clip.wav');
    const bytes = encodeWav(spoken(), 16_000, 'pcm16');
    writeFileSync(path, bytes);
    const fingerprint = soundFingerprint(bytes);
    const network = projectionNetwork(1);
    const model = await modelOf(LOG_MEL, [network], 2);
    const conditions = { effects: [null, ...firstRecordings(2)], seed: RECORDINGS_SEED };
    const training = await extractClip(model.extractor as Extractor, path, fingerprint, true, conditions);
    const { samples } = decodeWav(bytes);
    const sound = { samples, sampleRateHz: 16_000, identity: fingerprint };
    const prediction = await predictSound(sound, model);
    if (prediction.problem !== undefined) throw new Error(prediction.problem);
    expect(network.calls).toEqual([{ n: 3, inputs: training.matrix }]);
    const each = await network.predict(training.matrix!, 3);
    for (const [e, emotion] of EMOTIONS.entries()) {
      const mean = (each[e] + each[7 + e] + each[14 + e]) / 3;
      expect(prediction.probabilities[emotion]).toBeCloseTo(mean, 6);
    }
    // The three differ, so that their mean is none of them.
    expect(Math.abs(each[0] - each[7])).toBeGreaterThan(1e-3);
  });

  test('gets the mean of the networks and their most probable emotion', async () => {
    const networks = [projectionNetwork(1), projectionNetwork(2), projectionNetwork(3)];
    const model = await modelOf(LOG_MEL, networks);
    const prediction = await predictSound({ samples: spoken(), sampleRateHz: 16_000, identity: 'a' }, model);
    if (prediction.problem !== undefined) throw new Error(prediction.problem);
    const each = await Promise.all(networks.map(({ predict, calls }) => predict(calls[0].inputs, 1)));
    const mean = EMOTIONS.map((_, e) => each.reduce((sum, values) => sum + values[e], 0) / 3);
    EMOTIONS.forEach((emotion, e) => {
      expect(prediction.probabilities[emotion]).toBeCloseTo(mean[e], 12);
    });
    expect(Object.values(prediction.probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    expect(prediction.emotion).toBe(mostProbable(EMOTIONS, mean));
    expect(prediction.milliseconds).toBeGreaterThan(0);
  });

  test.each([
    ['no sound', new Float32Array(0), /no sound/],
    ['silence', new Float32Array(16_000), /silent/],
    ['a tone', Float32Array.from({ length: 32_000 }, (_, i) => Math.sin(i / 5) / 2), /steady/],
  ])('with %s gives a problem and calls no network', async (_, samples, problem) => {
    const network = projectionNetwork(1);
    const model = await modelOf(LOG_MEL, [network]);
    expect(await predictSound({ samples, sampleRateHz: 16_000, identity: '' }, model)).toEqual({
      problem: expect.stringMatching(problem),
    });
    expect(network.calls).toEqual([]);
  });

  test('with values that are not numbers gives a problem', async () => {
    const model = await modelOf(LOG_MEL, [projectionNetwork(1)]);
    const samples = spoken();
    samples[20_000] = Number.NaN;
    const prediction = await predictSound({ samples, sampleRateHz: 16_000, identity: '' }, model);
    expect(prediction).toEqual({ problem: expect.stringMatching(/not numbers/) });
  });

  test('throws on a defect of the program instead of giving a problem', async () => {
    const sound = { samples: spoken(), sampleRateHz: 16_000, identity: '' };
    await expect(predictSound(sound, await modelOf(LOG_MEL, []))).rejects.toThrow(/at least one network/);
    const broken = { calls: [], predict: async () => new Float32Array(7).fill(Number.NaN) };
    await expect(predictSound(sound, await modelOf(LOG_MEL, [broken]))).rejects.toThrow(/not numbers/);
    const short = { calls: [], predict: async () => new Float32Array(6) };
    await expect(predictSound(sound, await modelOf(LOG_MEL, [short]))).rejects.toThrow(/6 values/);
  });
});

test('takes the first of equal probabilities', () => {
  expect(mostProbable(EMOTIONS, [0, 0.3, 0.1, 0.3, 0.3, 0, 0])).toBe('disgust');
});

test('calls no network without input', async () => {
  const network = projectionNetwork(1);
  const networks = [clipNetwork(network, EMOTIONS.length)];
  expect(await meanPredictions({ networks, emotions: EMOTIONS, features: LOG_MEL }, [])).toEqual([]);
  expect(network.calls).toEqual([]);
});
