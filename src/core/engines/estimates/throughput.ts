import type { Engine } from '#core/engines/engine.ts';
import type { ClipWork, NetworkWork } from '#core/models/layers/training-work.ts';

/** The time that a network needs, in seconds, on one engine and machine. */
export interface Throughput {
  /** Time of a training step that is independent of its clips: the optimizer and the calls of the layers. */
  stepSeconds: number;
  /** Additional time for each clip of a training step. */
  trainClipSeconds: number;
  predictClipSeconds: number;
  /** Time to build the network and run its first step, once per fold. */
  buildSeconds: number;
}

/** Slowness of a machine relative to the reference machine, as factors of time, for two kinds of work. */
export interface MachineSpeed {
  /** Multiplications in convolutions and dense layers. */
  products: number;
  /** Everything else: moving data, updating weights, calling layers. */
  rest: number;
}

interface Rates {
  /**
   * Seconds of one multiplication with its addition, in one pass over a layer; `value`: seconds of one output value.
   */
  product: number;
  depthwiseProduct: number;
  value: number;
  /** Seconds to update one number of the weights, their gradient or an optimizer's slot. */
  update: number;
  /** Seconds to call a layer, in one pass. */
  layer: number;
  /** Once per fold, for each layer and each weight. */
  buildLayer: number;
  buildWeight: number;
}

/**
 * Rates of the reference machine (two threads with AVX-512, TensorFlow 2.21), fitted to the six networks at 1 to 32
 * clips. The resulting times of training steps and predictions are within a third of the measured ones.
 * {@link MachineSpeed} describes how other machines differ. `bench/plan.ts` compares these estimates with this
 * machine.
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
  // Of the software adapter. No GPU was measured: there, the calibration gives the order of magnitude, and a trial step the rest.
  webgpu: {
    product: 1.2e-8,
    depthwiseProduct: 4e-9,
    value: 3e-9,
    update: 2e-9,
    layer: 3e-4,
    buildLayer: 0.05,
    buildWeight: 3e-8,
  },
};

/** Seconds of a step of `clips` clips of the networks in `calibration-networks.ts` on the reference machine. */
export const REFERENCE_CALIBRATION: Readonly<
  Record<Engine['name'], { clips: number; products: number; rest: number }>
> = {
  tensorflow: { clips: 8, products: 0.0247, rest: 0.0075 },
  wasm: { clips: 2, products: 0.066, rest: 0.0019 },
  webgpu: { clips: 1, products: 12, rest: 0.05 },
};

/** The throughput of a network on a machine. `slots`: number of arrays that the optimizer keeps for each weight. */
export function throughputOf(
  work: NetworkWork,
  { engine, slots, speed }: { engine: Engine['name']; slots: number; speed: MachineSpeed },
): Throughput {
  const rates = RATES[engine];
  const clip = ({ products, depthwiseProducts, values }: ClipWork): number =>
    speed.products * rates.product * products +
    speed.rest * (rates.depthwiseProduct * depthwiseProducts + rates.value * values);
  // A weight, its gradient and its slots.
  const updates = work.trainableParameters * (2 + slots);
  const calls = 3 * work.layers;
  return {
    stepSeconds: speed.rest * (rates.update * updates + rates.layer * calls),
    trainClipSeconds: clip(work.train),
    predictClipSeconds: clip(work.predict),
    buildSeconds: speed.rest * (rates.buildLayer * work.layers + rates.buildWeight * work.parameters),
  };
}

/** All times except `buildSeconds`, multiplied by `factor`. */
export function scaledThroughput(throughput: Throughput, factor: number): Throughput {
  return {
    stepSeconds: factor * throughput.stepSeconds,
    trainClipSeconds: factor * throughput.trainClipSeconds,
    predictClipSeconds: factor * throughput.predictClipSeconds,
    buildSeconds: throughput.buildSeconds,
  };
}

/** Seconds of one training step. */
export function secondsOfStep({ stepSeconds, trainClipSeconds }: Throughput, clips: number): number {
  return stepSeconds + clips * trainClipSeconds;
}

/** Seconds of an epoch as the experiment log counts them: its training steps and its validation. */
export function secondsOfEpoch(
  throughput: Throughput,
  { train, validation }: { train: number; validation: number },
  batchSize: number,
): number {
  const steps = Math.ceil(train / batchSize);
  return (
    steps * throughput.stepSeconds +
    train * throughput.trainClipSeconds +
    validation * throughput.predictClipSeconds
  );
}
