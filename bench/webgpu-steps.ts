/**
 * Compares a training step of each network on the adapter of this machine with the engine wasm: the probabilities before it, and every
 * weight after a step of each optimizer, relative to the norm of that weight. Beside it: how far wasm comes from itself if its
 * inputs change by 1e-7 of their size, which is what float32 rounds away. Where that is more than the bar, a comparison says nothing.
 *
 *     node bench/webgpu-steps.ts [compact …] [--clips 4] [--shape 75x75] [--optimizers sgd,adam,adadelta] [--beta 2] [--truth]
 *         [--conditioning]
 *
 * `--beta`: the offset of every batch norm. With Keras's 0, a hundred layers of batch norm and relu enlarge a change of 1e-7 to 1e-2 of a
 * gradient, whatever the number of clips. With 2, nearly all values pass the relu, and the step is well-conditioned.
 * `--truth`: compares both engines with a step of SGD in float64 instead of with each other; the honest comparison where a step is not
 * well-conditioned. `--conditioning`: wasm alone. On a software adapter: NEURAL_SER_WEBGPU_ADAPTER=swiftshader.
 */
import { parseArgs } from 'node:util';
import type { Batch, Engine, Network } from '#core/engines/engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { openWebgpuEngine } from '#core/engines/webgpu/open-engine.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { createRandom } from '#shared/random.ts';
import { OPTIMIZER_DEFAULTS, type OptimizerName } from '#shared/settings/optimizer.ts';
import { stepInFloat64 } from './float64-network.ts';

const NETWORKS = ['compact', 'vgg19', 'xception', 'inceptionv3', 'resnet101v2', 'densenet201'];
const CHANGE = 1e-7;
const BAR = 1e-3;
/**
 * Adam divides a gradient by its own size in the first step, so that with its default of 1e-7 rounding decides the sign of a step
 * wherever a gradient should be zero.
 */
const ADAM_EPSILON = 1e-3;

