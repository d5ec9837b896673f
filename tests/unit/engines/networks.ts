import type { Batch, Engine, Network, StepSettings } from '#core/engines/engine.ts';
import { compact } from '#core/models/compact.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { type NetworkWriter, writeNetwork } from '#core/models/layers/network-writer.ts';
import { createRandom } from '#shared/random.ts';
import { OPTIMIZER_DEFAULTS, type OptimizerSettings } from '#shared/settings/optimizer.ts';

/** A network of `middle` and a dense head with three outputs. */
export function headed(
  shape: readonly [number, number, number],
  middle: (net: NetworkWriter, input: string) => string,
): Architecture {
  return writeNetwork('headed', shape, (net, input) => {
    const flat = net.plain(middle(net, input), 'flat', 'flatten');
    net.softmax(net.dense(flat, 'head', 3), 'probabilities');
  });
}

export const SGD: OptimizerSettings = { ...OPTIMIZER_DEFAULTS.sgd, learningRate: 1 };
export const ADAM: OptimizerSettings = OPTIMIZER_DEFAULTS.adam;
/** Every optimizer, and the variants with slots of their own. */
export const OPTIMIZERS: readonly OptimizerSettings[] = Object.values(OPTIMIZER_DEFAULTS).concat(
  { ...OPTIMIZER_DEFAULTS.sgd, momentum: 0.9, nesterov: true },
  { ...OPTIMIZER_DEFAULTS.rmsprop, momentum: 0.9 },
);
export const STEP: StepSettings = { learningRate: 1, clipNorm: 0, dropoutSeed: [3, 4] };

/** The laboratory's own network, small and with three outputs, and batches for it. */
export const SMALL = compact({ bands: 12, frames: 17, emotions: 3 });
export const SMALL_BATCHES = [1, 2, 3, 4, 5, 6].map((seed) => randomBatch(SMALL, 4, seed));

/**
 * Wide enough for Winograd convolutions, with heights that are and are not multiples of their tiles. It has no batch
 * norm, because training would then not use them.
 */
export const wide = (height: number, width: number): Architecture =>
  writeNetwork('wide', [height, width, 1], (net, input) => {
    let x = net.relu(net.conv(input, 'first', 64, 3), 'relu1');
    x = net.relu(net.conv(x, 'with_bias', 80, 3), 'relu2');
    x = net.conv(x, 'without_bias', 66, [3, 2], { useBias: false });
    x = net.plain(x, 'mean', 'global-average-pool');
    net.softmax(net.dense(x, 'head', 3), 'probabilities');
  });

/** The maximum difference, relative to the largest magnitude of `expected`. */
export function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  const size = expected.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1e-6);
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(actual[i] - value)), 0) / size;
}

/** Normal inputs, uneven sample weights and smoothed targets. */
export function randomBatch(architecture: Architecture, n: number, seed: number, classes = 3): Batch {
  const random = createRandom('batch', seed);
  const input = architecture.layers[0];
  const size = input.kind === 'input' ? input.shape.reduce((a, b) => a * b, 1) : 0;
  const targets = new Float32Array(n * classes).fill(0.1 / classes);
  for (let i = 0; i < n; i++) targets[i * classes + random.integer(classes)] += 0.9;
  return {
    n,
    inputs: new Float32Array(n * size).map(() => random.normal()),
    targets,
    sampleWeights: new Float32Array(n).map(() => random.between(0.5, 1.5)),
  };
}

/** Gradients by a step of plain SGD with rate 1, which subtracts the gradient from the weights. */
export async function gradientsOf(
  network: Network,
  batch: Batch,
): Promise<{ weights: NamedTensor[]; gradients: Map<string, Float64Array> }> {
  const weights = await network.readWeights();
  await network.trainStep(batch, STEP);
  const after = new Map((await network.readWeights()).map((tensor) => [tensor.name, tensor.data]));
  await network.writeWeights(weights);
  const gradients = new Map(
    weights.map(({ name, data }) => [
      name,
      Float64Array.from(data, (value, i) => value - after.get(name)![i]),
    ]),
  );
  return { weights, gradients };
}

/** The loss of a batch with these weights, which the network keeps. */
export async function lossWith(
  network: Network,
  weights: readonly NamedTensor[],
  batch: Batch,
): Promise<number> {
  await network.writeWeights(weights);
  return (await network.trainStep(batch, { ...STEP, learningRate: 0 })).loss;
}

export async function trained(
  engine: Engine,
  architecture: Architecture,
  optimizer: OptimizerSettings,
  batches: readonly Batch[],
): Promise<Network> {
  const network = await engine.build(architecture, { seed: 5, optimizer });
  for (const batch of batches)
    await network.trainStep(batch, { ...STEP, learningRate: optimizer.learningRate });
  return network;
}
