import type { Batch, Engine, NamedTensor, Network, StepSettings } from '../../../src/core/engines/engine.ts';
import type { Architecture } from '../../../src/core/models/architecture.ts';
import { type NetworkWriter, writeNetwork } from '../../../src/core/models/network-writer.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { type OptimizerSettings, optimizerSchema } from '../../../src/shared/runs.ts';

/** A network of `middle` and a dense head of three outputs. */
export function headed(
  shape: readonly [number, number, number],
  middle: (net: NetworkWriter, input: string) => string,
): Architecture {
  return writeNetwork('headed', shape, (net, input) => {
    const flat = net.plain(middle(net, input), 'flat', 'flatten');
    net.softmax(net.dense(flat, 'head', 3), 'probabilities');
  });
}

export const SGD: OptimizerSettings = optimizerSchema.parse({ name: 'sgd', learningRate: 1 });
export const STEP: StepSettings = { learningRate: 1, clipNorm: 0, dropoutSeed: [3, 4] };

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

/** A step of plain SGD with rate 1 takes the gradient off the weights. */
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

/** The loss of a batch with some weights; the network keeps them. */
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
