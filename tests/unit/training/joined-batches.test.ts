import { expect, it } from 'vitest';
import { type BatchSource, trainingBatch } from '#core/training/batches.ts';
import { createRandom } from '#shared/random.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';

const [MEL, VALUES, FRAMES, INPUT] = [6, 4, 12, 9];
const random = createRandom(1, 'joined batches');
const ROWS = Array.from({ length: 3 }, () =>
  Float32Array.from({ length: (MEL + VALUES) * FRAMES }, () => random.normal()),
);

/** Reads the first `rows` rows of each matrix. */
const source = (rows: number, shape: BatchSource['inputShape']): BatchSource => ({
  settings: { seed: 5, labelSmoothing: 0, augmentation: { ...AUGMENTATIONS.standard, noiseFloor: 0.3 } },
  fold: 1,
  clips: ROWS.map((_, row) => ({ row, emotion: row })),
  rows: { read: (row, into, offset) => into.set(ROWS[row].subarray(0, rows * FRAMES), offset) },
  inputShape: shape,
  rowFrames: FRAMES,
  weights: new Float32Array(3).fill(1),
});

it('augments the mel bands as without an encoder, and never the values of the encoder', () => {
  const indices = Int32Array.of(2, 0, 1);
  const joined = trainingBatch(source(MEL + VALUES, [MEL + VALUES, INPUT, 1, MEL]), indices, 3);
  const mel = trainingBatch(source(MEL, [MEL, INPUT]), indices, 3);
  const size = (MEL + VALUES) * INPUT;
  for (const [position, index] of indices.entries()) {
    const found = joined.inputs.subarray(position * size, (position + 1) * size);
    expect(found.slice(0, MEL * INPUT)).toEqual(
      mel.inputs.slice(position * MEL * INPUT, (position + 1) * MEL * INPUT),
    );
    // The crop begins with the same frame in every row.
    const start = createRandom(5, 'crop', 1, 3, index).integer(FRAMES - INPUT + 1);
    for (let row = MEL; row < MEL + VALUES; row++) {
      const at = row * FRAMES + start;
      expect(found.slice(row * INPUT, (row + 1) * INPUT)).toEqual(ROWS[index].slice(at, at + INPUT));
    }
  }
  expect(joined.inputs).not.toEqual(
    trainingBatch(source(MEL + VALUES, [MEL + VALUES, INPUT, 1, MEL]), indices, 4).inputs,
  );
});
