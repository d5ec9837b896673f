/** Encoders on a GPU through ONNX Runtime: the same values as on the CPU. The software adapter stands in for a GPU. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encoderFeatures } from '#core/features/encoder/catalogue/catalogue.ts';
import { SPEECH_EMBEDDING } from '#core/features/encoder/catalogue/speech-embedding.ts';
import { examineOnnxRuntime } from '#core/features/encoder/onnx-model.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { createRandom } from '#shared/random.ts';
import { SPEECH_EMBEDDING_FILES } from '../integration/speech-embedding.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { whyNoWebgpu } from '../webgpu-adapter.ts';

const RATE = 16_000;
const SECONDS = 2;

/** A voice-like sound with noise. */
function sound(): Float32Array {
  const random = createRandom('encoders on a GPU');
  return Float32Array.from({ length: SECONDS * RATE }, (_, n) => {
    const t = n / RATE;
    let voice = 0;
    for (let k = 1; k < 12; k++) voice += Math.sin(2 * Math.PI * 150 * k * t) / k;
    return 0.1 * (1 + Math.sin(2 * Math.PI * 3 * t)) * voice + 0.01 * random.normal();
  });
}

async function embedding(encoders: string): Promise<Float32Array> {
  const files = SPEECH_EMBEDDING.files.map(({ name, sha256 }) => ({ name, sha256: sha256! }));
  const features = { ...encoderFeatures(SPEECH_EMBEDDING, files), durationSeconds: SECONDS };
  using extractor = await createExtractor(features, { encoders });
  return await extractor.extract(sound(), RATE, '');
}

describe.skipIf(whyNoWebgpu)('an encoder on the GPU', { timeout: 180_000 }, () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.NEURAL_SER_ENCODERS;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.NEURAL_SER_ENCODERS;
    else process.env.NEURAL_SER_ENCODERS = before;
  });

  test('gives the values of the CPU', async () => {
    const encoders = temporaryFolder();
    mkdirSync(join(encoders, SPEECH_EMBEDDING.name));
    for (const { name } of SPEECH_EMBEDDING.files)
      copyFileSync(join(SPEECH_EMBEDDING_FILES, name), join(encoders, SPEECH_EMBEDDING.name, name));
    delete process.env.NEURAL_SER_ENCODERS;
    const onCpu = await embedding(encoders);
    process.env.NEURAL_SER_ENCODERS = 'gpu';
    expect(await examineOnnxRuntime()).toMatchObject({ works: true, device: 'WebGPU' });
    const onGpu = await embedding(encoders);
    const largest = onCpu.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = onCpu.reduce((most, value, at) => Math.max(most, Math.abs(value - onGpu[at])), 0);
    // Another provider computed it: its rounding is another. Measured: 2 · 10⁻⁶ of the largest value.
    expect(difference).toBeGreaterThan(0);
    expect(difference / largest).toBeLessThan(1e-4);
  });
});
