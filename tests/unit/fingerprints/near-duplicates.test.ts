import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, type Signer } from '#core/fingerprints/acoustic-signature.ts';
import {
  findNearDuplicates,
  nearDuplicateGroups,
  signatureErrorRate,
} from '#core/fingerprints/near-duplicates.ts';
import { signatureText } from '#core/fingerprints/signature-format.ts';
import { createRandom, type Random } from '#shared/random.ts';
import {
  HAVE_REAL_CLIPS,
  type Recording,
  realClips,
  requantised,
  sampled,
  stretched,
  voice,
  withNoise,
} from './voices.ts';

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner();
});
afterAll(() => signer[Symbol.dispose]());

const SEMITONE = 2 ** (1 / 12);

const encode = (words: Uint32Array): string => Buffer.from(words.buffer).toString('base64');
const randomWords = (random: Random, n: number): Uint32Array =>
  Uint32Array.from({ length: n }, () => random.integer(2 ** 32));
/** Each bit flipped with probability `share`. */
const flipped = (words: Uint32Array, share: number, random: Random): Uint32Array =>
  words.map((word) => {
    let mask = 0;
    for (let b = 0; b < 32; b++) if (random.next() < share) mask |= 1 << b;
    return word ^ mask;
  });

describe('findNearDuplicates', () => {
  test('finds the same pairs as a comparison of all with all', async () => {
    const random = createRandom(1);
    const originals = Array.from({ length: 45 }, () => randomWords(random, 30 + random.integer(60)));
    const copies = originals.slice(0, 30).map((words, i) => {
      const cut = random.integer(Math.floor(words.length * 0.4));
      return flipped(words.slice(cut), [0, 0.05, 0.1, 0.13][i % 4], random);
    });
    const signatures = [...originals, ...copies].map(encode);
    const all: string[] = [];
    for (let i = 0; i < signatures.length; i++) {
      for (let j = i + 1; j < signatures.length; j++) {
        if (signatureErrorRate(signatures[i], signatures[j]) < 1) all.push(`${i} ${j}`);
      }
    }
    const found = await findNearDuplicates(signatures);
    expect(found.map(({ first, second }) => `${first} ${second}`)).toEqual(all);
    expect(all).toEqual(copies.map((_, i) => `${i} ${45 + i}`));
    for (const { first, second, errorRate } of found) {
      expect(errorRate).toBeCloseTo(signatureErrorRate(signatures[first], signatures[second]), 2);
    }
  });

  test('links all copies of one recording, also a large number', async () => {
    const random = createRandom(2);
    const words = randomWords(random, 50);
    const signatures = [
      ...Array.from({ length: 500 }, () => encode(words)),
      ...Array.from({ length: 500 }, () => encode(flipped(words, 0.02, random))),
      encode(randomWords(random, 50)),
    ];
    const pairs = await findNearDuplicates(signatures);
    expect(pairs.length).toBe(999);
    const groups = nearDuplicateGroups(signatures.length, pairs);
    expect(new Set(groups.subarray(0, 1000))).toEqual(new Set([0]));
    expect(groups[1000]).toBe(1000);
  });

  test('does not depend on the order of the clips', async () => {
    const random = createRandom(3);
    const signatures = Array.from({ length: 40 }, () => randomWords(random, 30)).flatMap((words) => [
      encode(words),
      encode(flipped(words, 0.05, random)),
    ]);
    const reversed = [...signatures].reverse();
    const named = async (list: readonly string[]): Promise<string[]> =>
      (await findNearDuplicates(list))
        .map(({ first, second }) => [list[first], list[second]].sort().join(' '))
        .sort();
    expect(await named(reversed)).toEqual(await named(signatures));
    expect(await named(signatures)).toHaveLength(40);
  });

  test('ignores shared silence, too little overlap and empty signatures', async () => {
    const random = createRandom(4);
    const silence = new Uint32Array(60);
    const withPause = (): string => encode(Uint32Array.of(...randomWords(random, 10), ...silence));
    expect(
      await findNearDuplicates([withPause(), withPause(), encode(silence), encode(silence.slice(1))]),
    ).toEqual([]);
    expect(signatureErrorRate(withPause(), withPause())).toBe(1);
    const words = randomWords(random, 60);
    expect(await findNearDuplicates([encode(words.slice(0, 40)), encode(words.slice(26))])).toEqual([]);
    expect(await findNearDuplicates([encode(words.slice(0, 40)), encode(words.slice(20))])).toHaveLength(1);
    expect(await findNearDuplicates(['', '', ''])).toEqual([]);
    expect(await findNearDuplicates([])).toEqual([]);
    expect(await findNearDuplicates(['rubbish', '####', encode(words)])).toEqual([]);
    expect(signatureErrorRate('', encode(words))).toBe(1);
  });

  test('is stricter for short signatures', () => {
    const words = randomWords(createRandom(6), 40);
    // Five bits of each word: 0.156.
    const worse = words.map((word) => word ^ 0b10001000100010001);
    expect(signatureErrorRate(encode(words), encode(worse))).toBe(5 / 32);
    expect(signatureErrorRate(encode(words.slice(0, 12)), encode(worse.slice(0, 12)))).toBe(1);
    expect(signatureErrorRate(encode(words.slice(0, 12)), encode(words.slice(0, 12)))).toBe(0);
    expect(signatureErrorRate(encode(words.slice(0, 7)), encode(words.slice(0, 7)))).toBe(1);
  });

  test('finds cut, quieter, requantised and resampled copies of synthetic voices, and no others', async () => {
    const voices = Array.from({ length: 12 }, (_, seed) => voice(100 + seed, 2.5));
    const signatures = voices.flatMap((source, i) => [
      signer.sign(sampled(source, 16_000, 0, 2.5), 16_000),
      signer.sign(
        requantised(sampled(source, 22_050, 0.1 + i * 0.03, 2.4)).map((x) => x * 0.3),
        22_050,
      ),
    ]);
    const pairs = (await findNearDuplicates(signatures)).map(({ first, second }) => [first, second]);
    expect(pairs).toEqual(voices.map((_, i) => [2 * i, 2 * i + 1]));
  });
});

