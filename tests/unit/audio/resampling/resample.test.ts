import { expect, test } from 'vitest';
import { createResampler, resampledLength } from '#core/audio/resampling/resample.ts';
import { createRandom } from '#shared/random.ts';

/** A tone of amplitude 1; `frequency` and `rate` in Hz. */
function tone(frequency: number, rate: number, samples: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / rate));
}

function noise(samples: number, ...keys: (number | string)[]): Float32Array {
  const random = createRandom('resample', ...keys);
  return Float32Array.from({ length: samples }, () => random.between(-1, 1));
}

/** The maximum of |value − expected(n)|, without the samples within the filter's reach of an end. */
function maxErrorInMiddle(values: Float32Array, margin: number, expected: (n: number) => number): number {
  let maxError = 0;
  for (let n = margin; n < values.length - margin; n++) {
    maxError = Math.max(maxError, Math.abs(values[n] - expected(n)));
  }
  return maxError;
}

/** Simple and complex ratios, up and down, with a table of all phases and with blended phases (44,099). */
const PAIRS = [
  [24_414, 44_100],
  [24_414, 16_000],
  [48_000, 44_100],
  [48_000, 16_000],
  [44_100, 16_000],
  [44_100, 48_000],
  [22_050, 44_100],
  [11_025, 16_000],
  [8000, 44_100],
  [96_000, 44_100],
  [192_000, 16_000],
  [44_099, 44_100],
  [44_100, 44_099],
  [16_001, 24_007],
] as const;

test.each(PAIRS)('%i → %i Hz preserves tones in the passband', async (fromHz, toHz) => {
  const resampler = await createResampler(fromHz, toHz);
  const lowerHz = Math.min(fromHz, toHz);
  // Up to 0.75 of the lower Nyquist frequency, soxr's droop of 0.01 dB (0.001) is still small.
  for (const [share, tolerance] of [
    [0, 3e-6],
    [0.1, 3e-6],
    [0.4, 5e-6],
    [0.75, 3e-4],
    [0.9, 1.2e-3],
  ]) {
    const frequency = (share * lowerHz) / 2;
    const cosine = (hz: number) => (n: number) => Math.cos((2 * Math.PI * frequency * n) / hz);
    const input = Float32Array.from({ length: Math.ceil((fromHz / lowerHz) * 1500) }, (_, n) =>
      cosine(fromHz)(n),
    );
    const output = resampler.resample(input);
    const margin = Math.ceil((120 * toHz) / lowerHz);
    expect(output.length).toBeGreaterThan(3 * margin);
    expect(maxErrorInMiddle(output, margin, cosine(toHz))).toBeLessThan(tolerance);
  }
});

test.each(PAIRS)('%i → %i Hz removes images and aliases', async (fromHz, toHz) => {
  const resampler = await createResampler(fromHz, toHz);
  const margin = Math.ceil((120 * toHz) / Math.min(fromHz, toHz));
  if (fromHz > toHz) {
    // Frequencies above the output's Nyquist frequency must be removed.
    for (const hz of [toHz / 2 + 1, (toHz / 2 + fromHz / 2) / 2]) {
      const output = resampler.resample(tone(hz, fromHz, Math.ceil((fromHz / toHz) * 1500)));
      expect(maxErrorInMiddle(output, margin, () => 0)).toBeLessThan(3e-6);
    }
  } else {
    // The first image of a tone near the input's Nyquist frequency is close above it: only the tone may remain.
    const hz = 0.9 * (fromHz / 2);
    const output = resampler.resample(tone(hz, fromHz, 3000));
    const gain = 1 - 8e-4;
    const error = maxErrorInMiddle(output, margin, (n) => gain * Math.sin((2 * Math.PI * hz * n) / toHz));
    expect(error).toBeLessThan(1e-3);
  }
});

test.each([...PAIRS, [1000, 768_000], [768_000, 1000]] as const)(
  '%i → %i Hz: a window equals the slice of the whole, bit for bit',
  async (fromHz, toHz) => {
    const resampler = await createResampler(fromHz, toHz);
    const input = noise(Math.min(40_000, Math.max(300, Math.ceil((60_000 * fromHz) / toHz))), fromHz, toHz);
    const whole = resampler.resample(input);
    expect(whole.length).toBe(resampledLength(input.length, fromHz, toHz));
    const random = createRandom('windows', fromHz, toHz);
    const windows = Array.from({ length: 12 }, () => {
      const first = random.integer(whole.length);
      return [first, random.integer(whole.length - first + 1)];
    });
    windows.push([0, 0], [0, 1], [whole.length - 1, 1], [whole.length, 0], [0, whole.length]);
    for (const [first, count] of windows) {
      const window = resampler.window(input, first, count);
      expect(Buffer.from(window.buffer).equals(Buffer.from(whole.slice(first, first + count).buffer))).toBe(
        true,
      );
    }
  },
);

