import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChosenEngine, chooseEngine } from '#core/engines/choose-engine.ts';
import type { Engine } from '#core/engines/engine.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import { recognitionJobSchema } from '#core/jobs/kinds/recognition-job.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import { meanPredictions } from '#core/recognition/clip-model.ts';
import { createLoadedModels } from '#core/recognition/loaded-models.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import { featureShape } from '#shared/settings/features.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';

/** An engine that counts its networks. The weights of a network are its probability of the first emotion. */
function countingEngine(name: Engine['name'] = 'wasm') {
  const counts = { built: 0, living: 0, written: 0 };
  const engine = {
    name,
    device: 'cpu',
    build: async () => {
      counts.built++;
      counts.living++;
      let share = 0;
      return {
        writeWeights: async ([tensor]: NamedTensor[]) => {
          counts.written++;
          share = tensor.data[0];
        },
        predict: async (_inputs: Float32Array, n: number) =>
          Float32Array.from({ length: n * EMOTIONS.length }, (_, i) =>
            i % EMOTIONS.length === 0 ? share : (1 - share) / 6,
          ),
        [Symbol.dispose]: () => void counts.living--,
      };
    },
    [Symbol.dispose]: () => undefined,
  } as unknown as Engine;
  const chosen: ChosenEngine = { engine, why: '', versions: {} };
  const requested: string[] = [];
  return {
    counts,
    chosen,
    requested,
    open: async (command: string) => {
      requested.push(command);
      return chosen;
    },
  };
}

