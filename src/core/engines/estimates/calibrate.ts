import type { Batch, Engine, Network } from '#core/engines/engine.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { CALIBRATION_NETWORKS } from './calibration-networks.ts';
import { type MachineSpeed, REFERENCE_CALIBRATION } from './throughput.ts';

/**
 * Both networks take steps in turns for this long, with at least this many rounds, unless they take too long with their first
 * steps, which also compile: a step of a software adapter takes 8 s.
 */
const MEASURED = { seconds: 1, rounds: 5, mostSeconds: 10 };
/** A step of the faster network takes a third of the time. */
const STEPS_IN_A_ROUND = { products: 1, rest: 3 };
/**
 * The quantile of the step times that counts, from the fastest. Other programs delay short steps more unevenly than the
 * long steps of a large network; with the median, estimates were a quarter too long.
 */
const TIME_QUANTILE = 0.25;
const STEP = { learningRate: 0, clipNorm: 0, dropoutSeed: [1, 2] as [number, number] };

/** Awaited before each step, which blocks the thread; an error from it ends the measurement. */
export type Hold = () => Promise<void>;

/**
 * Measures how fast this machine is with an engine, from a few steps of two small networks. It takes one or two
 * seconds, on a software adapter a quarter of a minute. Throws the errors of the engine and of `hold`.
 */
export async function measureSpeed(engine: Engine, hold: Hold): Promise<MachineSpeed> {
  const reference = REFERENCE_CALIBRATION[engine.name];
  const began = performance.now();
  using products = await startCalibration(engine, CALIBRATION_NETWORKS.products, hold);
  using rest = await startCalibration(engine, CALIBRATION_NETWORKS.rest, hold);
  const started = performance.now();
  for (
    let round = 0;
    round < MEASURED.rounds || performance.now() - started < MEASURED.seconds * 1000;
    round++
  ) {
    if (round > 0 && performance.now() - began > MEASURED.mostSeconds * 1000) break;
    await products.run(STEPS_IN_A_ROUND.products);
    await rest.run(STEPS_IN_A_ROUND.rest);
  }
  return {
    products: quantile(products.seconds) / reference.products,
    rest: quantile(rest.seconds) / reference.rest,
  };
}

/** A calibration network after its first step, which plans, packs and allocates. */
async function startCalibration(engine: Engine, architecture: Architecture, hold: Hold) {
  const network = await engine.build(architecture, { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam });
  const batch = emptyBatch(architecture, REFERENCE_CALIBRATION[engine.name].clips);
  const seconds: number[] = [];
  const step = () => secondsOfStep(network, batch, hold);
  const calibration = {
    /** Of each step. */
    seconds,
    async run(steps: number): Promise<void> {
      for (let i = 0; i < steps; i++) seconds.push(await step());
    },
    [Symbol.dispose]: () => network[Symbol.dispose](),
  };
  try {
    await step();
    return calibration;
  } catch (error) {
    network[Symbol.dispose]();
    throw error;
  }
}

function quantile(seconds: readonly number[]): number {
  return seconds.toSorted((a, b) => a - b)[Math.floor(TIME_QUANTILE * (seconds.length - 1))];
}

async function secondsOfStep(network: Network, batch: Batch, hold: Hold): Promise<number> {
  await hold();
  const started = performance.now();
  await network.trainStep(batch, STEP);
  return (performance.now() - started) / 1000;
}

/** Seconds of training steps with a batch: the first step, then further steps up to the limits `most`, at least one. */
export async function timeSteps(
  network: Network,
  batch: Batch,
  most: { steps: number; seconds: number },
  hold: Hold,
): Promise<{ first: number; steps: number[] }> {
  const first = await secondsOfStep(network, batch, hold);
  const steps: number[] = [];
  let spent = 0;
  while (steps.length === 0 || (steps.length < most.steps && spent < most.seconds)) {
    const seconds = await secondsOfStep(network, batch, hold);
    steps.push(seconds);
    spent += seconds;
  }
  return { first, steps };
}

/** A batch with zeros as inputs; kernels take the same time for any values. */
export function emptyBatch(architecture: Architecture, n: number): Batch {
  const shapes = inferShapes(architecture);
  const classes = sizeOf(shapes.get(architecture.layers.at(-1)!.name)!);
  const targets = new Float32Array(n * classes);
  for (let clip = 0; clip < n; clip++) targets[clip * classes + (clip % classes)] = 1;
  const inputs = new Float32Array(n * sizeOf(shapes.get(architecture.layers[0].name)!));
  return { inputs, targets, sampleWeights: new Float32Array(n).fill(1), n };
}

/** The median; for an even number of values the lower of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}
