import {
  type ExportedModel,
  FEATURES_INPUT,
  PROBABILITIES_OUTPUT,
} from '#core/model-export/exported-model.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { createOnnxGraph } from './onnx-graph.ts';
import { addOnnxLayer } from './onnx-layer.ts';
import { encodeOnnxModel } from './onnx-messages.ts';

/**
 * The bytes of an `.onnx` file (opset 17): input `features` `[n, bands, frames, 1]`, output `probabilities`
 * `[n, classes]`, both float32. With several folds the output is the mean of their probabilities.
 */
export function encodeOnnx({ architecture, folds, version, metadata }: ExportedModel): Uint8Array {
  const shapes = inferShapes(architecture);
  const graph = createOnnxGraph();
  const image = graph.add('Transpose', [FEATURES_INPUT], { perm: [0, 3, 1, 2] }, 'channels_first');
  const outputs = folds.map(({ name, weights }) => {
    const fold = graph.within(name);
    const values = new Map<string, string>();
    for (const layer of architecture.layers) {
      const value = addOnnxLayer(layer, {
        graph: fold,
        inputs: layer.kind === 'input' ? [image] : layer.inputs.map((name) => values.get(name)!),
        inputShape: shapes.get(layer.inputs[0] ?? layer.name)!,
        weight: (suffix) => weights.get(`${layer.name}/${suffix}`),
      });
      values.set(layer.name, value);
    }
    return values.get(architecture.layers.at(-1)!.name)!;
  });
  const output = graph.add('Mean', outputs, {}, PROBABILITIES_OUTPUT);
  const [input] = architecture.layers;
  return encodeOnnxModel({
    name: architecture.name,
    nodes: graph.nodes,
    constants: graph.constants,
    input: { name: FEATURES_INPUT, shape: shapes.get(input.name)! },
    output: { name: output, shape: shapes.get(architecture.layers.at(-1)!.name)! },
    producer: { name: 'neural-ser', version },
    metadata,
  });
}
