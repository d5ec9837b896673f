import { shapeMessage } from './attributes.ts';
import type { Graph, Tensor } from './graph.ts';
import { encodeSavedModel, type SignatureMessage, type TensorMessage } from './messages.ts';

/** A way to run a graph: its inputs and its output. */
export interface Signature {
  inputs: Record<string, Tensor>;
  output: Tensor;
}

/** The bytes of the graph's `saved_model.pb`. */
export function encodeNetwork(graph: Graph, signatures: Readonly<Record<string, Signature>>): Uint8Array {
  const info = ({ name, type, shape }: Tensor): TensorMessage => ({
    name,
    dtype: type,
    tensorShape: shapeMessage(shape),
  });
  const messages = Object.entries(signatures).map(
    ([name, { inputs, output }]): [string, SignatureMessage] => [
      name,
      {
        inputs: Object.fromEntries(Object.entries(inputs).map(([input, tensor]) => [input, info(tensor)])),
        outputs: { output: info(output) },
      },
    ],
  );
  return encodeSavedModel(graph.nodes(), Object.fromEntries(messages));
}
