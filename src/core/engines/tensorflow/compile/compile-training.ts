import { FLOAT } from '#core/engines/tensorflow/graph/attributes.ts';
import { gradientsOf } from '#core/engines/tensorflow/graph/backward.ts';
import {
  add,
  cast,
  divide,
  identity,
  maximum,
  multiply,
  reduce,
  softmaxCrossEntropy,
  subtract,
} from '#core/engines/tensorflow/graph/elementwise.ts';
import type { Graph, Operation, Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import { applyUpdate, clipByGlobalNorm, halfSquares } from '#core/engines/tensorflow/graph/optimizers.ts';
import type { Signature } from '#core/engines/tensorflow/graph/saved-model.ts';
import {
  concatenate,
  pack,
  reshape,
  sizesOf,
  slice,
  unpack,
} from '#core/engines/tensorflow/graph/shaping.ts';
import { assign, readVariable, type Variable } from '#core/engines/tensorflow/graph/variables.ts';
import { type Labels, placeSettings } from '#core/engines/tensorflow/step-feeds.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import { countCorrect } from './compile-evaluation.ts';
import { compileForward, readWeights } from './compile-forward.ts';
import type { BatchStatistics } from './compile-layer.ts';
import type { AverageStorage, Storage, WeightLayout } from './weight-layout.ts';

interface Parts {
  optimizer: OptimizerSettings;
  layout: WeightLayout;
  weights: ReadonlyMap<Storage, Variable>;
  slots: ReadonlyMap<Storage, readonly Variable[]>;
  inputs: Tensor;
  labels: Labels;
  frozen: ReadonlySet<string>;
  onGpu: boolean;
}

/**
 * Appends a training step: forward pass, loss, gradients, updates. There are two signatures, without and with clipping,
 * because only clipping needs all gradients at once. Both give `[loss, correct predictions, half the squares of all
 * gradients]` for the weights before the step. The last value shows numbers that are not finite: TensorFlow's relu
 * turns NaN into 0, which would hide them from the loss.
 */
export function compileTraining(
  graph: Graph,
  architecture: Architecture,
  { optimizer, layout, weights, slots, inputs, labels, frozen, onGpu }: Parts,
): { plain: Signature; clipped: Signature } {
  checkFrozenLayers(architecture, layout, frozen);
  const [batch] = inputs.shape;
  const { fed: settings, rates, dropoutSeed } = placeSettings(graph);
  const [learningRate, clipNorm, beta1Power, beta2Power] = unpack(graph, rates);

  const statistics = new Map<string, BatchStatistics>();
  const read = readWeights(graph, weights);
  const { logits } = compileForward(graph, architecture, {
    inputs,
    weights: read.byName,
    // Batch norms amplify rounding differences to Keras: see `batchNormInSteps`.
    useWinograd: !onGpu && !architecture.layers.some(({ kind }) => kind === 'batch-norm'),
    training: { dropoutSeed, onGpu, frozen, statistics },
  });
  const { targets, sampleWeights } = labels;
  const entropy = softmaxCrossEntropy(graph, logits, targets);
  const count = cast(graph, reshape(graph, slice(graph, sizesOf(graph, logits), [0], [1]), []), FLOAT);
  const shares = divide(graph, sampleWeights, count);
  const loss = reduce(graph, 'Sum', multiply(graph, entropy.loss, shares), [0]);
  const correct = countCorrect(graph, logits, targets);

  const logitGradient = multiply(graph, entropy.gradient, reshape(graph, shares, [batch, 1]));
  const forwardEnd = graph.operations.length;
  const wanted = layout.trainable.flatMap((storage) => read.byStorage.get(storage)!);
  const gradients = gradientsOf(graph, logits, logitGradient, wanted);
  const readers = readersOf(graph.operations.slice(forwardEnd));
  const averages = layout.averages.flatMap((storage) =>
    updateAverages(graph, storage, weights.get(storage)!, statistics, onGpu ? count : null),
  );

  const gradientOf = (storage: Storage): Tensor => {
    const parts = read.byStorage.get(storage)!.map((part) => gradients.get(part)!);
    return parts.length > 1 ? concatenate(graph, parts, 0) : parts[0];
  };
  const whole = layout.trainable.map(gradientOf);
  const halves = halfSquares(graph, whole) ?? graph.floats([0], []);
  const result = pack(graph, [loss, correct, halves]);
  const step = (applied: readonly Tensor[]): Signature => {
    const updates = layout.trainable.map((storage, i) =>
      applyUpdate(
        graph,
        optimizer,
        { learningRate, beta1Power, beta2Power },
        {
          weights: weights.get(storage)!,
          slots: slots.get(storage)!,
          gradient: applied[i],
          decays: storage.decays,
          after:
            read.byStorage.get(storage)!.length > 1
              ? []
              : (readers.get(read.byStorage.get(storage)![0]) ?? []),
        },
      ),
    );
    const output = identity(graph, result, [...updates, ...averages]);
    return { inputs: { inputs, labels: labels.fed, settings }, output };
  };
  return { plain: step(whole), clipped: step(clipByGlobalNorm(graph, whole, halves, clipNorm)) };
}

/** Throws unless all layers before a frozen layer are frozen too: no gradient passes through a frozen layer. */
function checkFrozenLayers(
  { layers }: Architecture,
  { trainable }: WeightLayout,
  frozen: ReadonlySet<string>,
): void {
  const learning = new Set(trainable.flatMap(({ weights }) => weights.map(({ spec }) => spec.layer)));
  const changing = new Set<string>();
  for (const { name, inputs } of layers) {
    const changes = inputs.some((input) => changing.has(input));
    if (changes && frozen.has(name))
      throw new Error(`“${name}” is frozen, but a layer before it is not: see BuildOptions.`);
    if (changes || learning.has(name)) changing.add(name);
  }
}

function readersOf(operations: readonly Operation[]): Map<Tensor, Operation[]> {
  const readers = new Map<Tensor, Operation[]>();
  for (const operation of operations)
    for (const input of operation.inputs) {
      const found = readers.get(input);
      if (found) found.push(operation);
      else readers.set(input, [operation]);
    }
  return readers;
}

/**
 * average · momentum + batch · (1 − momentum), for the means and the biased variances of all batch norms of one
 * momentum at once. `clips`: the number of clips if the variances have Bessel's correction; they are multiplied by
 * (values − 1) / values. Null: the variances are biased already.
 */
function updateAverages(
  graph: Graph,
  { momentum, layers }: AverageStorage,
  averages: Variable,
  statistics: ReadonlyMap<string, BatchStatistics>,
  clips: Tensor | null,
): Operation[] {
  const parts = layers.map(({ name }) => statistics.get(name)!.mean);
  for (const positions of new Set(layers.map((layer) => layer.positions))) {
    const variances = layers
      .filter((layer) => layer.positions === positions)
      .map(({ name }) => statistics.get(name)!.variance);
    const together = variances.length > 1 ? concatenate(graph, variances, 0) : variances[0];
    if (clips === null) {
      parts.push(together);
      continue;
    }
    const values = multiply(graph, clips, graph.floats([positions], []));
    const one = graph.floats([1], []);
    const biased = divide(graph, maximum(graph, subtract(graph, values, one), one), values);
    parts.push(multiply(graph, together, biased));
  }
  const old = readVariable(graph, averages);
  const kept = multiply(graph, old, graph.floats([momentum], []));
  const fresh = multiply(graph, concatenate(graph, parts, 0), graph.floats([1 - momentum], []));
  return [assign(graph, 'AssignVariableOp', averages, add(graph, kept, fresh))];
}
