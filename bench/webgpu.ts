/**
 * The work that a training step of each network gives to a GPU: calls of kernels, bytes that they move and multiplications with an
 * addition, beside the least that is possible. It needs no GPU. With `--compare`, runs a step on the adapter of this
 * machine too, and compares the probabilities and the weights after a step of three optimizers with those of the
 * engine wasm.
 *
 *     node bench/webgpu.ts [compact …] [--clips 32] [--shape 75x173] [--compare]
 *
 * On a software adapter: NEURAL_SER_WEBGPU_ADAPTER=swiftshader, with few clips and a small shape. With maps of one pixel and two clips, a
 * batch norm leaves nothing of the gradient but rounding, so take more.
 */
import { parseArgs } from 'node:util';
import type { Batch, Engine } from '#core/engines/engine.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import type { Operand } from '#core/engines/webgpu/layers/layer-program.ts';
import { openWebgpuEngine } from '#core/engines/webgpu/open-engine.ts';
import { compilePlan } from '#core/engines/webgpu/plan.ts';
import { placeVariables } from '#core/engines/webgpu/variables.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { networkWork } from '#core/models/layers/training-work.ts';
import { sizeOf, weightSpecs } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { createRandom } from '#shared/random.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

const NETWORKS = ['compact', 'compact-2', 'vgg19', 'xception', 'inceptionv3', 'resnet101v2', 'densenet201'];

const { values, positionals } = parseArgs({
  options: {
    clips: { type: 'string', default: '32' },
    shape: { type: 'string', default: '75x173' },
    compare: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const clips = Number(values.clips);
const [bands, frames] = values.shape.split('x').map(Number);
const names = positionals.length > 0 ? positionals : NETWORKS;

console.table(
  Object.fromEntries(names.map((name) => [name, workOfStep(networkNamed(name, [bands, frames]))])),
);
if (values.compare) {
  using webgpu = await openWebgpuEngine();
  using wasm = await createWasmEngine();
  for (const name of names) await compare(networkNamed(name, [bands, frames]), webgpu, wasm);
}
// The library of the GPU would keep the process.
process.exit();

function workOfStep(architecture: Architecture) {
  const optimizer = OPTIMIZER_DEFAULTS.adam;
  const slots = slotNames(optimizer).length;
  const placed = placeVariables(weightSpecs(architecture), slots);
  const { dispatches, buffers } = compilePlan(architecture, placed, {
    n: clips,
    training: { optimizer, clips: false },
    frozen: new Set(),
    products: 'tiled',
  });
  const floatsOf = (operand: Operand) => operand.floats;
  const moved = dispatches.reduce(
    (sum, { operands }) => sum + operands.reduce((floats, operand) => floats + floatsOf(operand), 0),
    0,
  );
  const { train, parameters } = networkWork(architecture);
  // Each output and its gradient are written once and read once; each weight is read twice and updated once with its
  // gradient and slots. Training counts each output three times.
  const least = (4 * clips * train.values) / 3 + parameters * (2 + 2 + 2 + 2 * slots);
  const products = dispatches.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  const leastProducts = clips * (train.products + train.depthwiseProducts);
  const giga = (count: number) => (count / 1e9).toFixed(2);
  return {
    dispatches: dispatches.length,
    kernels: new Set(dispatches.map(({ kernel }) => kernel.source)).size,
    'GB moved': giga(4 * moved),
    'least GB': giga(4 * least),
    'G multiply-adds': giga(products),
    'least G': giga(leastProducts),
    'GB of batch': giga(4 * buffers.reduce((sum, floats) => sum + floats, 0)),
  };
}

async function compare(architecture: Architecture, webgpu: Engine, wasm: Engine): Promise<void> {
  const layers = architecture.layers.map((layer) =>
    layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer,
  );
  const network = { ...architecture, layers };
  const batch = randomBatch(network);
  for (const name of ['sgd', 'adam', 'adadelta'] as const) {
    const optimizer = OPTIMIZER_DEFAULTS[name];
    using own = await webgpu.build(network, { seed: 1, optimizer });
    using other = await wasm.build(network, { seed: 1, optimizer });
    const [found, expected] = [
      await own.predict(batch.inputs, clips),
      await other.predict(batch.inputs, clips),
    ];
    const settings = {
      learningRate: optimizer.learningRate,
      clipNorm: 0,
      dropoutSeed: [1, 2] as [number, number],
    };
    const start = performance.now();
    await own.trainStep(batch, settings);
    const first = performance.now() - start;
    await other.trainStep(batch, settings);
    const weights = new Map((await own.readWeights()).map((tensor) => [tensor.name, tensor.data]));
    let [worst, where] = [0, ''];
    for (const { name: weight, data } of await other.readWeights()) {
      const difference = relativeNorm(weights.get(weight)!, data);
      if (difference > worst) [worst, where] = [difference, weight];
    }
    console.log(
      `${network.name}, ${name}: probabilities differ by ${largest(found, expected).toExponential(1)} at most, ` +
        `weights after a step by ${worst.toExponential(1)} of their norm (${where}); ${(first / 1000).toFixed(1)} s with compiling`,
    );
  }
}

function randomBatch(network: Architecture): Batch {
  const random = createRandom('bench of webgpu', network.name);
  const [input] = network.layers;
  const floats = input.kind === 'input' ? sizeOf(input.shape) : 0;
  const targets = new Float32Array(clips * 7);
  for (let clip = 0; clip < clips; clip++) targets[clip * 7 + (clip % 7)] = 1;
  return {
    n: clips,
    inputs: new Float32Array(clips * floats).map(() => random.normal()),
    targets,
    sampleWeights: new Float32Array(clips).fill(1),
  };
}

function largest(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

function relativeNorm(a: Float32Array, b: Float32Array): number {
  const norm = Math.sqrt(b.reduce((sum, value) => sum + value * value, 0));
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0)) / Math.max(norm, 1e-3);
}
