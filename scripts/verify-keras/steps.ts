/**
 * For verify.ts: runs the steps of steps.py on the native engine. Prints a line of JSON for each optimizer: the difference
 * from Keras's weights, ‖w − k‖ / ‖k‖, over all weights with the averages of batch norms; the same for the network's worst
 * kernel; and ‖w − k‖ relative to the step of Keras.
 *
 *     node scripts/verify-keras/steps.ts NETWORK FOLDER
 */
import { join } from 'node:path';
import { runtimeOfProcess } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { createTensorflowEngine } from '#core/engines/tensorflow/tensorflow-engine.ts';
import { readNpy } from '#core/features/npy.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { networkNamed } from '#core/models/registry.ts';
import { readWeightsFile } from '#core/models/weight-files/weights-file.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

/** A printed line. */
export interface StepDifference {
  optimizer: string;
  weights: number;
  worstKernel: number;
  ofStep: number;
}

const [name, folder] = process.argv.slice(2);
const inputs = readNpy(join(folder, 'x.npy'));
const [n, bands, frames] = inputs.shape;
const targets = readNpy(join(folder, 'targets.npy')).data;
const batch = { n, inputs: inputs.data, targets, sampleWeights: new Float32Array(n).fill(1) };
const architecture = networkNamed(name, [bands, frames]);
const load = async (file: string) => (await readWeightsFile(join(folder, file), architecture)).tensors;

using engine = await createTensorflowEngine(runtimeOfProcess());
const start = await load('start.weights.h5');
for (const optimizer of ['sgd', 'adam', 'adadelta'] as const) {
  const settings = OPTIMIZER_DEFAULTS[optimizer];
  using network = await engine.build(architecture, { seed: 0, optimizer: settings });
  await network.writeWeights(start);
  const { learningRate } = settings;
  await network.trainStep(batch, { learningRate, clipNorm: 0, dropoutSeed: [0, 0] });
  const found = compare(await network.readWeights(), await load(`${optimizer}.weights.h5`));
  process.stdout.write(`${JSON.stringify({ optimizer, ...found } satisfies StepDifference)}\n`);
}

function compare(ours: NamedTensor[], theirs: NamedTensor[]): Omit<StepDifference, 'optimizer'> {
  const byName = new Map(ours.map((tensor) => [tensor.name, tensor.data]));
  const before = new Map(start.map((tensor) => [tensor.name, tensor.data]));
  const sums = { difference: 0, size: 0, step: 0 };
  let worstKernel = 0;
  for (const { name: weight, data } of theirs) {
    let [difference, size] = [0, 0];
    const [found, old] = [byName.get(weight)!, before.get(weight)!];
    data.forEach((value, i) => {
      difference += (found[i] - value) ** 2;
      size += value ** 2;
      sums.step += (value - old[i]) ** 2;
    });
    sums.difference += difference;
    sums.size += size;
    // The gradient of a bias before a batch norm is only rounding, so its first step is noise, also in Keras.
    if (weight.endsWith('kernel')) worstKernel = Math.max(worstKernel, Math.sqrt(difference / size));
  }
  return {
    weights: Math.sqrt(sums.difference / sums.size),
    worstKernel,
    ofStep: Math.sqrt(sums.difference / sums.step),
  };
}
