import { slotNames } from '#core/engines/optimizer-slots.ts';
import { requireProbabilities } from '#core/engines/require-probabilities.ts';
import { BATCH } from '#core/engines/tensorflow/graph/attributes.ts';
import { gradientsOf } from '#core/engines/tensorflow/graph/backward.ts';
import { softmax } from '#core/engines/tensorflow/graph/elementwise.ts';
import {
  createGraph,
  type Graph,
  type Operation,
  type Tensor,
} from '#core/engines/tensorflow/graph/graph.ts';
import { encodeNetwork, type Signature } from '#core/engines/tensorflow/graph/saved-model.ts';
import { concatenate } from '#core/engines/tensorflow/graph/shaping.ts';
import {
  assign,
  done,
  placeholder,
  readVariable,
  type Variable,
  variable,
  zeros,
} from '#core/engines/tensorflow/graph/variables.ts';
import { type Labels, placeLabels } from '#core/engines/tensorflow/step-feeds.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { embeddingLayer } from '#core/models/layers/embedding-layer.ts';
import { type FeatureMap, lastFeatureMap } from '#core/models/layers/feature-map.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import { compileEvaluation } from './compile-evaluation.ts';
import { compileForward, readWeights } from './compile-forward.ts';
import { compileTraining } from './compile-training.ts';
import { layOutWeights, type Storage, type WeightLayout } from './weight-layout.ts';

/** A variable of the session, and the names that read and write it. */
export interface StoredVariable {
  storage: Storage;
  /** A slot of the optimizer; null: the weights themselves. */
  slot: string | null;
  size: number;
  read: string;
  write: string;
}

/** A graph and the names of its inputs and outputs, as {@link runGraph} takes them. */
export interface CompiledNetwork {
  /** In the order of the graph. */
  operations: readonly Operation[];
  savedModel: Uint8Array;
  layout: WeightLayout;
  variables: StoredVariable[];
  inputShape: number[];
  classes: number;
  predict: Signature;
  /** Gives the sum of the losses and the number of correct predictions. */
  evaluate: Signature;
  /**
   * Gives the last feature map and, after its channels, the gradient of the logits by it, weighted with the fed weights
   * `[n, classes]`. Null for a network without such a map.
   */
  mapGradient: (Signature & { map: FeatureMap }) | null;
  /** Gives the input of the last dense layer. Null for a network without one. */
  embed: (Signature & { size: number }) | null;
  /** Fetched before the first prediction or evaluation with new weights; null: nothing to prepare. */
  prepare: string | null;
  /** Null for a network that was built only to predict. */
  train: { plain: Signature; clipped: Signature } | null;
  /** Fetched to set the slots to zero. */
  reset: string | null;
  /** Fetched to assign the fed values to the weights or to the slots. */
  written: { weights: string | null; slots: string | null };
}

export interface CompileOptions {
  /** Absent: the network can only predict. */
  optimizer?: OptimizerSettings;
  /** Names of layers that training does not change. */
  frozen?: ReadonlySet<string>;
  /** Selects the variants that are faster on a GPU than on a CPU. */
  onGpu?: boolean;
}

/**
 * Compiles an architecture, its gradient and the optimizer into one graph of TensorFlow operations that share one set
 * of variables. Throws {@link UserError} `invalid-architecture`, `input-too-small`.
 */
