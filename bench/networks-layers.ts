import { createRequire } from 'node:module';
import util from 'node:util';
import type { Batch } from '#core/engines/engine.ts';
import { loadBinding, type RuntimePaths } from '#core/engines/tensorflow/binding.ts';
import type { Architecture, Layer } from '#core/models/layers/architecture.ts';

const require = createRequire(import.meta.url);

/** Whether TensorFlow.js layers and their kernels for native TensorFlow are installed. */
export function hasLayers(): boolean {
  try {
    return require.resolve('@tensorflow/tfjs') !== '' && require.resolve(BACKEND) !== '';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return false;
    throw error;
  }
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const BACKEND = `${PACKAGE}/dist/nodejs_kernel_backend`;

/** A symbolic tensor of TensorFlow.js, whose types are not installed. */
type Symbolic = object;

/** The network in TensorFlow.js layers, trained with Adadelta as in the thesis. */
export function buildLayersModel(
  runtime: RuntimePaths,
  architecture: Architecture,
  batch: Batch,
  learningRate: number,
): Record<'step' | 'predict', () => Promise<unknown>> {
  // The package calls this function, which Node 23 removed.
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  const tf = require('@tensorflow/tfjs');
  const { NodeJSKernelBackend } = require(BACKEND);
  require(`${PACKAGE}/dist/register_all_kernels`);
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(loadBinding(runtime), PACKAGE), 3);
  tf.setBackend('tensorflow');

  const outputs = new Map<string, Symbolic>();
  const input = architecture.layers.find((layer) => layer.kind === 'input')!;
  for (const layer of architecture.layers) {
    if (layer.kind === 'input') outputs.set(layer.name, tf.input({ shape: [...layer.shape] }));
    else {
      const inputs = layer.inputs.map((name) => outputs.get(name)!);
      outputs.set(layer.name, layerOf(tf, layer).apply(inputs.length === 1 ? inputs[0] : inputs));
    }
  }
  const last = outputs.get(architecture.layers.at(-1)!.name);
  const model = tf.model({ inputs: outputs.get(input.name), outputs: last });
  model.compile({
    optimizer: tf.train.adadelta(learningRate, 0.95),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const { inputs, targets, n } = batch;
  const clipFloats = inputs.length / n;
  const x = tf.tensor4d(inputs, [n, ...input.shape]);
  const y = tf.tensor2d(targets, [n, targets.length / n]);
  const clip = tf.tensor4d(inputs.slice(0, clipFloats), [1, ...input.shape]);
  return {
    step: () => model.trainOnBatch(x, y),
    predict: async () => {
      const probabilities = model.predictOnBatch(clip);
      await probabilities.data();
      probabilities.dispose();
    },
  };
}

interface LayerClass {
  apply(inputs: Symbolic | Symbolic[]): Symbolic;
}

// biome-ignore lint/suspicious/noExplicitAny: see Symbolic.
function layerOf({ layers }: any, layer: Layer): LayerClass {
  switch (layer.kind) {
    case 'conv2d':
      return layers.conv2d({
        filters: layer.filters,
        kernelSize: [...layer.kernel],
        strides: [...layer.strides],
        padding: layer.padding,
        useBias: layer.useBias,
      });
    case 'batch-norm':
      return layers.batchNormalization({ momentum: layer.momentum, epsilon: layer.epsilon });
    case 'activation':
      return layers.activation({ activation: layer.function });
    case 'zero-padding':
      return layers.zeroPadding2d({
        padding: [
          [layer.top, layer.bottom],
          [layer.left, layer.right],
        ],
      });
    case 'max-pool':
    case 'average-pool':
      return layers[layer.kind === 'max-pool' ? 'maxPooling2d' : 'averagePooling2d']({
        poolSize: [...layer.size],
        strides: [...layer.strides],
        padding: layer.padding,
      });
    case 'concatenate':
      return layers.concatenate();
    case 'global-average-pool':
      return layers.globalAveragePooling2d({});
    case 'dense':
      return layers.dense({ units: layer.units, useBias: layer.useBias });
    default:
      throw new Error(`DenseNet201 has no ${layer.kind}.`);
  }
}
