import { expect, test } from 'vitest';
import { createResampler, resample, resampledLength } from '../../../src/core/audio/resample.ts';
import { createRandom } from '../../../src/shared/random.ts';

/** A tone of amplitude 1; `frequency` and `rate` in Hz. */
function tone(frequency: number, rate: number, samples: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / rate));
}

function noise(samples: number, ...keys: (number | string)[]): Float32Array {
  const random = createRandom('resample', ...keys);
  return Float32Array.from({ length: samples }, () => random.between(-1, 1));
}

/** The greatest |value − expected(n)| where the filter reaches no end of the sound. */
function worstInTheMiddle(values: Float32Array, margin: number, expected: (n: number) => number): number {
  let worst = 0;
  for (let n = margin; n < values.length - margin; n++) {
    worst = Math.max(worst, Math.abs(values[n] - expected(n)));
  }
  return worst;
}

/** Simple ratios, awkward ones, up and down, with all phases in a table and with blended ones (44,099). */
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

test.each(PAIRS)('%i → %i Hz keeps tones of the passband as they are', async (fromHz, toHz) => {
  const resampler = await createResampler(fromHz, toHz);
  const lowerHz = Math.min(fromHz, toHz);
  // To 0.75 of the lower Nyquist frequency, where soxr's droop of 0.01 dB (0.001) has hardly begun.
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
    expect(worstInTheMiddle(output, margin, cosine(toHz))).toBeLessThan(tolerance);
  }
});

test.each(PAIRS)('%i → %i Hz leaves neither images nor aliases', async (fromHz, toHz) => {
  const resampler = await createResampler(fromHz, toHz);
  const margin = Math.ceil((120 * toHz) / Math.min(fromHz, toHz));
  if (fromHz > toHz) {
    // Above the output's Nyquist frequency nothing may come through.
    for (const hz of [toHz / 2 + 1, (toHz / 2 + fromHz / 2) / 2]) {
      const output = resampler.resample(tone(hz, fromHz, Math.ceil((fromHz / toHz) * 1500)));
      expect(worstInTheMiddle(output, margin, () => 0)).toBeLessThan(3e-6);
    }
  } else {
    // A tone near the input's Nyquist frequency has its first image close above it: only the tone may come out.
    const hz = 0.9 * (fromHz / 2);
    const output = resampler.resample(tone(hz, fromHz, 3000));
    const gain = 1 - 8e-4;
    const error = worstInTheMiddle(output, margin, (n) => gain * Math.sin((2 * Math.PI * hz * n) / toHz));
    expect(error).toBeLessThan(1e-3);
  }
});

test.each([...PAIRS, [1000, 768_000], [768_000, 1000]] as const)(
  '%i → %i Hz: windows are the same, to the bit, as a slice of the whole',
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

test('an impulse comes out symmetric about its own time', async () => {
  const input = new Float32Array(2001);
  input[1000] = 1;
  const output = await resample(input, 16_000, 48_000);
  expect(output[3000]).toBeCloseTo(0.957, 3);
  for (let n = 1; n < 400; n++) expect(Math.abs(output[3000 + n] - output[3000 - n])).toBeLessThan(1e-6);
});

test('it is linear, and deaf to what lies beyond the reach of its filter', async () => {
  const resampler = await createResampler(24_414, 44_100);
  const a = noise(9000, 'a');
  const b = noise(9000, 'b');
  const sum = resampler.resample(a.map((value, n) => value + 2 * b[n]));
  const ofA = resampler.resample(a);
  const ofB = resampler.resample(b);
  expect(worstInTheMiddle(sum, 0, (n) => ofA[n] + 2 * ofB[n])).toBeLessThan(1e-5);
  const changed = a.slice();
  changed.fill(0, 6000);
  const ofChanged = resampler.resample(changed);
  const reach = Math.floor(((6000 - 120) * 44_100) / 24_414);
  expect(worstInTheMiddle(ofChanged.slice(0, reach), 0, (n) => ofA[n])).toBeLessThan(1e-6);
});

test('empty and very short sounds', async () => {
  for (const [fromHz, toHz] of PAIRS) {
    const resampler = await createResampler(fromHz, toHz);
    expect(resampler.resample(new Float32Array(0)).length).toBe(0);
    expect(resampler.resample(new Float32Array(500)).every((value) => value === 0)).toBe(true);
    const one = resampler.resample(Float32Array.of(1));
    expect(one.length).toBe(Math.ceil(toHz / fromHz));
    expect(one[0]).toBeCloseTo(Math.min(1, toHz / fromHz) * 0.957, 2);
  }
});

test('lengths are exact, where a product of floats would be one too long', () => {
  expect(resampledLength(44_100, 22_050, 48_000)).toBe(96_000);
  expect(44_100 * (48_000 / 22_050)).toBeGreaterThan(96_000);
  expect(resampledLength(48_829, 24_414, 44_100)).toBe(88_202);
  expect(resampledLength(1, 48_000, 16_000)).toBe(1);
  expect(resampledLength(0, 48_000, 16_000)).toBe(0);
});

test('equal rates give a copy', async () => {
  const input = noise(100, 'copy');
  const resampler = await createResampler(16_000, 16_000);
  const output = resampler.resample(input);
  expect(output).toEqual(input);
  expect(output.buffer).not.toBe(input.buffer);
  expect(resampler.window(input, 10, 5)).toEqual(input.slice(10, 15));
});

test('a pair is prepared once, and forgotten after many others', async () => {
  const first = createResampler(12_345, 23_456);
  expect(createResampler(12_345, 23_456)).toBe(first);
  for (let i = 0; i < 20; i++) await createResampler(16_000 + 100 * i, 16_000);
  expect(createResampler(12_345, 23_456)).not.toBe(first);
  expect((await first).resample(new Float32Array(10)).length).toBe(20);
});

test('impossible rates and windows are refused', async () => {
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
