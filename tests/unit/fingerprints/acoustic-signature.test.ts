import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, type Signer } from '#core/fingerprints/acoustic-signature.ts';
import { signatureErrorRate } from '#core/fingerprints/near-duplicates.ts';
import { readSignature } from '#core/fingerprints/signature-format.ts';
import { createRandom } from '#shared/random.ts';
import { requantised, sampled, voice, withNoise } from './voices.ts';

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner();
});
afterAll(() => signer[Symbol.dispose]());

const speech = voice(1, 3);
const reference = (): string => signer.sign(sampled(speech, 16_000, 0, 3), 16_000);

test('the bits are those of earlier versions, whose signatures are kept', () => {
  const hash = createHash('sha256');
  // No, small and large factors of decimation, each size of the transform, and the end of the longest signature.
  for (const sampleRateHz of [4400, 8000, 16_000, 44_100, 48_000, 192_000])
    hash.update(signer.sign(sampled(speech, sampleRateHz, 0, 3), sampleRateHz));
  hash.update(signer.sign(sampled(voice(2, 14), 9999, 0, 14), 9999));
  expect(hash.digest('hex')).toBe('ec74bccb52bc99c9c9bb0132ab69e8c59ff452ee4a2d4d06ff690bc55d2ba1be');
});

describe('a signature is nearly the same', () => {
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

  test('inverted, quiet and requantised to 16 bits', () => {
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

  // A higher declared sample rate plays the same samples faster and higher.
  test.each([0.945, 0.95, 0.97, 0.985, 1.015, 1.03, 1.05, 1.055])('played at %d times the speed', (speed) => {
    const copy = signer.sign(sampled(speech, 16_000, 0, 3), Math.round(16_000 * speed));
    expect(signatureErrorRate(reference(), copy)).toBeLessThan(0.2);
    expect(signatureErrorRate(copy, reference())).toBeLessThan(0.2);
  });

  test.each([-1, -0.5, 0.5, 1])('with %d semitones more pitch and the same speed', (semitones) => {
    const copy = signer.sign(sampled(voice(1, 3, 2 ** (semitones / 12)), 16_000, 0, 3), 16_000);
    expect(signatureErrorRate(reference(), copy)).toBeLessThan(0.2);
  });

  test.each([0.95, 1.05])('spoken at %d times the speed with the same pitch', (speed) => {
    const copy = sampled((seconds) => voice(1, 3, 1 / speed)(speed * seconds), 16_000, 0, 3 / speed);
    expect(signatureErrorRate(reference(), signer.sign(copy, 16_000))).toBeLessThan(0.2);
  });

  test('with noise 10 dB below it', () => {
    const random = createRandom(3);
    const copy = signer.sign(withNoise(sampled(speech, 16_000, 0, 3), 10, random), 16_000);
    expect(signatureErrorRate(reference(), copy)).toBeLessThan(0.3);
  });

  test('between silence and between faint noise', () => {
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

describe('a signature differs', () => {
  test('for other voices, for noise and for the same voice played faster', () => {
    const random = createRandom(2);
    const others = [
      ...[2, 3, 4, 5, 6, 7, 8].map((seed) => sampled(voice(seed, 3), 16_000, 0, 3)),
      Float32Array.from({ length: 48_000 }, () => 0.1 * random.normal()),
      sampled((seconds) => speech(1.1 * seconds), 16_000, 0, 2.7),
    ].map((samples) => signer.sign(samples, 16_000));
    for (const other of others) expect(signatureErrorRate(reference(), other)).toBe(1);
  });
});

describe('the format of a signature', () => {
  test('has a 32-bit word every 32 ms, the same every time and for every signer', async () => {
    const samples = sampled(speech, 16_000, 0, 3);
    const kept = samples.slice();
    const first = signer.sign(samples, 16_000);
    expect(samples).toEqual(kept);
    const { words, between } = readSignature(first);
    expect(words.length).toBeGreaterThan(80);
    expect(words.length).toBeLessThan(94);
    expect(between.length).toBe(words.length);
    expect(between).not.toEqual(words);
    using other = await createSigner();
    expect(other.sign(samples, 16_000)).toBe(first);
    for (let rate = 8000; rate < 8040; rate++) signer.sign(samples, rate);
    expect(signer.sign(samples, 16_000)).toBe(first);
  });

  test('has at most 4 kB, from the start of a long recording', () => {
    const long = voice(9, 60);
    const whole = signer.sign(sampled(long, 8000, 0, 60), 8000);
    expect(readSignature(whole).words.length).toBe(384);
    expect(whole.length).toBeLessThanOrEqual(4098);
    const late = signer.sign(sampled(long, 16_000, 3, 60), 16_000);
    expect(signatureErrorRate(whole, late)).toBeLessThan(0.12);
  });

  test('is empty for sounds that cannot be compared', () => {
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
    expect(signer.sign(sampled(speech, 16_000, 0, 0.7), 16_000)).not.toBe(
      'ec74bccb52bc99c9c9bb0132ab69e8c59ff452ee4a2d4d06ff690bc55d2ba1be',
    );
    const empty = { words: new Uint32Array(0), between: new Uint32Array(0) };
    for (const damaged of ['', '2:', '2:AAAAAA==', 'AAA=']) expect(readSignature(damaged)).toEqual(empty);
    expect(readSignature('no base64 at all!').words).toBeInstanceOf(Uint32Array);
  });

  test('a signature of version 0.1, with words of one set of bands, still finds copies', () => {
    // The words of that version are the first half of today's.
    const { words } = readSignature(reference());
    const old = Buffer.from(words.slice().buffer).toString('base64');
    expect(readSignature(old)).toEqual({ words, between: new Uint32Array(0) });
    expect(signatureErrorRate(old, old)).toBe(0);
    expect(signatureErrorRate(old, reference())).toBe(0);
    expect(signatureErrorRate(reference(), old)).toBe(0);
    const faster = signer.sign(sampled(speech, 16_000, 0, 3), 16_800);
    expect(signatureErrorRate(old, faster)).toBeLessThan(0.2);
    expect(signatureErrorRate(faster, old)).toBeLessThan(0.2);
    expect(signatureErrorRate(old, signer.sign(sampled(voice(2, 3), 16_000, 0, 3), 16_000))).toBe(1);
  });
});
