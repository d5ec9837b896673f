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

it('takes parts within the sound by the padding of the mel bands, though the encoder has none', () => {
  // Sound in frames 5 to 11 of 12: the frames before it are all alike in the mel bands only.
  const padded = ROWS.map((row) => {
    const copy = row.slice();
    for (let band = 0; band < MEL; band++) copy.fill(-1, band * FRAMES, band * FRAMES + 5);
    return copy;
  });
  const base = source(MEL + VALUES, [MEL + VALUES, 6, 1, MEL]);
  const within: BatchSource = {
    ...base,
    settings: { ...base.settings, augmentation: AUGMENTATIONS.none },
    rows: { read: (row, into, offset) => into.set(padded[row], offset) },
    cropsWithin: 'sound',
  };
  for (let epoch = 0; epoch < 20; epoch++) {
    const { inputs } = trainingBatch(within, Int32Array.of(0), epoch);
    const starts = [5, 6].filter((start) => inputs[0] === padded[0][start]);
    expect(starts).toHaveLength(1);
    const at = MEL * FRAMES + starts[0];
    expect(inputs.slice(MEL * 6, MEL * 6 + 6)).toEqual(padded[0].slice(at, at + 6));
  }
});