export function compileNetwork(
  architecture: Architecture,
  { optimizer, frozen = new Set(), onGpu = false }: CompileOptions,
): CompiledNetwork {
  const layout = layOutWeights(architecture, frozen);
  requireProbabilities(architecture);
  const graph = createGraph();
  const stored: (StoredVariable & { variable: Variable })[] = [];
  const store = (storage: Storage, slot: string | null): Variable => {
    const name = slot === null ? storage.name : `${storage.name}/${slot}`;
    const made = variable(graph, name, storage.shape);
    const read = readVariable(graph, made).name;
    stored.push({ storage, slot, size: sizeOf(storage.shape), read, write: '', variable: made });
    return made;
  };
  const weights = new Map<Storage, Variable>();
  for (const storage of [...layout.trainable, ...layout.averages, ...layout.frozen])
    weights.set(storage, store(storage, null));
  const slots = new Map<Storage, Variable[]>();
  if (optimizer)
    for (const storage of layout.trainable)
      slots.set(
        storage,
        slotNames(optimizer).map((slot) => store(storage, slot)),
      );

  const inputLayer = architecture.layers.find(({ kind }) => kind === 'input')!;
  const shapes = inferShapes(architecture);
  const inputShape = [...shapes.get(inputLayer.name)!];
  const inputs = placeholder(graph, [BATCH, ...inputShape]);
  const classes = sizeOf(shapes.get(architecture.layers.at(-1)!.name)!);
  const labels = placeLabels(graph, BATCH, classes);
  const { predict, evaluate, mapGradient, embed, prepare } = compilePrediction(graph, architecture, {
    inputs,
    labels,
    weights,
    onGpu,
  });
  const train = optimizer
    ? compileTraining(graph, architecture, {
        optimizer,
        layout,
        weights,
        slots,
        inputs,
        labels,
        frozen,
        onGpu,
      })
    : null;

  const write = (ofSlots: boolean) => {
    const assignments = stored
      .filter(({ slot }) => (slot !== null) === ofSlots)
      .map((entry) => {
        const value = placeholder(graph, entry.storage.shape);
        entry.write = value.name;
        return assign(graph, 'AssignVariableOp', entry.variable, value);
      });
    return doneName(graph, assignments);
  };
  const written = { weights: write(false), slots: write(true) };
  const reset = doneName(
    graph,
    [...slots.values()]
      .flat()
      .map((slot) => assign(graph, 'AssignVariableOp', slot, zeros(graph, slot.shape))),
  );
  return {
    operations: graph.operations,
    savedModel: encodeNetwork(graph, {
      predict,
      evaluate,
      ...(mapGradient && { mapGradient }),
      ...(embed && { embed }),
      ...(train && { train: train.plain, trainClipped: train.clipped }),
    }),
    layout,
    variables: stored,
    inputShape,
    classes,
    predict,
    evaluate,
    mapGradient,
    embed,
    prepare,
    train,
    reset,
    written,
  };
}

/** Appends the prediction, its evaluation and its gradient. Some tensors that depend only on the weights are kept in variables. */
function compilePrediction(
  graph: Graph,
  architecture: Architecture,
  {
    inputs,
    labels,
    weights,
    onGpu,
  }: { inputs: Tensor; labels: Labels; weights: ReadonlyMap<Storage, Variable>; onGpu: boolean },
): Pick<CompiledNetwork, 'predict' | 'evaluate' | 'mapGradient' | 'embed' | 'prepare'> {
  const kept: Operation[] = [];
  const keep = (tensor: Tensor): Tensor => {
    const target = variable(graph, `kept/${kept.length}`, tensor.shape);
    kept.push(assign(graph, 'AssignVariableOp', target, tensor));
    return readVariable(graph, target);
  };
  const { byName } = readWeights(graph, weights);
  const options = { inputs, weights: byName, useWinograd: !onGpu, keep };
  const { logits, outputs } = compileForward(graph, architecture, options);
  const output = softmax(graph, logits);
  const embedding = embeddingLayer(architecture);
  return {
    predict: { inputs: { inputs }, output },
    evaluate: {
      inputs: { inputs, labels: labels.fed },
      output: compileEvaluation(graph, output, labels),
    },
    mapGradient: compileMapGradient(graph, architecture, { inputs, logits, outputs }),
    embed: embedding && {
      inputs: { inputs },
      output: outputs.get(embedding.layer)!,
      size: embedding.size,
    },
    prepare: doneName(graph, kept),
  };
}

function compileMapGradient(
  graph: Graph,
  architecture: Architecture,
  { inputs, logits, outputs }: { inputs: Tensor; logits: Tensor; outputs: ReadonlyMap<string, Tensor> },
): CompiledNetwork['mapGradient'] {
  const map = lastFeatureMap(architecture);
  if (map === null) return null;
  const values = outputs.get(map.layer)!;
  const weights = placeholder(graph, [...logits.shape]);
  const gradient = gradientsOf(graph, logits, weights, [values]).get(values)!;
  return { inputs: { inputs, weights }, output: concatenate(graph, [values, gradient], 3), map };
}

function doneName(graph: Graph, operations: readonly Operation[]): string | null {
  return operations.length > 0 ? done(graph, operations).name : null;
}
