import { eachField } from './external-data.ts';

/** As Hugging Face's exports call the outputs of hidden layers. */
const HIDDEN_LAYER = /^hidden_states?[._]?(\d+)$/;

/** ModelProto: graph. GraphProto: output. ValueInfoProto: name. */
const [GRAPH, OUTPUT, NAME] = [7, 12, 1];

/** The outputs of an ONNX network that give hidden layers, in the order of the layers; null for less than two. */
export function hiddenLayers(model: Uint8Array): string[] | null {
  const found: { name: string; layer: number }[] = [];
  fieldsOf(model, GRAPH, (graph) =>
    fieldsOf(graph, OUTPUT, (output) =>
      fieldsOf(output, NAME, (bytes) => {
        const name = new TextDecoder().decode(bytes);
        const layer = HIDDEN_LAYER.exec(name)?.[1];
        if (layer !== undefined) found.push({ name, layer: Number(layer) });
      }),
    ),
  );
  return found.length < 2 ? null : found.sort((a, b) => a.layer - b.layer).map(({ name }) => name);
}

function fieldsOf(bytes: Uint8Array, field: number, visit: (content: Uint8Array) => void): void {
  eachField(bytes, (number, content) => {
    if (number === field) visit(content);
  });
}
