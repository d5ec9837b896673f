/**
 * A small engine for tests of the code around engines: softmax regression on the raw features, trained by SGD with
 * momentum in plain JavaScript. It is real training with real state, but fast.
 */
import type { Batch, BuildOptions, Engine, Network, StepSettings } from '#core/engines/engine.ts';
import { evaluatePredictions } from '#core/engines/evaluate-predictions.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { UserError } from '#shared/failure.ts';
import { createRandom } from '#shared/random.ts';

const CLASSES = 7;

export interface SoftmaxOptions {
  /** Called before each training step, to slow it down or break it. */
  beforeStep?(step: number): Promise<void>;
}

export function createSoftmaxEngine(options: SoftmaxOptions = {}): Engine {
  return {
    name: 'wasm',
    device: 'cpu',
    build: async (architecture, build) => softmaxNetwork(architecture, build, options),
    [Symbol.dispose]: () => undefined,
  };
}

function softmaxNetwork(architecture: Architecture, build: BuildOptions, options: SoftmaxOptions): Network {
  const input = architecture.layers[0];
  if (input.kind !== 'input') throw new Error('The first layer is the input.');
  const features = input.shape[0] * input.shape[1];
  const random = createRandom(build.seed, 'weights');
  const kernel = Float32Array.from({ length: features * CLASSES }, () => 0.01 * random.normal());
  const bias = new Float32Array(CLASSES);
  const kernelSlot = new Float32Array(kernel.length);
  const biasSlot = new Float32Array(CLASSES);
  const iterations = new Float32Array(1);
  const weights = (): NamedTensor[] => [
    { name: 'logits/kernel', shape: [features, CLASSES], data: kernel },
    { name: 'logits/bias', shape: [CLASSES], data: bias },
  ];
  const state = (): NamedTensor[] => [
    { name: 'iterations', shape: [], data: iterations },
    { name: 'logits/kernel/momentum', shape: [features, CLASSES], data: kernelSlot },
    { name: 'logits/bias/momentum', shape: [CLASSES], data: biasSlot },
  ];

  function probabilities(inputs: Float32Array, n: number): Float32Array {
    const result = new Float32Array(n * CLASSES);
    for (let clip = 0; clip < n; clip++) {
      const logits = Array.from(bias);
      for (let f = 0; f < features; f++) {
        const value = inputs[clip * features + f];
        for (let c = 0; c < CLASSES; c++) logits[c] += value * kernel[f * CLASSES + c];
      }
      const maximum = Math.max(...logits);
      const powers = logits.map((logit) => Math.exp(logit - maximum));
      const sum = powers.reduce((a, b) => a + b);
      result.set(
        powers.map((power) => power / sum),
        clip * CLASSES,
      );
    }
    return result;
  }

  async function trainStep(batch: Batch, settings: StepSettings) {
    await options.beforeStep?.(iterations[0]);
    const { inputs, targets, sampleWeights, n } = batch;
    const predicted = probabilities(inputs, n);
    const kernelGradient = new Float32Array(kernel.length);
    const biasGradient = new Float32Array(CLASSES);
    let loss = 0;
    let correct = 0;
    for (let clip = 0; clip < n; clip++) {
      const p = predicted.subarray(clip * CLASSES, (clip + 1) * CLASSES);
      const t = targets.subarray(clip * CLASSES, (clip + 1) * CLASSES);
      if (argmax(p) === argmax(t)) correct++;
      for (let c = 0; c < CLASSES; c++) {
        loss -= (sampleWeights[clip] * t[c] * Math.log(p[c])) / n;
        const slope = (sampleWeights[clip] * (p[c] - t[c])) / n;
        biasGradient[c] += slope;
        for (let f = 0; f < features; f++)
          kernelGradient[f * CLASSES + c] += slope * inputs[clip * features + f];
      }
    }
    const update = (values: Float32Array, slot: Float32Array, gradient: Float32Array) => {
      for (let i = 0; i < values.length; i++) {
        slot[i] = 0.9 * slot[i] - settings.learningRate * gradient[i];
        values[i] += slot[i];
      }
    };
    update(kernel, kernelSlot, kernelGradient);
    update(bias, biasSlot, biasGradient);
    iterations[0]++;
    return { loss, correct };
  }

  return {
    architecture,
    trainStep,
    predict: async (inputs, n) => probabilities(inputs, n),
    embed: () => Promise.reject(new Error('This network has no dense layer.')),
    mapGradient: () => Promise.reject(new Error('This network has no feature map.')),
    evaluate: async (batch) => evaluatePredictions(probabilities(batch.inputs, batch.n), batch, CLASSES),
    readWeights: async () => copyOf(weights()),
    writeWeights: async (tensors) => copyInto(weights(), tensors),
    readState: async () => copyOf(state()),
    writeState: async (tensors) => copyInto(state(), tensors),
    [Symbol.dispose]: () => undefined,
  };
}

function argmax(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}

function copyOf(tensors: NamedTensor[]): NamedTensor[] {
  return tensors.map((tensor) => ({ ...tensor, data: tensor.data.slice() }));
}

function copyInto(own: NamedTensor[], given: readonly NamedTensor[]): void {
  for (const { name, data } of own) {
    const found = given.find((tensor) => tensor.name === name);
    if (found?.data.length !== data.length) throw new UserError('weights-mismatch', `${name} does not fit.`);
    data.set(found.data);
  }
}