const { values, positionals } = parseArgs({
  options: {
    clips: { type: 'string', default: '4' },
    shape: { type: 'string', default: '75x75' },
    optimizers: { type: 'string', default: 'sgd,adam,adadelta' },
    beta: { type: 'string', default: '2' },
    truth: { type: 'boolean', default: false },
    conditioning: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const clips = Number(values.clips);
const [bands, frames] = values.shape.split('x').map(Number);

using wasm = await createWasmEngine();
using webgpu = values.conditioning ? null : await openWebgpuEngine();
for (const name of positionals.length > 0 ? positionals : NETWORKS) {
  const network = withoutDropout(networkNamed(name, [bands, frames]));
  const batch = randomBatch(network);
  if (values.truth) {
    console.log(await fromTruth(network, batch));
    continue;
  }
  for (const optimizer of values.optimizers.split(',') as OptimizerName[]) {
    const expected = await afterStep(wasm, network, batch, optimizer);
    const changed = await afterStep(wasm, network, slightlyChanged(batch), optimizer);
    const line = [
      `${name}, ${optimizer}, ${clips} clips of ${values.shape}: wasm from itself ${described(expected, changed)}`,
    ];
    if (webgpu !== null) {
      const found = await afterStep(webgpu, network, batch, optimizer);
      line.push(
        `webgpu from wasm ${described(expected, found)}, in ${found.seconds.toFixed(0)} s with compiling`,
      );
    }
    console.log(line.join('; '));
  }
}
// The library of the GPU would keep the process.
process.exit();

type Values = Float32Array | Float64Array;

interface Stepped {
  before: NamedTensor[];
  probabilities: Float32Array;
  weights: { name: string; data: Values }[];
  seconds: number;
}

/** How far the weights of each engine are from those in float64 after the same step of SGD. */
async function fromTruth(architecture: Architecture, batch: Batch): Promise<string> {
  const own = await afterStep(wasm, architecture, batch, 'sgd');
  const { learningRate } = OPTIMIZER_DEFAULTS.sgd;
  const truth = stepInFloat64(architecture, own.before, batch, learningRate);
  const lines = [`${architecture.name}, sgd, ${clips} clips of ${values.shape}, from float64`];
  const engines: [name: string, Stepped][] = [['wasm', own]];
  if (webgpu !== null) engines.push(['webgpu', await afterStep(webgpu, architecture, batch, 'sgd')]);
  for (const [name, { before, weights }] of engines) {
    const changes = weights.map(({ name, data }, i) =>
      apart(changeOf(data, before[i].data), changeOf(truth.get(name)!, before[i].data)),
    );
    const wholes = weights.map(({ name, data }) => apart(data, truth.get(name)!));
    const sorted = changes.toSorted((a, b) => a - b);
    lines.push(
      `${name} ${Math.max(...wholes).toExponential(1)} of a weight, ${sorted[sorted.length >> 1].toExponential(1)} (median) and ` +
        `${sorted.at(-1)!.toExponential(1)} (${weights[changes.indexOf(sorted.at(-1)!)].name}) of what changed`,
    );
  }
  return lines.join('; ');
}

async function afterStep(
  engine: Engine,
  architecture: Architecture,
  batch: Batch,
  name: OptimizerName,
): Promise<Stepped> {
  const optimizer = { ...OPTIMIZER_DEFAULTS[name], ...(name === 'adam' && { epsilon: ADAM_EPSILON }) };
  using network: Network = await engine.build(architecture, { seed: 1, optimizer });
  const before = opened(await network.readWeights());
  await network.writeWeights(before);
  const probabilities = await network.predict(batch.inputs, batch.n);
  const { learningRate } = optimizer;
  const started = performance.now();
  await network.trainStep(batch, { learningRate, clipNorm: 0, dropoutSeed: [1, 2] });
  const seconds = (performance.now() - started) / 1000;
  return { before, probabilities, weights: await network.readWeights(), seconds };
}

/** Batch norms that let nearly every value pass the relu after them. */
function opened(tensors: readonly NamedTensor[]): NamedTensor[] {
  return tensors.map((tensor) =>
    tensor.name.endsWith('/beta') ? { ...tensor, data: tensor.data.map(() => Number(values.beta)) } : tensor,
  );
}

/** The largest differences: of a weight by its norm, and by the norm of what the step changed in it. */
function described(expected: Stepped, found: Stepped): string {
  const weights = found.weights.map(({ data }, i) => apart(data, expected.weights[i].data));
  const changes = found.weights.map(({ data }, i) =>
    apart(
      changeOf(data, expected.before[i].data),
      changeOf(expected.weights[i].data, expected.before[i].data),
    ),
  );
  const worst = Math.max(...weights);
  const beyond = weights.filter((difference) => difference > BAR).length;
  const sorted = changes.toSorted((a, b) => a - b);
  return (
    `${largest(found.probabilities, expected.probabilities).toExponential(1)} in probabilities, ${worst.toExponential(1)} in ` +
    `${expected.weights[weights.indexOf(worst)].name} (${beyond} of ${weights.length} weights beyond ${BAR}); of what changed, ` +
    `${sorted[sorted.length >> 1].toExponential(1)} (median), ${sorted.at(-1)!.toExponential(1)} (${expected.weights[changes.indexOf(sorted.at(-1)!)].name})`
  );
}

function changeOf(after: Values, before: Values): Float64Array {
  return Float64Array.from(after, (value, i) => value - before[i]);
}

/** Dropout draws other masks on each engine. */
function withoutDropout(architecture: Architecture): Architecture {
  const layers = architecture.layers.map((layer) =>
    layer.kind === 'dropout' ? { ...layer, rate: 0 } : layer,
  );
  return { ...architecture, layers };
}

function randomBatch(network: Architecture): Batch {
  const random = createRandom('bench of webgpu', network.name);
  const [input] = network.layers;
  const floats = input.kind === 'input' ? sizeOf(input.shape) : 0;
  const targets = new Float32Array(clips * 7);
  for (let clip = 0; clip < clips; clip++) targets[clip * 7 + (clip % 7)] = 1;
  return {
    n: clips,
    inputs: new Float32Array(clips * floats).map(
      (_, i) => pattern(i % floats, Math.floor(i / floats)) + 0.3 * random.normal(),
    ),
    targets,
    sampleWeights: new Float32Array(clips).fill(1),
  };
}

/** Clips that differ in more than noise, which networks average away: waves along both axes. */
function pattern(at: number, clip: number): number {
  const [band, frame] = [Math.floor(at / frames), at % frames];
  return (1 + 0.2 * clip) * Math.sin(0.15 * (clip + 1) * band + clip) + Math.cos(0.07 * (clip + 2) * frame);
}

function slightlyChanged(batch: Batch): Batch {
  const random = createRandom('small change');
  return { ...batch, inputs: batch.inputs.map((value) => value * (1 + CHANGE * random.normal())) };
}

function largest(a: Float32Array, b: Float32Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

/** ‖a − b‖ / ‖b‖; arrays with a norm below 1e-3 count as if they had that. */
function apart(a: Values, b: Values): number {
  let [squares, size] = [0, 0];
  for (const [i, value] of b.entries()) {
    squares += (a[i] - value) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(squares) / Math.max(Math.sqrt(size), 1e-3);
}