/** Words of a copy that is `speed` times as fast, with the pitch `halfSemitones` higher, in both sets of bands. */
function changed(
  { words, between }: { words: Uint32Array; between: Uint32Array },
  halfSemitones: number,
  speed: number,
): { words: Uint32Array; between: Uint32Array } {
  // Bit h of these 66 belongs to half band h: the words have the even ones, the words between the odd ones.
  const moved = (first: 0 | 1) =>
    Uint32Array.from({ length: Math.floor((words.length - 1) / speed) + 1 }, (_, i) => {
      const from = Math.round(i * speed);
      let word = 0;
      for (let b = 0; b < 32; b++) {
        const half = first + 2 * b - halfSemitones;
        const bit =
          half < 0 || half > 63 ? 0 : ((half % 2 === 0 ? words : between)[from] >>> (half >> 1)) & 1;
        word |= bit << b;
      }
      return word;
    });
  return { words: moved(0), between: moved(1) };
}
const encodeBoth = ({ words, between }: { words: Uint32Array; between: Uint32Array }): string =>
  signatureText({ words, between });

describe('changes of pitch and speed', () => {
  const random = createRandom('pitch and speed');
  const recordings = Array.from({ length: 60 }, () => {
    const length = 40 + random.integer(120);
    return { words: randomWords(random, length), between: randomWords(random, length) };
  });
  const signatures = recordings.map(encodeBoth);

  test.each([
    [-2, 1],
    [-1, 1],
    [1, 1],
    [2, 1],
    [0, 0.95],
    [0, 1.05],
    [2, 1.06],
    [-2, 0.94],
    [1, 1.03],
  ])('of %d half semitones and %d times the speed are undone', async (halfSemitones, speed) => {
    const copies = recordings.map((recording) => {
      const { words, between } = changed(recording, halfSemitones, speed);
      return encodeBoth({ words: flipped(words, 0.08, random), between: flipped(between, 0.08, random) });
    });
    const pairs = await findNearDuplicates([...signatures, ...copies]);
    expect(pairs.map(({ first, second }) => [first, second])).toEqual(
      signatures.map((_, i) => [i, signatures.length + i]),
    );
  });

  test('of 20 % speed or two semitones are another recording', async () => {
    const others = recordings.flatMap((recording) => [
      encodeBoth(changed(recording, 0, 1.2)),
      encodeBoth(changed(recording, 4, 1)),
    ]);
    expect(await findNearDuplicates([...signatures, ...others])).toEqual([]);
  });
});

