import type { ClipWork, NetworkWork } from '../models/training-work.ts';
import type { Engine } from './engine.ts';

/** How long a network takes, in seconds, on one engine and machine. */
export interface Pace {
  /** Of a training step, whatever its clips: the optimizer's part, and calling the layers. */
  stepSeconds: number;
  /** Added by each clip of a training step. */
  trainClipSeconds: number;
  predictClipSeconds: number;
  /** Making the network and its first step, once a fold. */
  buildSeconds: number;
}

/** How many times as long as the reference machine a machine takes, for two kinds of work. */
export interface MachineSpeed {
  /** Multiplications in convolutions and dense layers. */
  products: number;
  /** Everything else: moving numbers, updating weights, calling layers. */
  rest: number;
}

interface Rates {
  /** Seconds of one multiplication with its addition, in one pass over a layer; of a number that a layer puts out. */
  product: number;
  depthwiseProduct: number;
  value: number;
  /** Of a number of the weights, their gradient or an optimizer's slot, in an update. */
  update: number;
  /** Of calling a layer, in one pass. */
  layer: number;
  /** Once a fold, for each layer and each weight. */
  buildLayer: number;
  buildWeight: number;
}

/**
 * Of the reference machine (two threads with AVX-512, TensorFlow 2.21), fitted to the six networks at 1 to 32 clips:
 * the times of training steps and predictions that this gives are within a third of the measured ones. What differs
 * elsewhere is {@link MachineSpeed}. `scripts/bench-plan.ts` compares with the machine at hand.
 */
const RATES: Readonly<Record<Engine['name'], Rates>> = {
  tensorflow: {
    product: 5.7e-12,
    depthwiseProduct: 1.2e-10,
    value: 2.3e-10,
    update: 2.5e-10,
    layer: 2.2e-5,
    buildLayer: 4e-3,
    buildWeight: 2.5e-8,
  },
  wasm: {
    product: 3.4e-11,
    depthwiseProduct: 8e-11,
    value: 8e-11,
    update: 8.7e-10,
    layer: 2e-6,
    buildLayer: 5e-4,
    buildWeight: 3e-8,
  },
};

/** What the networks of `calibration-networks.ts` took on the reference machine: seconds of a step of `clips`. */
export const REFERENCE_CALIBRATION: Readonly<
  Record<Engine['name'], { clips: number; products: number; rest: number }>
> = {
  tensorflow: { clips: 8, products: 0.0247, rest: 0.0075 },
  wasm: { clips: 2, products: 0.066, rest: 0.0019 },
};

/** What a network takes on a machine. `slots`: arrays that the optimizer keeps for each weight. */
export function paceOf(
  work: NetworkWork,
  { engine, slots, speed }: { engine: Engine['name']; slots: number; speed: MachineSpeed },
): Pace {
  const rates = RATES[engine];
  const clip = ({ products, depthwiseProducts, values }: ClipWork): number =>
    speed.products * rates.product * products +
    speed.rest * (rates.depthwiseProduct * depthwiseProducts + rates.value * values);
  // A weight and its gradient, and the slots.
  const updates = work.trainableParameters * (2 + slots);
  const calls = 3 * work.layers;
  return {
    stepSeconds: speed.rest * (rates.update * updates + rates.layer * calls),
    trainClipSeconds: clip(work.train),
    predictClipSeconds: clip(work.predict),
    buildSeconds: speed.rest * (rates.buildLayer * work.layers + rates.buildWeight * work.parameters),
  };
}

/** Every part of a pace, `factor` times as long. */
export function scaledPace(pace: Pace, factor: number): Pace {
  return {
    stepSeconds: factor * pace.stepSeconds,
    trainClipSeconds: factor * pace.trainClipSeconds,
    predictClipSeconds: factor * pace.predictClipSeconds,
    buildSeconds: pace.buildSeconds,
  };
}

/** Seconds of one training step. */
export function secondsOfStep({ stepSeconds, trainClipSeconds }: Pace, clips: number): number {
  return stepSeconds + clips * trainClipSeconds;
}

/** Seconds of an epoch as the log counts them: its steps and its validation. */
export function secondsOfEpoch(
  pace: Pace,
  { train, validation }: { train: number; validation: number },
  batchSize: number,
): number {
  const steps = Math.ceil(train / batchSize);
  return steps * pace.stepSeconds + train * pace.trainClipSeconds + validation * pace.predictClipSeconds;
}
