import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, type Signer, signatureWords } from '../../../src/core/splits/acoustic-signature.ts';
import { signatureErrorRate } from '../../../src/core/splits/near-duplicates.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { requantised, sampled, voice } from './voices.ts';

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner();
});
afterAll(() => signer[Symbol.dispose]());

const speech = voice(1, 3);
const reference = (): string => signer.sign(sampled(speech, 16_000, 0, 3), 16_000);

describe('a signature stays nearly the same', () => {
  test.each([8000, 11_025, 22_050, 24_414, 32_000, 44_100, 48_000, 96_000, 192_000])(
    'sampled at %i Hz',
    (sampleRateHz) => {
      const copy = signer.sign(sampled(speech, sampleRateHz, 0, 3), sampleRateHz);
      expect(signatureErrorRate(reference(), copy)).toBeLessThan(0.06);
    },
  );

  test.each([1e-3, 0.03, 3])('at %d times the level', (level) => {
    const copy = sampled(speech, 16_000, 0, 3).map((value) => value * level);
    expect(signatureErrorRate(reference(), signer.sign(copy, 16_000))).toBeLessThan(0.01);
  });

  test('upside down, quiet and requantised to 16 bits', () => {
    const copy = requantised(sampled(speech, 16_000, 0, 3).map((value) => -0.05 * value));
    expect(signatureErrorRate(reference(), signer.sign(copy, 16_000))).toBeLessThan(0.05);
  });

  test.each([
    [0.013, 3],
    [0.3, 2.7],
    [0, 1.9],
    [0.987, 3],
  ])('cut to %f … %f s', (from, to) => {
    const copy = signer.sign(sampled(speech, 44_100, from, to), 44_100);
    expect(signatureErrorRate(reference(), copy)).toBeLessThan(0.12);
  });

  test('between stretches of silence, and of faint noise', () => {
    const random = createRandom(1);
    const said = sampled(speech, 16_000, 0, 3);
    for (const noise of [0, 1e-4]) {
      const padded = Float32Array.from({ length: 5 * 16_000 }, () => noise * random.normal());
      said.forEach((value, i) => {
        padded[16_000 + i] += value;
      });
      expect(signatureErrorRate(reference(), signer.sign(padded, 16_000))).toBeLessThan(0.1);
    }
  });
});

describe('a signature tells apart', () => {
  test('other voices, noises and one voice from the same one played faster', () => {
    const random = createRandom(2);
    const others = [
      ...[2, 3, 4, 5, 6, 7, 8].map((seed) => sampled(voice(seed, 3), 16_000, 0, 3)),
      Float32Array.from({ length: 48_000 }, () => 0.1 * random.normal()),
      sampled((seconds) => speech(1.1 * seconds), 16_000, 0, 2.7),
    ].map((samples) => signer.sign(samples, 16_000));
    for (const other of others) expect(signatureErrorRate(reference(), other)).toBeGreaterThan(0.28);
  });
});

describe('what a signature is', () => {
  test('words of 32 bits, one each 32 ms, the same every time and for every signer', async () => {
    const samples = sampled(speech, 16_000, 0, 3);
    const kept = samples.slice();
    const first = signer.sign(samples, 16_000);
    expect(samples).toEqual(kept);
    expect(signatureWords(first).length).toBeGreaterThan(80);
    expect(signatureWords(first).length).toBeLessThan(94);
    using other = await createSigner();
    expect(other.sign(samples, 16_000)).toBe(first);
    for (let rate = 8000; rate < 8040; rate++) signer.sign(samples, rate);
    expect(signer.sign(samples, 16_000)).toBe(first);
  });

  test('at most 2 kB however long the recording, which its beginning signs', () => {
    const long = voice(9, 60);
    const whole = signer.sign(sampled(long, 8000, 0, 60), 8000);
    expect(signatureWords(whole).length).toBe(384);
    expect(whole.length).toBeLessThanOrEqual(2048);
    const late = signer.sign(sampled(long, 16_000, 3, 60), 16_000);
    expect(signatureErrorRate(whole, late)).toBeLessThan(0.12);
  });

  test('nothing for what cannot be compared', () => {
    const samples = sampled(speech, 16_000, 0, 3);
    const broken = samples.slice();
    broken[2000] = Number.NaN;
    const endless = samples.slice();
    endless[2000] = Number.POSITIVE_INFINITY;
    const nothing: [Float32Array, number][] = [
      [new Float32Array(0), 16_000],
      [new Float32Array(1), 16_000],
      [new Float32Array(48_000), 16_000],
      [sampled(speech, 16_000, 0, 0.4), 16_000],
      [broken, 16_000],
      [endless, 16_000],
      [samples, 0],
      [samples, -16_000],
      [samples, Number.NaN],
      [samples, 4000],
      [samples, 4_294_967_295],
    ];
    for (const [what, sampleRateHz] of nothing) expect(signer.sign(what, sampleRateHz)).toBe('');
    expect(signer.sign(sampled(speech, 16_000, 0, 0.7), 16_000)).not.toBe('');
    expect(signatureWords('')).toEqual(new Uint32Array(0));
    expect(signatureWords('no base64 at all!')).toBeInstanceOf(Uint32Array);
  });
});
