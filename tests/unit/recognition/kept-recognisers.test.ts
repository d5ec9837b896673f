import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ChosenEngine, chooseEngine } from '../../../src/core/engines/choose-engine.ts';
import type { Engine, NamedTensor } from '../../../src/core/engines/engine.ts';
import { writeSafetensors } from '../../../src/core/engines/safetensors.ts';
import { createKeptRecognisers } from '../../../src/core/recognition/kept-recognisers.ts';
import { meanPredictions } from '../../../src/core/recognition/recogniser.ts';
import { recognitionPayloadSchema } from '../../../src/core/recognition/recognition-job.ts';
import type { JobContext } from '../../../src/core/training/job-context.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import { UserError } from '../../../src/shared/failure.ts';
import { LOG_MEL, recipeShape, THESIS_MFCC } from '../../../src/shared/recipes.ts';

/** An engine that counts its networks; each is as sure of one emotion as its weights say. */
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
  const wishes: string[] = [];
  return {
    counts,
    chosen,
    wishes,
    open: async (wish: string) => {
      wishes.push(wish);
      return chosen;
    },
  };
}

async function weights(...shares: number[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const paths = shares.map((_, i) => join(folder, `${i}.safetensors`));
  for (const [i, share] of shares.entries()) {
    await writeSafetensors(paths[i], [{ name: 'share', shape: [1], data: Float32Array.of(share) }], {});
  }
  return paths;
}

const payloadOf = (weightsPaths: string[], more: object = {}) =>
  recognitionPayloadSchema.parse({
    engine: 'wasm',
    network: 'compact',
    inputShape: recipeShape(LOG_MEL),
    recipe: LOG_MEL,
    weightsPaths,
    files: [],
    timeline: false,
    hopSeconds: 1,
    ...more,
  });
const matrix = new Float32Array(64 * 151);

describe('kept recognisers', () => {
  it('are loaded once', async () => {
    const { counts, open } = countingEngine();
    using kept = createKeptRecognisers();
    const payload = payloadOf(await weights(0.9));
    const first = await kept.load(payload, open);
    expect((await kept.load(payload, open)).recogniser).toBe(first.recogniser);
    expect(counts).toEqual({ built: 1, living: 1, written: 1 });
  });

  it('are those of a run whose engine does not work here any more, on another', async () => {
    const absent = {
      name: 'tensorflow' as const,
      open: async () => {
        throw new UserError('engine-unavailable', 'Its library was removed.');
      },
      versions: async () => ({}),
    };
    const { chosen } = countingEngine();
    const wasm = { name: 'wasm' as const, open: async () => chosen.engine, versions: async () => ({}) };
    const open: JobContext['engine'] = (wish, leeway) => chooseEngine(wish, [absent, wasm], leeway);
    using kept = createKeptRecognisers();
    const payload = payloadOf(await weights(0.9), { engine: 'tensorflow' });
    const loaded = await kept.load(payload, open);
    expect(loaded.chosen.engine.name).toBe('wasm');
    expect(loaded.chosen.why).toContain('Its library was removed.');
  });

  it('are the mean of their folds, each with its own weights', async () => {
    const { counts, open } = countingEngine();
    using kept = createKeptRecognisers();
    const { recogniser } = await kept.load(payloadOf(await weights(0.2, 0.6, 1)), open);
    for (let time = 0; time < 2; time++) {
      const [[angry]] = await meanPredictions(recogniser, [matrix]);
      expect(angry).toBeCloseTo(0.6, 6);
    }
    expect(counts).toEqual({ built: 3, living: 3, written: 3 });
  });

  it('take the memory of one network where there are many large folds', async () => {
    const { counts, open } = countingEngine();
    using kept = createKeptRecognisers();
    const more = { network: 'vgg19', recipe: THESIS_MFCC, inputShape: recipeShape(THESIS_MFCC) };
    const { recogniser } = await kept.load(payloadOf(await weights(0.2, 0.6, 1, 0.4), more), open);
    const [[angry]] = await meanPredictions(recogniser, [matrix]);
    expect(angry).toBeCloseTo(0.55, 6);
    expect(counts.built).toBe(1);
  });

  it('are loaded anew when their weights have changed, and the old ones are let go', async () => {
    const { counts, open } = countingEngine();
    using kept = createKeptRecognisers();
    const [path] = await weights(0.9);
    await kept.load(payloadOf([path]), open);
    await writeSafetensors(path, [{ name: 'share', shape: [1], data: Float32Array.of(0.1) }], {});
    utimesSync(path, 1000, 1000);
    const { recogniser } = await kept.load(payloadOf([path]), open);
    expect((await meanPredictions(recogniser, [matrix]))[0][0]).toBeCloseTo(0.1, 6);
    for (let i = 0; i < 6; i++) await kept.load(payloadOf(await weights(0.5)), open);
    expect(counts.living).toBe(4);
  });

  it('let go of those used longest ago', async () => {
    const { counts, open } = countingEngine();
    using kept = createKeptRecognisers();
    const payloads = await Promise.all(
      [0.1, 0.2, 0.3, 0.4, 0.5].map(async (share) => payloadOf(await weights(share))),
    );
    for (const payload of payloads.slice(0, 4)) await kept.load(payload, open);
    await kept.load(payloads[0], open);
    await kept.load(payloads[4], open);
    expect(counts).toMatchObject({ built: 5, living: 4 });
    // The second is gone, the first is not.
    await kept.load(payloads[0], open);
    expect(counts.built).toBe(5);
    await kept.load(payloads[1], open);
    expect(counts.built).toBe(6);
  });

  it('do not outlive their engine, nor their keeper', async () => {
    const [one, other] = [countingEngine(), countingEngine()];
    const kept = createKeptRecognisers();
    const payload = payloadOf(await weights(0.9));
    await kept.load(payload, one.open);
    await kept.load(payload, other.open);
    expect([one.counts.living, other.counts.living]).toEqual([0, 1]);
    kept[Symbol.dispose]();
    expect(other.counts.living).toBe(0);
  });

  it('compute on the engine that is quickest for single clips, unless one was named', async () => {
    const { wishes, open } = countingEngine();
    using kept = createKeptRecognisers();
    const paths = await weights(0.9);
    const large = { network: 'xception', recipe: THESIS_MFCC, inputShape: recipeShape(THESIS_MFCC) };
    await kept.load(payloadOf(paths, { engine: 'auto' }), open);
    await kept.load(payloadOf(paths, { engine: 'auto', ...large }), open);
    await kept.load(payloadOf(paths, { engine: 'tensorflow' }), open);
    expect(wishes).toEqual(['wasm', 'auto', 'tensorflow']);
  });

  it('leave nothing behind that could not be loaded', async () => {
    const { counts, open } = countingEngine();
    using kept = createKeptRecognisers();
    const [path] = await weights(0.9);
    await expect(kept.load(payloadOf([path, `${path}-gone`]), open)).rejects.toMatchObject({
      code: 'weights-unreadable',
    });
    const damaged = await weights(0.9);
    writeFileSync(damaged[0], 'no weights');
    await expect(kept.load(payloadOf(damaged), open)).rejects.toMatchObject({ name: 'UserError' });
    expect(counts.living).toBe(0);
  });
});
