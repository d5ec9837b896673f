import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { integer, integers, node, onnxFile, subgraph, text, value, weight } from './onnx-writer.ts';

/** The labels of the tiny model, as its publisher would write them. */
export const TINY_LABELS = ['neu', 'hap', 'ang', 'sad'];
/** Its logits: a factor for the mean of the absolute samples, and a bias, for each label. */
const FACTORS = [-4, 6, 20, -8];
const BIASES = [0.4, 0, -1, 0.3];

/** The logits that the tiny model gives. */
export function tinyLogits(samples: Float32Array): number[] {
  const mean = samples.reduce((sum, sample) => sum + Math.abs(sample), 0) / samples.length;
  return FACTORS.map((factor, index) => factor * mean + BIASES[index]);
}

interface TinyModelOptions {
  /** With softmax behind the logits. */
  probabilities?: boolean;
  output?: string;
}

/** An ONNX file with samples `[1, samples]` as input and `logits`, `[1, 4]`, as output: louder clips are angrier. */
export function tinyModelOnnx({
  probabilities = false,
  output = 'logits',
}: TinyModelOptions = {}): Uint8Array {
  const labels = TINY_LABELS.length;
  const last = probabilities ? 'sums' : output;
  return onnxFile([
    ...node('Abs', ['input_values'], 'levels'),
    ...node('ReduceMean', ['levels'], 'mean', [...integers('axes', [1]), ...integer('keepdims', 1)]),
    ...node('MatMul', ['mean', 'factors'], 'products'),
    ...node('Add', ['products', 'biases'], last),
    ...(probabilities ? node('Softmax', ['sums'], output) : []),
    ...text(2, 'tiny model'),
    ...weight('factors', [1, labels], FACTORS),
    ...weight('biases', [labels], BIASES),
    ...value(11, 'input_values', 1, ['n', 'samples']),
    ...value(12, output, 1, ['n', labels]),
  ]);
}

/** Samples beyond ±this make the looping model compute for years. */
const LOOPING_LEVEL = 0.7;

/** The tiny model with a loop whose count depends on the loudest sample: none for quiet clips. */
export function loopingModelOnnx(): Uint8Array {
  const labels = TINY_LABELS.length;
  const scalar = (field: number, name: string, type: number) => value(field, name, type, []);
  const [FLOAT, INT64, BOOL] = [1, 7, 9];
  const body = [
    ...node('Identity', ['go_in'], 'go_out'),
    ...node('Add', ['sum_in', 'sum_in'], 'sum_out'),
    ...text(2, 'body'),
    ...[...scalar(11, 'i', INT64), ...scalar(11, 'go_in', BOOL), ...scalar(11, 'sum_in', FLOAT)],
    ...[...scalar(12, 'go_out', BOOL), ...scalar(12, 'sum_out', FLOAT)],
  ];
  return onnxFile([
    ...node('Abs', ['input_values'], 'levels'),
    ...node('ReduceMax', ['levels'], 'peak', integer('keepdims', 0)),
    ...node('Sub', ['peak', 'limit'], 'difference'),
    ...node('Relu', ['difference'], 'excess'),
    ...node('Mul', ['excess', 'many'], 'count'),
    ...node('Cast', ['count'], 'rounds', integer('to', INT64)),
    ...node('Cast', ['many'], 'go', integer('to', BOOL)),
    ...node('Loop', ['rounds', 'go', 'zero'], 'looped', subgraph('body', body)),
    ...node('ReduceMean', ['levels'], 'mean', [...integers('axes', [1]), ...integer('keepdims', 1)]),
    ...node('MatMul', ['mean', 'factors'], 'products'),
    ...node('Add', ['products', 'biases'], 'sums'),
    ...node('Add', ['sums', 'looped'], 'logits'),
    ...text(2, 'looping model'),
    ...weight('factors', [1, labels], FACTORS),
    ...weight('biases', [labels], BIASES),
    ...weight('limit', [], [LOOPING_LEVEL]),
    ...weight('many', [], [1e14]),
    ...weight('zero', [], [0]),
    ...value(11, 'input_values', FLOAT, ['n', 'samples']),
    ...value(12, 'logits', FLOAT, ['n', labels]),
  ]);
}

/** Writes the tiny model and a description beside it into a folder. Gives the path of the model. */
export function writeTinyModel(folder: string, description: object | null = { labels: TINY_LABELS }): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'tiny.onnx');
  writeFileSync(path, tinyModelOnnx());
  if (description !== null) writeFileSync(join(folder, 'tiny.json'), JSON.stringify(description));
  return path;
}
