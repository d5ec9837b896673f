import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import type { ChosenEngine } from '#core/engines/choose-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { createJobSwitch, type JobSwitch } from '#core/jobs/job-control.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import { type EstimateJob, estimateJobSchema, estimateSchema } from '#core/jobs/kinds/estimate-job.ts';
import { openReader } from '#core/jobs/open-reader.ts';
import { runEstimate } from '#core/training/estimate.ts';
import type { Clip } from '#shared/corpora.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { ENTRIES } from '../../program-scripts.ts';

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

/** A job context with the real engine, whose calls are counted. `onStep` can send a command. */
function createContext(onStep: (control: JobSwitch) => void = () => undefined) {
  const counted: Counted = { builds: [], steps: 0 };
  const control = createJobSwitch();
  const context: JobContext = {
    control,
    emit: () => undefined,
    probe: async () => [],
    reader: openReader(ENTRIES.reader),
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

describe('runEstimate', () => {
  it('builds no network for memory only', async () => {
    const { context, counted } = createContext();
    const estimate = await runEstimate(job({ time: 'none' }), context);
    expect(estimateSchema.parse(estimate)).toEqual(estimate);
    expect(estimate).toMatchObject({
      engine: 'wasm',
      device: 'cpu',
      throughput: null,
      tried: false,
      speed: null,
    });
    expect(estimate.memory.totalBytes).toBeLessThan(2e9);
    expect(estimate.memory.largestBatch).toBeGreaterThan(DEFAULT_SETTINGS.batchSize);
    expect(counted).toEqual({ builds: [], steps: 0 });
  });

  it('measures the machine once and runs nothing if the speed is known', async () => {
    const { context, counted } = createContext();
    const { speed, throughput } = await runEstimate(job(), context);
    expect(counted.builds).toEqual(['calibration-products', 'calibration-rest']);
    expect(speed!.products).toBeGreaterThan(0);
    const again = createContext();
    const known = await runEstimate(job({ speed }), again.context);
    expect(again.counted.steps).toBe(0);
    expect(known.throughput!.stepSeconds).toBe(throughput!.stepSeconds);
    const slower = await runEstimate(
      job({ speed: { products: 10 * speed!.products, rest: 10 * speed!.rest } }),
      again.context,
    );
    expect(slower.throughput!.predictClipSeconds / known.throughput!.predictClipSeconds).toBeCloseTo(10);
  });

  it('runs a trial of the network on request, but not without enough memory', async () => {
    const { context, counted } = createContext();
    const speed = { products: 1, rest: 1 };
    const tried = await runEstimate(job({ time: 'try', speed }), context);
    expect(tried.tried).toBe(true);
    expect(counted.builds).toEqual(['compact']);
    expect(counted.steps).toBeGreaterThanOrEqual(2);
    const smallMemory = createContext();
    const untried = await runEstimate(job({ time: 'try', speed, memoryBytes: 50e6 }), smallMemory.context);
    expect(untried).toMatchObject({ tried: false, memory: { largestBatch: null } });
    expect(smallMemory.counted.builds).toEqual([]);
  });

  it('tries a smaller batch if a full batch takes too long', async () => {
    const batches: number[] = [];
    const { context } = createContext();
    const { engine } = context;
    context.engine = async (command) => {
      const chosen = await engine(command);
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
    // As on a machine on which a clip of `compact` takes a second.
    const speed = { products: 300, rest: 300 };
    const tried = await runEstimate(job({ time: 'try', speed }), context);
    expect(new Set(batches).size).toBe(1);
    expect(batches[0]).toBeLessThan(DEFAULT_SETTINGS.batchSize);
    expect(tried.throughput!.trainClipSeconds).toBeLessThan(1);
  });

  it('measures feature extraction on real clips and skips missing files', async () => {
    const { context } = createContext();
    const speed = { products: 1, rest: 1 };
    const jobFor = (paths: string[]) =>
      job({
        speed,
        featureClips: paths.map((path, i) => ({ path, fingerprint: clips[i].fingerprint })),
      });
    const paths = clips.slice(0, 3).map(({ path }) => path);
    const { featureSeconds } = await runEstimate(jobFor(paths), context);
    expect(featureSeconds).toBeGreaterThan(0);
    const missing = await runEstimate(jobFor(paths.map((path) => `${path}.gone`)), context);
    expect(missing.featureSeconds).toBeNull();
    expect(
      (await runEstimate(jobFor([paths[0], `${paths[1]}.gone`]), context)).featureSeconds,
    ).toBeGreaterThan(0);
    expect((await runEstimate(jobFor([]), context)).featureSeconds).toBeNull();
  });

  it.each([
    ['cancelled', (control: JobSwitch) => control.cancel()],
    ['stopped', (control: JobSwitch) => control.ask('stop')],
  ])('ends after the step if it is %s', async (_, end) => {
    const { context, counted } = createContext(end);
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
  ])('rejects what cannot be trained: %j', async (change, code) => {
    const { context } = createContext();
    await expect(runEstimate(job(change), context)).rejects.toMatchObject({ name: 'UserError', code });
  });
});
