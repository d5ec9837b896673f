/** A short search for the fastest tile of matrix products on a GPU. */
import { emptyBatch, median } from '#core/engines/estimates/calibrate.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import type { OpenedAdapter } from './adapters.ts';
import { type Gpu, openGpu } from './gpu.ts';
import { GpuMemory } from './gpu-memory.ts';
import { type Tile, tilesWithin } from './kernels/tile.ts';
import { compilePlan } from './plan.ts';
import { PlanRunner } from './plan-runner.ts';
import { placeVariables } from './variables.ts';

/** Convolutions of sizes that occur in the networks: few and many channels, 1 × 1 and 3 × 3, with and without strides. */
const MEASURED_NETWORK: Architecture = writeNetwork('tiles', [24, 40, 32], (net, input) => {
  let x = net.conv(input, 'narrow', 64, 3, { padding: 'same' });
  x = net.conv(x, 'pointwise', 256, 1);
  x = net.conv(x, 'wide', 128, 3, { padding: 'same', strides: 2 });
  net.softmax(net.dense(net.plain(x, 'mean', 'global-average-pool'), 'head', 7), 'probabilities');
});

interface SearchLimits {
  clips: number;
  /** After which nothing further is measured; the default tile is measured at least once. */
  seconds: number;
  /** Measurements of a tile, of which the median counts. */
  repetitions: number;
  /** Steps of a measurement, which do not wait for each other. */
  steps: number;
}
const LIMITS: SearchLimits = { clips: 8, seconds: 3, repetitions: 5, steps: 3 };
/** A tile whose first measurement takes so many times as long as the best one is given up. */
const HOPELESS = 1.3;

/** Milliseconds of a training step. */
interface TimedTile {
  tile: Tile;
  milliseconds: number;
}

/** The fastest tile. Throws the errors of opening and using a GPU. */
export async function searchTile({ library, about }: OpenedAdapter, limits = LIMITS): Promise<Tile> {
  // An adapter opens a device only once, and this one closes at the end.
  const adapter = await library.requestAdapter();
  if (adapter === null) throw new Error('The adapter is not available any more.');
  using gpu = await openGpu({ library, adapter, about });
  const timed = await timeTiles(gpu, limits);
  return timed.reduce((best, next) => (next.milliseconds < best.milliseconds ? next : best)).tile;
}

/**
 * Measures training steps of a network with each tile that the GPU can use, the default first, until the time is over. Throws the errors
 * of the GPU.
 */
export async function timeTiles(gpu: Gpu, limits = LIMITS, network = MEASURED_NETWORK): Promise<TimedTile[]> {
  const { clips: n, seconds } = limits;
  const optimizer = OPTIMIZER_DEFAULTS.sgd;
  const placed = placeVariables(weightSpecs(network), 0);
  using memory = await GpuMemory.open(gpu, placed.stores);
  if (memory === null) throw new Error('There is too little memory.');
  memory.writeSettings({ n });
  const { inputs, targets, sampleWeights } = emptyBatch(network, n);
  const until = performance.now() + 1000 * seconds;
  const timed: TimedTile[] = [];
  for (const tile of tilesWithin(gpu.device.limits)) {
    if (timed.length > 0 && performance.now() > until) break;
    const training = { optimizer, clips: false, storage: 'float32' as const };
    const plan = compilePlan(network, placed, {
      n,
      training,
      frozen: new Set(),
      products: tile,
      subgroups: gpu.subgroups,
    });
    const runner = new PlanRunner(memory, plan);
    if (!(await runner.prepare())) throw new Error('There is too little memory.');
    runner.write(plan.input, inputs);
    runner.write(plan.labels!, targets);
    runner.write(plan.labels!, sampleWeights, targets.length);
    const best = Math.min(...timed.map(({ milliseconds }) => milliseconds));
    timed.push({ tile, milliseconds: await timePlan(runner, limits, HOPELESS * best, until) });
  }
  return timed;
}

/** Milliseconds of a step after the first, which finishes what compiling left. `until`: when the search ends. */
async function timePlan(
  runner: PlanRunner,
  limits: SearchLimits,
  hopeless: number,
  until: number,
): Promise<number> {
  const run = async (steps: number): Promise<number> => {
    const started = performance.now();
    const waits: (() => Promise<Float32Array>)[] = [];
    for (let step = 0; step < steps; step++) waits.push(await runner.start(runner.plan.results.step!));
    for (const wait of waits) await wait();
    return (performance.now() - started) / steps;
  };
  await run(1);
  const found: number[] = [];
  while (found.length < limits.repetitions) {
    found.push(await run(limits.steps));
    if (found[0] > hopeless || performance.now() > until) break;
  }
  return median(found);
}
