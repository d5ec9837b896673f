import { UserError } from '../../../shared/failure.ts';
import type { Architecture } from '../../models/architecture.ts';
import { type BatchStatistics, compileLayer } from './compile-layer.ts';
import type { Graph, Tensor } from './graph/graph.ts';
import { split } from './graph/shaping.ts';
import { readVariable, type Variable } from './graph/variables.ts';
import type { Storage } from './weight-layout.ts';

/** The network's weights as they are when a run begins, by variable and by name. */
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

/** What a network is compiled with. */
export interface ForwardOptions {
  inputs: Tensor;
  /** By name. */
  weights: ReadonlyMap<string, Tensor>;
  /** Whether convolutions may be replaced by ones with fewer multiplications: those win on a processor only. */
  fewerProducts: boolean;
  /** See {@link compileLayer}. */
  keep?: (tensor: Tensor) => Tensor;
  training?: {
    dropoutSeed: Tensor;
    onGpu: boolean;
    /** Batch norms of these layers do as in prediction. */
    frozen: ReadonlySet<string>;
    /** Gets those of each batch norm that is not frozen. */
    statistics: Map<string, BatchStatistics>;
  };
}

/** Appends the network up to its logits. */
export function compileForward(
  graph: Graph,
  architecture: Architecture,
  { inputs, weights, fewerProducts, keep, training }: ForwardOptions,
): Tensor {
  const outputs = new Map<string, Tensor>();
  architecture.layers.slice(0, -1).forEach((layer, index) => {
    if (training && layer.kind === 'activation' && layer.function === 'softmax')
      throw new UserError(
        'invalid-architecture',
        `The layer “${layer.name}” is a softmax and not the network's last layer: such a network cannot be trained.`,
      );
    const asInPrediction = layer.kind === 'batch-norm' && training?.frozen.has(layer.name);
    const output = compileLayer(layer, {
      graph,
      inputs: layer.kind === 'input' ? [inputs] : layer.inputs.map((name) => outputs.get(name)!),
      weight: (suffix) => weights.get(`${layer.name}/${suffix}`),
      fewerProducts,
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
  if (logits.shape.length === 2) return logits;
  throw new UserError(
    'invalid-architecture',
    `The network “${architecture.name}” ends in [${logits.shape.slice(1)}] where one number an emotion is needed.`,
  );
}
