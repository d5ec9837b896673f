import type { Graph, Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import { split } from '#core/engines/tensorflow/graph/shaping.ts';
import { readVariable, type Variable } from '#core/engines/tensorflow/graph/variables.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { UserError } from '#shared/failure.ts';
import { type BatchStatistics, compileLayer } from './compile-layer.ts';
import type { Storage } from './weight-layout.ts';

/** The network's weights at the start of a run, by variable and by name. */
export function readWeights(graph: Graph, variables: ReadonlyMap<Storage, Variable>) {
  const byName = new Map<string, Tensor>();
  const byStorage = new Map<Storage, readonly Tensor[]>();
  for (const [storage, source] of variables) {
    const value = readVariable(graph, source);
    const whole =
      storage.weights.length === 1 && String(storage.weights[0].spec.shape) === String(storage.shape);
    const parts = whole
      ? [value]
      : split(
          graph,
          value,
          storage.weights.map(({ size }) => size),
          0,
        );
    byStorage.set(storage, parts);
    storage.weights.forEach(({ spec }, i) => {
      byName.set(spec.name, parts[i]);
    });
  }
  return { byName, byStorage };
}

/** Options for compiling the forward pass. */
export interface ForwardOptions {
  inputs: Tensor;
  /** By name. */
  weights: ReadonlyMap<string, Tensor>;
  /**
   * Whether convolutions may be replaced by Winograd ones, which have fewer multiplications. They are faster only on a
   * CPU.
   */
  useWinograd: boolean;
  /** See {@link compileLayer}. */
  keep?: (tensor: Tensor) => Tensor;
  training?: {
    dropoutSeed: Tensor;
    onGpu: boolean;
    /** Batch norms of these layers compute as in prediction. */
    frozen: ReadonlySet<string>;
    /** Gets the statistics of each batch norm that is not frozen. */
    statistics: Map<string, BatchStatistics>;
  };
}

/** Appends the network up to its logits, which it returns with the output of each layer by name. */
export function compileForward(
  graph: Graph,
  architecture: Architecture,
  { inputs, weights, useWinograd, keep, training }: ForwardOptions,
): { logits: Tensor; outputs: ReadonlyMap<string, Tensor> } {
  const outputs = new Map<string, Tensor>();
  architecture.layers.slice(0, -1).forEach((layer, index) => {
    if (training && layer.kind === 'activation' && layer.function === 'softmax')
      throw new UserError(
        'invalid-architecture',
        `The layer “${layer.name}” is a softmax but not the network's last layer. Such a network cannot be trained.`,
      );
    const asInPrediction = layer.kind === 'batch-norm' && training?.frozen.has(layer.name);
    const output = compileLayer(layer, {
      graph,
      inputs: layer.kind === 'input' ? [inputs] : layer.inputs.map((name) => outputs.get(name)!),
      weight: (suffix) => weights.get(`${layer.name}/${suffix}`),
      useWinograd,
      keep,
      training:
        training && !asInPrediction
          ? {
              dropoutSeed: training.dropoutSeed,
              index,
              onGpu: training.onGpu,
              observe: (found) => training.statistics.set(layer.name, found),
            }
          : null,
    });
    outputs.set(layer.name, output);
  });
  const last = architecture.layers.at(-1)!;
  const logits = outputs.get(last.inputs[0])!;
  if (logits.shape.length === 2) return { logits, outputs };
  throw new UserError(
    'invalid-architecture',
    `The network “${architecture.name}” has the output shape [${logits.shape.slice(1)}], but one number for each emotion is needed.`,
  );
}
