import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hiddenLayers } from '#core/features/encoder/hidden-layers.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { createRandom } from '#shared/random.ts';
import { encoderShape } from '#shared/settings/encoder-features.ts';
import { inputShapeOf } from '#shared/settings/features.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { sha256Of, TINY_DIMENSIONS, tinyFrames, tinyOnnx, writeTinyEncoder } from '../../../tiny-encoder.ts';

test('are found by their names, in their order, not in that of the file', () => {
  const names = Array.from({ length: 12 }, (_, n) => `hidden_states.${n}`);
  expect(hiddenLayers(tinyOnnx({ layers: 12 }))).toEqual(names);
  expect(hiddenLayers(tinyOnnx())).toBeNull();
  expect(hiddenLayers(tinyOnnx({ layers: 1 }))).toBeNull();
  expect(hiddenLayers(Uint8Array.of(255, 255, 1))).toBeNull();
});

test('are side by side in the rows of the features', async () => {
  const encoders = temporaryFolder();
  const content = tinyOnnx({ layers: 2 });
  mkdirSync(join(encoders, 'tiny'));
  const features = writeTinyEncoder(encoders, {
    layers: hiddenLayers(content)!,
    files: [{ name: 'model.onnx', sha256: sha256Of(content) }],
  });
  writeFileSync(join(encoders, 'tiny', 'model.onnx'), content);
  const random = createRandom(2, 'hidden layers');
  const samples = new Float32Array(16_000).map(() => 0.2 * random.normal());
  using extractor = await createExtractor(features, { encoders });
  const matrix = await extractor.extract(samples, 16_000, '');

  const expected = tinyFrames(samples);
  const columns = expected.length;
  expect(encoderShape(features)).toEqual([2 * TINY_DIMENSIONS, columns]);
  expect(inputShapeOf(features)).toEqual([2 * TINY_DIMENSIONS, columns, 2]);
  for (const [frame, values] of expected.entries())
    for (const [d, value] of values.entries())
      for (const layer of [0, 1])
        expect(matrix[(2 * d + layer) * columns + frame]).toBeCloseTo((layer + 1) * value, 5);
});

test('that an encoder does not have are an error', async () => {
  const encoders = temporaryFolder();
  const features = writeTinyEncoder(encoders, { layers: ['hidden_states.0', 'hidden_states.1'] });
  using extractor = await createExtractor(features, { encoders });
  await expect(extractor.extract(new Float32Array(16_000), 16_000, '')).rejects.toThrow(
    /no output hidden_states\.0/,
  );
});
