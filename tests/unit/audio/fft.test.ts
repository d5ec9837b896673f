import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createRealFft, isFftSize } from '#core/audio/fft.ts';
import { createRandom } from '#shared/random.ts';

function noise(size: number, ...keys: (number | string)[]): Float32Array {
  const random = createRandom(...keys);
  return Float32Array.from({ length: size }, () => random.between(-1, 1));
}

/** The DFT by its definition, in double precision: real and imaginary parts of bins 0 … size/2. */
function directDft(input: Float32Array): { re: number[]; im: number[] } {
  const n = input.length;
  const re: number[] = [];
  const im: number[] = [];
  for (let k = 0; k <= n / 2; k++) {
    let sumRe = 0;
    let sumIm = 0;
    for (let i = 0; i < n; i++) {
      const angle = (-2 * Math.PI * ((k * i) % n)) / n;
      sumRe += input[i] * Math.cos(angle);
      sumIm += input[i] * Math.sin(angle);
    }
    re.push(sumRe);
    im.push(sumIm);
  }
  return { re, im };
}

test.each([32, 96, 160, 480, 512, 2048])('equals the definition for size %i', async (size) => {
  using fft = await createRealFft(size);
  const input = noise(size, 'fft', size);
  const original = input.slice();
  const { re, im } = directDft(input);
  const spectrum = new Float32Array(size);
  const power = new Float32Array(size / 2 + 1);
  fft.forward(input, spectrum);
  fft.powerSpectrum(input, power);
  expect(input).toEqual(original);
  // Float32 has 24 bits for the largest magnitudes, which are near √size for noise.
  const tolerance = 2e-6 * Math.sqrt(size);
  let maxError = Math.max(Math.abs(spectrum[0] - re[0]), Math.abs(spectrum[1] - re[size / 2]));
  for (let k = 1; k < size / 2; k++) {
    maxError = Math.max(maxError, Math.abs(spectrum[2 * k] - re[k]), Math.abs(spectrum[2 * k + 1] - im[k]));
  }
  expect(maxError).toBeLessThan(tolerance);
  for (let k = 0; k <= size / 2; k++) {
    const expected = re[k] ** 2 + im[k] ** 2;
    expect(Math.abs(power[k] - expected)).toBeLessThan(1e-4 * Math.max(1, expected));
  }
});

test.each([32, 4096, 6144, 65_536, 131_072])('the inverse of size %i restores the input', async (size) => {
  using fft = await createRealFft(size);
  const input = noise(size, 'inverse', size);
  const spectrum = new Float32Array(size);
  const restored = new Float32Array(size);
  fft.forward(input, spectrum);
  fft.inverse(spectrum, restored);
  expect(
    input.reduce((maxError, value, i) => Math.max(maxError, Math.abs(value - restored[i])), 0),
  ).toBeLessThan(2e-6);
  fft.inverse(spectrum, restored, 0.5 / size);
  expect(restored[7]).toBeCloseTo(input[7] / 2, 5);
});

test('transforms still work after later ones have grown the memory', async () => {
  using first = await createRealFft(64);
  const input = noise(64, 'grow');
  const before = new Float32Array(33);
  first.powerSpectrum(input, before);
  const later = await Promise.all([1, 2, 3].map(() => createRealFft(2 ** 20)));
  const after = new Float32Array(33);
  first.powerSpectrum(input, after);
  expect(after).toEqual(before);
  for (const fft of later) fft[Symbol.dispose]();
});

test('does not run out of memory after many disposed transforms', async () => {
  for (let i = 0; i < 300; i++) {
    using fft = await createRealFft(2 ** 20);
    expect(fft.size).toBe(2 ** 20);
  }
});

test('rejects sizes that PFFFT does not support', async () => {
  expect([32, 48, 96, 2048, 2400, 4_194_304].map(isFftSize)).toEqual([true, false, true, true, true, true]);
  for (const size of [0, -32, 16, 33, 400, 224, 2 ** 23, 64.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(isFftSize(size)).toBe(false);
    await expect(createRealFft(size)).rejects.toThrow(RangeError);
  }
});

test('throws for wrong lengths and after disposal', async () => {
  const fft = await createRealFft(64);
  expect(() => fft.powerSpectrum(new Float32Array(63), new Float32Array(33))).toThrow(RangeError);
  expect(() => fft.powerSpectrum(new Float32Array(64), new Float32Array(32))).toThrow(RangeError);
  expect(() => fft.inverse(new Float32Array(64), new Float32Array(65))).toThrow(RangeError);
  fft[Symbol.dispose]();
  fft[Symbol.dispose]();
  expect(() => fft.forward(new Float32Array(64), new Float32Array(64))).toThrow('disposed');
});

test('works in a worker thread', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fft-worker-'));
  try {
    const module = new URL('../../../src/core/audio/fft.ts', import.meta.url).href;
    const file = join(folder, 'worker.mjs');
    await writeFile(
      file,
      `import { parentPort } from 'node:worker_threads';
       const { createRealFft } = await import(${JSON.stringify(module)});
       const fft = await createRealFft(64);
       const power = new Float32Array(33);
       fft.powerSpectrum(new Float32Array(64).fill(1), power);
       parentPort.postMessage(power[0]);`,
    );
    const worker = new Worker(file);
    const result = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(result).toBe(4096);
  } finally {
    await rm(folder, { recursive: true });
  }
});
