import { OPTIMIZER_DEFAULTS } from '../../shared/runs.ts';
import type { Architecture } from '../models/architecture.ts';
import { inferShapes } from '../models/shapes.ts';
import { sizeOf } from '../models/weights.ts';
import { CALIBRATION_NETWORKS } from './calibration-networks.ts';
import type { Batch, Engine, Network } from './engine.ts';
import { type MachineSpeed, REFERENCE_CALIBRATION } from './pace.ts';

/** Steps that are timed, after a first one that is not: it plans, packs and allocates. */
const TIMED_STEPS = 9;
const STEP = { learningRate: 0, clipNorm: 0, dropoutSeed: [1, 2] as [number, number] };

/** Awaited before each step, which blocks the thread; what it throws ends the measurement. */
export type Hold = () => Promise<void>;

/**
 * How fast this machine is with an engine, from a few steps of two small networks: a second or two. Throws what the
 * engine and `hold` throw.
 */
export async function measureSpeed(engine: Engine, hold: Hold): Promise<MachineSpeed> {
  const { clips, products, rest } = REFERENCE_CALIBRATION[engine.name];
  const seconds = (architecture: Architecture) => secondsOfSteps(engine, architecture, clips, hold);
  return {
    products: (await seconds(CALIBRATION_NETWORKS.products)) / products,
    rest: (await seconds(CALIBRATION_NETWORKS.rest)) / rest,
  };
}

async function secondsOfSteps(
  engine: Engine,
  architecture: Architecture,
  clips: number,
  hold: Hold,
): Promise<number> {
  using network = await engine.build(architecture, { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam });
  const batch = emptyBatch(architecture, clips);
  const { steps } = await timeSteps(network, batch, { steps: TIMED_STEPS, seconds: 10 }, hold);
  return median(steps);
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
  const once = async (): Promise<number> => {
    await hold();
    const began = performance.now();
    await network.trainStep(batch, STEP);
    return (performance.now() - began) / 1000;
  };
  const first = await once();
  const steps: number[] = [];
  let spent = 0;
  while (steps.length === 0 || (steps.length < most.steps && spent < most.seconds)) {
    const seconds = await once();
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
