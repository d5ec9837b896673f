import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EncoderEntry } from '#core/features/encoder/catalogue/encoder-entry.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';
import { bytes, integers, node, number, onnxFile, text, value, weight } from './onnx-writer.ts';

const FRAME = 400;
const HOP = 320;
/** Values of a frame of the tiny encoder. */
export const TINY_DIMENSIONS = 3;

/** Value d of a frame: (d + 1) times the mean of its 400 samples. */
export function tinyFrames(samples: ArrayLike<number>): number[][] {
  const count = 1 + Math.floor((samples.length - FRAME) / HOP);
  return Array.from({ length: count }, (_, frame) => {
    let sum = 0;
    for (let i = 0; i < FRAME; i++) sum += samples[frame * HOP + i];
    return Array.from({ length: TINY_DIMENSIONS }, (_, d) => ((d + 1) * sum) / FRAME);
  });
}

interface TinyOptions {
  /** Takes the weights from this file instead of holding them. */
  external?: string;
  /** Of the one input; 1 is float32, 7 int64. */
  type?: number;
  outputType?: number;
  /** Adds so many outputs `hidden_states.N`: value d of layer N is (N + 1) times that of the last layer. */
  layers?: number;
}

/** An ONNX file with the input `[1, samples]` and the output `last_hidden_state`, `[1, frames, 3]`. */
export function tinyOnnx({ external, type = 1, layers = 0 }: TinyOptions = {}): Uint8Array {
  const weights = Float32Array.from(
    { length: TINY_DIMENSIONS * FRAME },
    (_, i) => (Math.floor(i / FRAME) + 1) / FRAME,
  );
  const tensor = [
    ...[TINY_DIMENSIONS, 1, FRAME].flatMap((size) => number(1, size)),
    ...number(2, 1),
    ...text(8, 'kernel'),
    ...(external === undefined
      ? bytes(9, new Uint8Array(weights.buffer))
      : [...bytes(13, [...text(1, 'location'), ...text(2, external)]), ...number(14, 1)]),
  ];
  const axes = [
    ...number(1, 1),
    ...number(2, 7),
    ...text(8, 'axes'),
    ...bytes(9, new Uint8Array(BigInt64Array.of(1n).buffer)),
  ];
  const hidden = Array.from({ length: layers }, (_, n) => n);
  const graph = [
    ...node('Unsqueeze', ['input_values', 'axes'], 'raised'),
    ...node('Conv', ['raised', 'kernel'], 'frames', integers('strides', [HOP])),
    ...node('Transpose', ['frames'], 'last_hidden_state', integers('perm', [0, 2, 1])),
    ...hidden.flatMap((n) => node('Mul', ['last_hidden_state', `times${n}`], `hidden_states.${n}`)),
    ...text(2, 'tiny'),
    ...hidden.flatMap((n) => weight(`times${n}`, [1], [n + 1])),
    ...bytes(5, tensor),
    ...bytes(5, axes),
    ...value(11, 'input_values', type, ['n', 'samples']),
    ...value(12, 'last_hidden_state', 1, ['n', 'frames', TINY_DIMENSIONS]),
    // Backwards: their order in the file says nothing.
    ...hidden
      .toReversed()
      .flatMap((n) => value(12, `hidden_states.${n}`, 1, ['n', 'frames', TINY_DIMENSIONS])),
  ];
  return onnxFile(graph);
}

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** A catalogue entry for the tiny encoder. */
export function tinyEntry(change: Partial<EncoderEntry> = {}): EncoderEntry {
  const content = tinyOnnx();
  return {
    name: 'tiny',
    title: 'Tiny',
    about: 'Means of samples.',
    page: 'https://example.org/tiny',
    revision: '1',
    files: [{ name: 'model.onnx', url: null, sha256: sha256Of(content), bytes: content.length }],
    licence: { name: 'MIT', url: 'https://example.org/licence', nonCommercial: false },
    instructions: null,
    verified: false,
    features: {
      trim: null,
      durationSeconds: 1,
      normalise: 'none',
      input: { kind: 'samples' },
      output: 'last_hidden_state',
      dimensions: TINY_DIMENSIONS,
      frameSamples: FRAME,
      hopSamples: HOP,
    },
    ...change,
  };
}

/** Writes the tiny encoder's files into a folder of encoders, and gives its feature settings. */
export function writeTinyEncoder(encoders: string, change: Partial<EncoderFeatures> = {}): EncoderFeatures {
  const content = tinyOnnx();
  mkdirSync(join(encoders, 'tiny'), { recursive: true });
  writeFileSync(join(encoders, 'tiny', 'model.onnx'), content);
  const { name, revision, features } = tinyEntry();
  return {
    kind: 'encoder',
    name: `encoder:${name}`,
    encoder: name,
    revision,
    files: [{ name: 'model.onnx', sha256: sha256Of(content) }],
    sampleRateHz: 16_000,
    ...features,
    ...change,
  };
}
