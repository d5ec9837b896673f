import { compileForward } from '#core/engines/tensorflow/compile/compile-forward.ts';
import { BATCH, FLOAT, shapeMessage, typeAttribute } from '#core/engines/tensorflow/graph/attributes.ts';
import { multiply, softmax, sumOf } from '#core/engines/tensorflow/graph/elementwise.ts';
import { createGraph, type Graph, type Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import { encodeSavedModel, type TensorMessage } from '#core/engines/tensorflow/graph/messages.ts';
import { placeholder } from '#core/engines/tensorflow/graph/variables.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { type ExportedModel, FEATURES_INPUT, PROBABILITIES_OUTPUT } from './exported-model.ts';

/** The signature that TensorFlow's loaders use by default. */
const SIGNATURE = 'serving_default';

/**
 * The bytes of a `saved_model.pb` with its weights as constants: no variables, so the file is whole by itself. Signature
 * `serving_default`: input `features` `[n, bands, frames, 1]`, output `probabilities` `[n, classes]`, both float32. With
 * several folds the output is the mean of their probabilities.
 */
export function encodeSavedModelFile({ architecture, folds }: ExportedModel): Uint8Array {
  const shapes = inferShapes(architecture);
  const graph = createGraph();
  const inputs = placeholder(graph, [BATCH, ...shapes.get(architecture.layers[0].name)!]);
  const outputs = folds.map(({ weights }) => {
    const constants = new Map([...weights].map(([name, tensor]) => [name, weightConstant(graph, tensor)]));
    return softmax(
      graph,
      compileForward(graph, architecture, { inputs, weights: constants, useWinograd: false }).logits,
    );
  });
  const share = graph.floats([1 / outputs.length], []);
  const output = outputs.length === 1 ? outputs[0] : multiply(graph, sumOf(graph, outputs), share);
  return encodeSavedModel(graph.nodes(), {
    [SIGNATURE]: {
      inputs: { [FEATURES_INPUT]: info(inputs) },
      outputs: { [PROBABILITIES_OUTPUT]: info(output) },
    },
  });
}

/** Not `graph.floats`, which is for a few numbers: the bytes of the weights are copied only once, into the file. */
function weightConstant(graph: Graph, { shape, data }: NamedTensor): Tensor {
  const tensorContent = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const value = { tensor: { dtype: FLOAT, tensorShape: shapeMessage(shape), tensorContent } };
  const attributes = { dtype: typeAttribute(FLOAT), value };
  return graph.add({ op: 'Const', attributes, shapes: [shape] }).outputs[0];
}

function info({ name, type, shape }: Tensor): TensorMessage {
  return { name, dtype: type, tensorShape: shapeMessage(shape) };
}