async function weights(...shares: number[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-models-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const paths = shares.map((_, i) => join(folder, `${i}.safetensors`));
  for (const [i, share] of shares.entries()) {
    await writeSafetensors(paths[i], [{ name: 'share', shape: [1], data: Float32Array.of(share) }], {});
  }
  return paths;
}

const payloadOf = (weightsPaths: string[], more: object = {}) =>
  recognitionJobSchema.parse({
    kind: 'recognise',
    engine: 'wasm',
    network: 'compact',
    inputShape: featureShape(LOG_MEL),
    emotions: [...EMOTIONS],
    features: LOG_MEL,
    weightsPaths,
    files: [],
    timeline: false,
    hopSeconds: 1,
    ...more,
  });
const matrix = new Float32Array(64 * 151);

describe('loaded models', () => {
  it('are loaded once', async () => {
    const { counts, open } = countingEngine();
    using models = createLoadedModels();
    const payload = payloadOf(await weights(0.9));
    const first = await models.load(payload, open);
    expect((await models.load(payload, open)).model).toBe(first.model);
    expect(counts).toEqual({ built: 1, living: 1, written: 1 });
  });

  it('use another engine if the engine of the run is not available', async () => {
    const absent = {
      name: 'tensorflow' as const,
      open: async () => {
        throw new UserError('engine-unavailable', 'Its library was removed.');
      },
      versions: async () => ({}),
    };
    const { chosen } = countingEngine();
    const wasm = { name: 'wasm' as const, open: async () => chosen.engine, versions: async () => ({}) };
    const open: JobContext['engine'] = (command, leeway) => chooseEngine(command, [absent, wasm], leeway);
    using models = createLoadedModels();
    const payload = payloadOf(await weights(0.9), { engine: 'tensorflow' });
    const loaded = await models.load(payload, open);
    expect(loaded.chosen.engine.name).toBe('wasm');
    expect(loaded.chosen.why).toContain('Its library was removed.');
  });

  it('give the mean of their folds, each with its own weights', async () => {
    const { counts, open } = countingEngine();
    using models = createLoadedModels();
    const { model } = await models.load(payloadOf(await weights(0.2, 0.6, 1)), open);
    for (let time = 0; time < 2; time++) {
      const [[angry]] = await meanPredictions(model, [matrix]);
      expect(angry).toBeCloseTo(0.6, 6);
    }
    expect(counts).toEqual({ built: 3, living: 3, written: 3 });
  });

  it('scale the probabilities of each fold with its own temperature before their mean', async () => {
    const { open } = countingEngine();
    using models = createLoadedModels();
    const paths = await weights(0.4, 0.7);
    const large = { network: 'vgg19', features: THESIS_MFCC, inputShape: featureShape(THESIS_MFCC) };
    const many = await weights(0.4, 0.7, 0.4, 0.7);
    // At 0.5, the squares of the probabilities; at 2, their roots.
    const squared = 0.4 ** 2 / (0.4 ** 2 + 6 * 0.1 ** 2);
    const rooted = 0.7 ** 0.5 / (0.7 ** 0.5 + 6 * 0.05 ** 0.5);
    for (const payload of [
      payloadOf(paths, { temperatures: [0.5, 2] }),
      payloadOf(many, { ...large, temperatures: [0.5, 2, 0.5, 2] }),
    ]) {
      const { model } = await models.load(payload, open);
      const [probabilities] = await meanPredictions(model, [matrix]);
      expect(probabilities[0]).toBeCloseTo((squared + rooted) / 2, 6);
      expect(probabilities.reduce((sum, share) => sum + share)).toBeCloseTo(1, 6);
    }
    // The same files without temperatures are another model, to the bit what its networks return.
    const { model } = await models.load(payloadOf(paths.slice(0, 1)), open);
    const row = EMOTIONS.map((_, e) => (e === 0 ? 0.4 : (1 - Math.fround(0.4)) / 6)).map(Math.fround);
    expect(await meanPredictions(model, [matrix])).toEqual([row]);
  });

  it('use the memory of one network for many large folds', async () => {
    const { counts, open } = countingEngine();
    using models = createLoadedModels();
    const more = { network: 'vgg19', features: THESIS_MFCC, inputShape: featureShape(THESIS_MFCC) };
    const { model } = await models.load(payloadOf(await weights(0.2, 0.6, 1, 0.4), more), open);
    const [[angry]] = await meanPredictions(model, [matrix]);
    expect(angry).toBeCloseTo(0.55, 6);
    expect(counts.built).toBe(1);
  });

  it('are loaded again if their weights have changed, and the old ones are disposed', async () => {
    const { counts, open } = countingEngine();
    using models = createLoadedModels();
    const [path] = await weights(0.9);
    await models.load(payloadOf([path]), open);
    await writeSafetensors(path, [{ name: 'share', shape: [1], data: Float32Array.of(0.1) }], {});
    utimesSync(path, 1000, 1000);
    const { model } = await models.load(payloadOf([path]), open);
    expect((await meanPredictions(model, [matrix]))[0][0]).toBeCloseTo(0.1, 6);
    for (let i = 0; i < 6; i++) await models.load(payloadOf(await weights(0.5)), open);
    expect(counts.living).toBe(4);
  });

  it('dispose the least recently used model', async () => {
    const { counts, open } = countingEngine();
    using models = createLoadedModels();
    const payloads = await Promise.all(
      [0.1, 0.2, 0.3, 0.4, 0.5].map(async (share) => payloadOf(await weights(share))),
    );
    for (const payload of payloads.slice(0, 4)) await models.load(payload, open);
    await models.load(payloads[0], open);
    await models.load(payloads[4], open);
    expect(counts).toMatchObject({ built: 5, living: 4 });
    // The second model was disposed, the first one was not.
    await models.load(payloads[0], open);
    expect(counts.built).toBe(5);
    await models.load(payloads[1], open);
    expect(counts.built).toBe(6);
  });

  it('are disposed with their engine and with the cache', async () => {
    const [one, other] = [countingEngine(), countingEngine()];
    const models = createLoadedModels();
    const payload = payloadOf(await weights(0.9));
    await models.load(payload, one.open);
    await models.load(payload, other.open);
    expect([one.counts.living, other.counts.living]).toEqual([0, 1]);
    models[Symbol.dispose]();
    expect(other.counts.living).toBe(0);
  });

  it('use the fastest engine for single clips, unless one is given', async () => {
    const { requested, open } = countingEngine();
    using models = createLoadedModels();
    const paths = await weights(0.9);
    const large = { network: 'xception', features: THESIS_MFCC, inputShape: featureShape(THESIS_MFCC) };
    await models.load(payloadOf(paths, { engine: 'auto' }), open);
    await models.load(payloadOf(paths, { engine: 'auto', ...large }), open);
    await models.load(payloadOf(paths, { engine: 'tensorflow' }), open);
    expect(requested).toEqual(['wasm', 'auto', 'tensorflow']);
  });

  it('are disposed if they cannot be loaded', async () => {
    const { counts, open } = countingEngine();
    using models = createLoadedModels();
    const [path] = await weights(0.9);
    await expect(models.load(payloadOf([path, `${path}-gone`]), open)).rejects.toMatchObject({
      code: 'weights-unreadable',
    });
    const damaged = await weights(0.9);
    writeFileSync(damaged[0], 'no weights');
    await expect(models.load(payloadOf(damaged), open)).rejects.toMatchObject({ name: 'UserError' });
    expect(counts.living).toBe(0);
  });
});