describe('the limits', () => {
  test('more errors are allowed if half of the words agree, as with noise in pauses', () => {
    const random = createRandom(9);
    const recording = { words: randomWords(random, 80), between: randomWords(random, 80) };
    const noisy = (words: Uint32Array, pause: number, speech: number) =>
      words.map((word, i) => flipped(Uint32Array.of(word), i % 40 < 18 ? pause : speech, random)[0]);
    const copy = (pause: number, speech: number) =>
      encodeBoth({
        words: noisy(recording.words, pause, speech),
        between: noisy(recording.between, pause, speech),
      });
    expect(signatureErrorRate(encodeBoth(recording), copy(0.45, 0.08))).toBeGreaterThan(0.235);
    expect(signatureErrorRate(encodeBoth(recording), copy(0.45, 0.08))).toBeLessThan(0.3);
    expect(signatureErrorRate(encodeBoth(recording), copy(0.25, 0.25))).toBe(1);
    expect(signatureErrorRate(encodeBoth(recording), copy(0.2, 0.2))).toBeLessThan(0.235);
  });
});

describe('during the search', () => {
  const random = createRandom(8);
  const many = Array.from({ length: 1500 }, () => encode(randomWords(random, 60)));

  test('yields more often if there is more to compare', async () => {
    const yieldsOf = async (signatures: readonly string[]): Promise<number> => {
      let yields = 0;
      await findNearDuplicates(signatures, async () => void yields++);
      return yields;
    };
    // All words share a key: the maximum number of pairs, none of them promising.
    const alike = Array.from({ length: 300 }, () =>
      encode(Uint32Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : random.integer(2 ** 32)))),
    );
    const [few, more] = [await yieldsOf(alike.slice(0, 100)), await yieldsOf(alike)];
    expect(few).toBeGreaterThan(50);
    expect(more).toBeGreaterThan(2.5 * few);
  });

  test('ends when the yielder throws', async () => {
    let yields = 0;
    const search = findNearDuplicates(many, async () => {
      if (++yields === 3) throw new Error('enough');
    });
    await expect(search).rejects.toThrow('enough');
    expect(yields).toBe(3);
  });
});

