import { OPTIMIZER_DEFAULTS } from '../../shared/runs.ts';
import type { Architecture } from '../models/architecture.ts';
import { inferShapes } from '../models/shapes.ts';
import { sizeOf } from '../models/weights.ts';
import { CALIBRATION_NETWORKS } from './calibration-networks.ts';
import type { Batch, Engine, Network } from './engine.ts';
import { type MachineSpeed, REFERENCE_CALIBRATION } from './pace.ts';

/** Both networks take steps in turns for so long, each of them at least so often. */
const MEASURED = { seconds: 1, rounds: 5 };
/** A step of the quicker one is a third as long. */
const STEPS_IN_A_ROUND = { products: 1, rest: 3 };
/**
 * Of the steps, the one that so many were quicker than counts. Where other programs are at work, their turns strike
 * short steps more unevenly than the long ones of a large network: by the median, estimates were a quarter too long.
 */
const QUICKER_SHARE = 0.25;
const STEP = { learningRate: 0, clipNorm: 0, dropoutSeed: [1, 2] as [number, number] };

/** Awaited before each step, which blocks the thread; what it throws ends the measurement. */
export type Hold = () => Promise<void>;

/**
 * How fast this machine is with an engine, from a few steps of two small networks: a second or two. Throws what the
 * engine and `hold` throw.
 */
export async function measureSpeed(engine: Engine, hold: Hold): Promise<MachineSpeed> {
  const reference = REFERENCE_CALIBRATION[engine.name];
  using products = await startCalibration(engine, CALIBRATION_NETWORKS.products, hold);
  using rest = await startCalibration(engine, CALIBRATION_NETWORKS.rest, hold);
  const began = performance.now();
  for (
    let round = 0;
    round < MEASURED.rounds || performance.now() - began < MEASURED.seconds * 1000;
    round++
  ) {
    await products.take(STEPS_IN_A_ROUND.products);
    await rest.take(STEPS_IN_A_ROUND.rest);
  }
  return {
    products: undisturbed(products.seconds) / reference.products,
    rest: undisturbed(rest.seconds) / reference.rest,
  };
}

/** A calibration network after its first step, which plans, packs and allocates. */
async function startCalibration(engine: Engine, architecture: Architecture, hold: Hold) {
  const network = await engine.build(architecture, { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam });
  const batch = emptyBatch(architecture, REFERENCE_CALIBRATION[engine.name].clips);
  const seconds: number[] = [];
  const step = () => secondsOfStep(network, batch, hold);
  const started = {
    /** Of each step. */
    seconds,
    async take(steps: number): Promise<void> {
      for (let i = 0; i < steps; i++) seconds.push(await step());
    },
    [Symbol.dispose]: () => network[Symbol.dispose](),
  };
  try {
    await step();
    return started;
  } catch (error) {
    network[Symbol.dispose]();
    throw error;
  }
}

function undisturbed(seconds: readonly number[]): number {
  return seconds.toSorted((a, b) => a - b)[Math.floor(QUICKER_SHARE * (seconds.length - 1))];
}

async function secondsOfStep(network: Network, batch: Batch, hold: Hold): Promise<number> {
  await hold();
  const began = performance.now();
  await network.trainStep(batch, STEP);
  return (performance.now() - began) / 1000;
}

/**
 * Seconds of training steps with a batch: of the first by itself, then of as many others as `most` allows, at least one.
 */
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

/** A batch of zeros, which any kernel takes as long for as for anything else. */
export function emptyBatch(architecture: Architecture, n: number): Batch {
  const shapes = inferShapes(architecture);
  const classes = sizeOf(shapes.get(architecture.layers.at(-1)!.name)!);
  const targets = new Float32Array(n * classes);
  for (let clip = 0; clip < n; clip++) targets[clip * classes + (clip % classes)] = 1;
  const inputs = new Float32Array(n * sizeOf(shapes.get(architecture.layers[0].name)!));
  return { inputs, targets, sampleWeights: new Float32Array(n).fill(1), n };
}

/** The middle one; of an even number the lower of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}