test('the response to an impulse is symmetric about its time', async () => {
  const input = new Float32Array(2001);
  input[1000] = 1;
  const output = (await createResampler(16_000, 48_000)).resample(input);
  expect(output[3000]).toBeCloseTo(0.957, 3);
  for (let n = 1; n < 400; n++) expect(Math.abs(output[3000 + n] - output[3000 - n])).toBeLessThan(1e-6);
});

test('is linear and ignores samples beyond the length of its filter', async () => {
  const resampler = await createResampler(24_414, 44_100);
  const a = noise(9000, 'a');
  const b = noise(9000, 'b');
  const sum = resampler.resample(a.map((value, n) => value + 2 * b[n]));
  const ofA = resampler.resample(a);
  const ofB = resampler.resample(b);
  expect(maxErrorInMiddle(sum, 0, (n) => ofA[n] + 2 * ofB[n])).toBeLessThan(1e-5);
  const changed = a.slice();
  changed.fill(0, 6000);
  const ofChanged = resampler.resample(changed);
  const reach = Math.floor(((6000 - 120) * 44_100) / 24_414);
  expect(maxErrorInMiddle(ofChanged.slice(0, reach), 0, (n) => ofA[n])).toBeLessThan(1e-6);
});

test('resamples empty and very short sounds', async () => {
  for (const [fromHz, toHz] of PAIRS) {
    const resampler = await createResampler(fromHz, toHz);
    expect(resampler.resample(new Float32Array(0)).length).toBe(0);
    expect(resampler.resample(new Float32Array(500)).every((value) => value === 0)).toBe(true);
    const one = resampler.resample(Float32Array.of(1));
    expect(one.length).toBe(Math.ceil(toHz / fromHz));
    expect(one[0]).toBeCloseTo(Math.min(1, toHz / fromHz) * 0.957, 2);
  }
});

test('computes exact lengths where a product of floats would be one too large', () => {
  expect(resampledLength(44_100, 22_050, 48_000)).toBe(96_000);
  expect(44_100 * (48_000 / 22_050)).toBeGreaterThan(96_000);
  expect(resampledLength(48_829, 24_414, 44_100)).toBe(88_202);
  expect(resampledLength(1, 48_000, 16_000)).toBe(1);
  expect(resampledLength(0, 48_000, 16_000)).toBe(0);
});

test('equal rates return a copy', async () => {
  const input = noise(100, 'copy');
  const resampler = await createResampler(16_000, 16_000);
  const output = resampler.resample(input);
  expect(output).toEqual(input);
  expect(output.buffer).not.toBe(input.buffer);
  expect(resampler.window(input, 10, 5)).toEqual(input.slice(10, 15));
});

test('caches a pair of rates until many others are used', async () => {
  const first = createResampler(12_345, 23_456);
  expect(createResampler(12_345, 23_456)).toBe(first);
  for (let i = 0; i < 20; i++) await createResampler(16_000 + 100 * i, 16_000);
  expect(createResampler(12_345, 23_456)).not.toBe(first);
  expect((await first).resample(new Float32Array(10)).length).toBe(20);
});

test('rejects invalid rates and windows', async () => {
  for (const hz of [0, 999, -16_000, 16_000.5, 768_001, Number.NaN, Number.POSITIVE_INFINITY]) {
    await expect(createResampler(hz, 16_000)).rejects.toThrow(RangeError);
    await expect(createResampler(16_000, hz)).rejects.toThrow(RangeError);
  }
  const resampler = await createResampler(16_000, 8000);
  const input = new Float32Array(100);
  for (const [first, count] of [
    [-1, 10],
    [0, 51],
    [50, 1],
    [0.5, 1],
    [0, Number.NaN],
    [0, -1],
  ]) {
    expect(() => resampler.window(input, first, count)).toThrow(RangeError);
  }
});