describe.skipIf(!HAVE_REAL_CLIPS)('on real speech (skipped without ../shared/data)', () => {
  let small: Recording[];
  let originals: Recording[];
  let signatures: string[];
  const sign = ({ samples, sampleRateHz }: Recording): string => signer.sign(samples, sampleRateHz);
  beforeAll(() => {
    small = realClips('ravdess-16k');
    originals = [...realClips('originals/ravdess'), ...realClips('originals/tess')];
    signatures = [...small, ...originals].map(sign);
  });

  test('finds every published original of a 16 kHz clip and no other pairs', async () => {
    const clips = [...small, ...originals];
    const found = (await findNearDuplicates(signatures)).map(
      ({ first, second }) => `${clips[first].file} ${clips[second].file}`,
    );
    // Two known exceptions: a clip of actor 5 with the name of another actor's clip, and two "takes" of actor 7 that
    // are one recording.
    const misfiled = '03-01-05-01-01-01-02.wav';
    const expected = originals
      .filter(
        ({ file, folder }) => folder.startsWith('Actor') && !(folder === 'Actor_05' && file === misfiled),
      )
      .map(({ file }) => `${file} ${file}`);
    expected.push(`03-01-05-02-02-01-05.wav ${misfiled}`);
    expected.push('03-01-03-01-02-01-07.wav 03-01-03-01-02-02-07.wav');
    expect(found.sort()).toEqual(expected.sort());
  });

  test('distinguishes takes of one sentence by one speaker', () => {
    // Fields of a name: modality, channel, emotion, intensity, sentence, repetition, actor.
    const pairs: [string, string, number][] = [];
    for (let i = 0; i < small.length; i++) {
      const [, , emotion, intensity, sentence, , actor] = small[i].file.split(/[-.]/);
      for (let j = i + 1; j < small.length; j++) {
        const other = small[j].file.split(/[-.]/);
        if (other[6] !== actor || other[4] !== sentence || other[2] !== emotion) continue;
        if (other[3] !== intensity && i % 3 > 0) continue;
        pairs.push([small[i].file, small[j].file, signatureErrorRate(signatures[i], signatures[j])]);
      }
    }
    expect(pairs.length).toBeGreaterThan(500);
    // The two "takes" of actor 7 that are one recording.
    const copies = pairs.filter(([, , rate]) => rate < 1);
    expect(copies).toEqual([['03-01-03-01-02-01-07.wav', '03-01-03-01-02-02-07.wav', expect.closeTo(0, 2)]]);
  });

  test.each<
    [string, (samples: Float32Array, rate: number, random: Random) => [Float32Array, number], number]
  >([
    ['with noise at 10 dB', (samples, rate, random) => [withNoise(samples, 10, random), rate], 0.94],
    ['a semitone higher', (samples, rate) => [stretched(samples, rate, SEMITONE), rate * SEMITONE], 0.94],
    ['a semitone lower', (samples, rate) => [stretched(samples, rate, 1 / SEMITONE), rate / SEMITONE], 0.94],
    ['5 % faster', (samples, rate) => [samples, rate * 1.05], 0.98],
    ['5 % slower', (samples, rate) => [samples, rate * 0.95], 0.98],
    ['5 % faster at the same pitch', (samples, rate) => [stretched(samples, rate, 1 / 1.05), rate], 0.98],
    ['3 % faster', (samples, rate) => [samples, rate * 1.03], 0.98],
  ])('finds copies %s', async (_, change, share) => {
    const random = createRandom(6);
    const some = small.filter((_, i) => i % 9 === 0);
    const copies = some.map(({ samples, sampleRateHz }) => {
      const [changed, rate] = change(samples, sampleRateHz, random);
      return signer.sign(requantised(changed), Math.round(rate));
    });
    const pairs = await findNearDuplicates([...signatures.slice(0, small.length), ...copies]);
    const copiesOf = pairs.filter(
      ({ first, second }) => second >= small.length && small[first] === some[second - small.length],
    );
    expect(copiesOf.length / some.length).toBeGreaterThanOrEqual(share);
    // The two copies of actor 7, also among the changed ones.
    expect(pairs.length - copiesOf.length).toBeLessThanOrEqual(2);
  });

  test('finds cut, quieter and requantised clips', async () => {
    const random = createRandom(5);
    const some = small.filter((_, i) => i % 4 === 0);
    const cut = some.map(({ samples, sampleRateHz, ...rest }) => {
      const from = random.integer(Math.floor(samples.length / 3));
      const copy = samples.slice(from, samples.length - random.integer(4000));
      return { ...rest, sampleRateHz, samples: requantised(copy.map((value) => 0.3 * value)) };
    });
    const pairs = await findNearDuplicates([...some, ...cut].map(sign));
    const found = pairs.filter(({ first, second }) => second - first === some.length);
    expect(found.length / some.length).toBeGreaterThan(0.98);
    expect(pairs.length - found.length).toBeLessThanOrEqual(2); // the two copies of actor 7
  });
});
