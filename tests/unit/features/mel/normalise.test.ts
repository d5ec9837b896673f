import { expect, it } from 'vitest';
import { framesWithSound, standardiseBands } from '#core/features/mel/normalise.ts';
import { createRandom } from '#shared/random.ts';

const BANDS = 5;
const FRAMES = 12;
const sound = { from: 2, to: 9 };

function matrix(): Float32Array {
  const random = createRandom('normalise');
  return Float32Array.from({ length: BANDS * FRAMES }, () => -40 + 15 * random.normal());
}

const bandOf = (values: Float32Array, band: number) => values.subarray(band * FRAMES, (band + 1) * FRAMES);
const meanOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

it('gives each band zero mean and all of them unit deviation over the frames with sound', () => {
  const values = matrix();
  standardiseBands(values, BANDS, FRAMES, sound, 1);
  let squares = 0;
  const parts = Array.from({ length: BANDS }, (_, band) =>
    bandOf(values, band).subarray(sound.from, sound.to),
  );
  const lowest = Math.min(...parts.flatMap((part) => [...part]));
  for (let band = 0; band < BANDS; band++) {
    const part = parts[band];
    expect(meanOf(part)).toBeCloseTo(0, 5);
    for (const value of part) squares += value ** 2;
    const padding = [...bandOf(values, band).subarray(0, 2), ...bandOf(values, band).subarray(9)];
    for (const value of padding) expect(value).toBe(lowest);
  }
  expect(squares / (BANDS * (sound.to - sound.from))).toBeCloseTo(1, 5);
});

it('does not change with the gain of each band if the whole mean is subtracted, and half as much with half of it', () => {
  const plain = matrix();
  const filtered = matrix();
  const gains = [3, -6, 0, 12, -9];
  gains.forEach((gain, band) => {
    bandOf(filtered, band).forEach((value, frame, row) => {
      row[frame] = value + gain;
    });
  });
  const difference = (share: number) => {
    const [a, b] = [plain.slice(), filtered.slice()];
    standardiseBands(a, BANDS, FRAMES, sound, share);
    standardiseBands(b, BANDS, FRAMES, sound, share);
    return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
  };
  expect(difference(1)).toBeLessThan(1e-5);
  expect(difference(0.5)).toBeGreaterThan(0.1);
  expect(difference(0)).toBeGreaterThan(difference(0.5));
});

it('turns silence into zeros', () => {
  const values = new Float32Array(BANDS * FRAMES).fill(-100);
  standardiseBands(values, BANDS, FRAMES, { from: 0, to: FRAMES }, 1);
  expect([...values]).toEqual(new Array(BANDS * FRAMES).fill(0));
});

it('finds the frames that have samples of the sound', () => {
  expect(framesWithSound(0, 48_000, 320, 151)).toEqual({ from: 0, to: 151 });
  expect(framesWithSound(16_000, 16_000, 320, 151)).toEqual({ from: 50, to: 101 });
  expect(framesWithSound(0, 0, 320, 151)).toEqual({ from: 0, to: 151 });
  expect(framesWithSound(47_999, 1, 320, 151)).toEqual({ from: 149, to: 151 });
});
