import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleVoices } from '../../../src/core/corpora/sample-voices/write-sample-voices.ts';
import { scanFolders } from '../../../src/core/corpora/scan.ts';
import type { ChosenEngine } from '../../../src/core/engines/choose-engine.ts';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasm-engine.ts';
import { runEstimate } from '../../../src/core/training/estimate.ts';
import {
  type EstimateJob,
  estimateJobSchema,
  estimateSchema,
} from '../../../src/core/training/estimate-job.ts';
import type { JobContext } from '../../../src/core/training/job-context.ts';
import { createRunSwitch, type RunSwitch } from '../../../src/core/training/run-control.ts';
import { DEFAULT_SETTINGS } from '../../../src/core/training/settings.ts';
import type { Clip } from '../../../src/shared/corpora.ts';

let folder = '';
let clips: Clip[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'neural-ser-estimate-'));
  await writeSampleVoices({ folder, layout: 'ravdess', speakers: 1, clipsPerEmotion: 1, seed: 4 });
  ({ clips } = await scanFolders([folder]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job = (change: Partial<EstimateJob> = {}): EstimateJob =>
  estimateJobSchema.parse({
    kind: 'estimate',
    settings: DEFAULT_SETTINGS,
    inputShape: [64, 151],
    memoryBytes: 2e9,
    time: 'estimate',
    speed: null,
    featureClips: [],
    ...change,
  });

interface Counted {
  builds: string[];
  steps: number;
}

/** A job's surroundings with the real engine, whose work is counted; `onStep` may change a wish. */
function surroundings(onStep: (control: RunSwitch) => void = () => undefined) {
  const counted: Counted = { builds: [], steps: 0 };
  const control = createRunSwitch();
  const context: JobContext = {
    control,
    emit: () => undefined,
    probe: async () => [],
    onInput: () => undefined,
    engine: async (): Promise<ChosenEngine> => {
      const engine = await createWasmEngine();
      const build: typeof engine.build = async (architecture, options) => {
        counted.builds.push(architecture.name);
        const network = await engine.build(architecture, options);
        const { trainStep } = network;
        network.trainStep = (batch, settings) => {
          counted.steps++;
          onStep(control);
          return trainStep.call(network, batch, settings);
        };
        return network;
      };
      return { engine: { ...engine, build }, why: 'It was asked for.', versions: {} };
    },
  };
  return { context, counted, control };
}

describe('an estimate', () => {
  it('of memory alone makes no network', async () => {
    const { context, counted } = surroundings();
    const estimate = await runEstimate(job({ time: 'none' }), context);
    expect(estimateSchema.parse(estimate)).toEqual(estimate);
    expect(estimate).toMatchObject({ engine: 'wasm', device: 'cpu', pace: null, tried: false, speed: null });
    expect(estimate.memory.totalBytes).toBeLessThan(2e9);
    expect(estimate.memory.largestBatch).toBeGreaterThan(DEFAULT_SETTINGS.batchSize);
    expect(counted).toEqual({ builds: [], steps: 0 });
  });

  it('measures the machine once: with its speed known nothing is run', async () => {
    const { context, counted } = surroundings();
    const { speed, pace } = await runEstimate(job(), context);
    expect(counted.builds).toEqual(['calibration-products', 'calibration-rest']);
    expect(speed!.products).toBeGreaterThan(0);
    const again = surroundings();
    const known = await runEstimate(job({ speed }), again.context);
    expect(again.counted.steps).toBe(0);
    expect(known.pace!.stepSeconds).toBe(pace!.stepSeconds);
    const slower = await runEstimate(
      job({ speed: { products: 10 * speed!.products, rest: 10 * speed!.rest } }),
      again.context,
    );
    expect(slower.pace!.predictClipSeconds / known.pace!.predictClipSeconds).toBeCloseTo(10);
  });

  it('tries the network itself when asked, but not one that there is no memory for', async () => {
    const { context, counted } = surroundings();
    const speed = { products: 1, rest: 1 };
    const tried = await runEstimate(job({ time: 'try', speed }), context);
    expect(tried.tried).toBe(true);
    expect(counted.builds).toEqual(['compact']);
    expect(counted.steps).toBeGreaterThanOrEqual(2);
    const cramped = surroundings();
    const untried = await runEstimate(job({ time: 'try', speed, memoryBytes: 50e6 }), cramped.context);
    expect(untried).toMatchObject({ tried: false, memory: { largestBatch: null } });
    expect(cramped.counted.builds).toEqual([]);
  });

  it('tries a smaller batch where a whole one would take long', async () => {
    const batches: number[] = [];
    const { context } = surroundings();
    const { engine } = context;
    context.engine = async (wish) => {
      const chosen = await engine(wish);
      const build: typeof chosen.engine.build = async (architecture, options) => {
        const network = await chosen.engine.build(architecture, options);
        const { trainStep } = network;
        network.trainStep = (batch, settings) => {
          batches.push(batch.n);
          return trainStep(batch, settings);
        };
        return network;
      };
      return { ...chosen, engine: { ...chosen.engine, build } };
    };
    // As on a machine on which a clip of `compact` took a second.
    const speed = { products: 300, rest: 300 };
    const tried = await runEstimate(job({ time: 'try', speed }), context);
    expect(new Set(batches).size).toBe(1);
    expect(batches[0]).toBeLessThan(DEFAULT_SETTINGS.batchSize);
    expect(tried.pace!.trainClipSeconds).toBeLessThan(1);
  });

  it('finds out how long features take on real clips, whatever has become of some', async () => {
    const { context } = surroundings();
    const speed = { products: 1, rest: 1 };
    const of = (paths: string[]) =>
      job({
        speed,
        featureClips: paths.map((path, i) => ({ path, fingerprint: clips[i].fingerprint })),
      });
    const paths = clips.slice(0, 3).map(({ path }) => path);
    const { featureSeconds } = await runEstimate(of(paths), context);
    expect(featureSeconds).toBeGreaterThan(0);
    const gone = await runEstimate(of(paths.map((path) => `${path}.gone`)), context);
    expect(gone.featureSeconds).toBeNull();
    expect((await runEstimate(of([paths[0], `${paths[1]}.gone`]), context)).featureSeconds).toBeGreaterThan(
      0,
    );
    expect((await runEstimate(of([]), context)).featureSeconds).toBeNull();
  });

  it.each([
    ['cancelled', (control: RunSwitch) => control.cancel()],
    ['stopped', (control: RunSwitch) => control.ask('stop')],
  ])('that is %s ends with the step', async (_, end) => {
    const { context, counted } = surroundings(end);
    await expect(runEstimate(job(), context)).rejects.toMatchObject({ code: 'cancelled' });
    expect(counted.steps).toBe(1);
  });

  it.each([
    [{ settings: { ...DEFAULT_SETTINGS, network: 'nothing' } }, 'unknown-network'],
    [{ settings: { ...DEFAULT_SETTINGS, freezeUpTo: 'nothing' } }, 'unknown-layer'],
    [
      { settings: { ...DEFAULT_SETTINGS, network: 'xception' }, inputShape: [4, 4] as [number, number] },
      'input-too-small',
    ],
  ])('of what cannot be trained is refused', async (change, code) => {
    const { context } = surroundings();
    await expect(runEstimate(job(change), context)).rejects.toMatchObject({ name: 'UserError', code });
  });
});
