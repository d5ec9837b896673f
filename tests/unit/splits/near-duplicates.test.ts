import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, type Signer, signatureWords } from '../../../src/core/splits/acoustic-signature.ts';
import {
  findNearDuplicates,
  GREATEST_ERROR_RATE,
  nearDuplicateGroups,
  signatureErrorRate,
} from '../../../src/core/splits/near-duplicates.ts';
import { createRandom, type Random } from '../../../src/shared/random.ts';
import { plainErrorRate, plainNearDuplicates } from './plain-near-duplicates.ts';
import { HAVE_REAL_CLIPS, type Recording, realClips, requantised, sampled, voice } from './voices.ts';

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner();
});
afterAll(() => signer[Symbol.dispose]());

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
  test('finds among many what comparing all with all finds', async () => {
    const random = createRandom(1);
    const originals = Array.from({ length: 120 }, () => randomWords(random, 30 + random.integer(60)));
    const copies = originals.slice(0, 80).map((words, i) => {
      const cut = random.integer(Math.floor(words.length * 0.4));
      return flipped(words.slice(cut), [0, 0.05, 0.1, 0.13][i % 4], random);
    });
    const signatures = [...originals, ...copies].map(encode);
    const all: string[] = [];
    for (let i = 0; i < signatures.length; i++) {
      for (let j = i + 1; j < signatures.length; j++) {
        if (signatureErrorRate(signatures[i], signatures[j]) <= GREATEST_ERROR_RATE) all.push(`${i} ${j}`);
      }
    }
    const found = await findNearDuplicates(signatures);
    expect(found.map(({ first, second }) => `${first} ${second}`)).toEqual(all);
    expect(all).toEqual(copies.map((_, i) => `${i} ${120 + i}`));
    for (const { first, second, errorRate } of found) {
      expect(errorRate).toBe(signatureErrorRate(signatures[first], signatures[second]));
    }
  });

  test('links all copies of one recording, also very many of them', async () => {
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

  test('takes shared silence, too little overlap and empty signatures for no evidence', async () => {
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

  test('forgives less where there is little to compare', () => {
    const words = randomWords(createRandom(6), 40);
    // Five bits of each word: 0.156.
    const worse = words.map((word) => word ^ 0b10001000100010001);
    expect(signatureErrorRate(encode(words), encode(worse))).toBe(5 / 32);
    expect(signatureErrorRate(encode(words.slice(0, 12)), encode(worse.slice(0, 12)))).toBe(1);
    expect(signatureErrorRate(encode(words.slice(0, 12)), encode(words.slice(0, 12)))).toBe(0);
    expect(signatureErrorRate(encode(words.slice(0, 7)), encode(words.slice(0, 7)))).toBe(1);
  });

  test('finds cut, quieter, requantised and resampled copies of made-up voices, and no others', async () => {
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

/** Lists of signatures that lie near every edge of the rules. */
function hardCases(seed: number): string[] {
  const random = createRandom(seed, 'hard cases');
  // Few different words: very many share a key, and unlike recordings look promising.
  const sounds = randomWords(random, 12);
  const speech = (n: number): Uint32Array => {
    let sound = random.pick([...sounds]);
    return Uint32Array.from({ length: n }, () => {
      if (random.next() < 0.3) sound = random.pick([...sounds]);
      return random.next() < 0.1 ? 0 : sound ^ (random.next() < 0.5 ? 1 << random.integer(32) : 0);
    });
  };
  const originals = Array.from({ length: 12 }, () => speech(random.pick([7, 8, 9, 15, 16, 17, 25, 50])));
  const copies = originals.flatMap((words) => {
    // Around the greatest share of errors, 0.18, and that of a few words, 0.1; at 25 words 144 of 800 bits are just it.
    const share = random.pick([0, 0.05, 0.1, 0.16, 0.18, 0.2]);
    const from = random.integer(Math.ceil(words.length / 2));
    return [
      flipped(words, share, random),
      words.slice(from),
      Uint32Array.of(...speech(random.integer(4)), ...flipped(words, share / 2, random)),
    ];
  });
  const odd = [new Uint32Array(0), new Uint32Array(20), originals[0], new Uint32Array(384).fill(sounds[0])];
  return random.shuffle([...originals, ...copies, ...odd].map((words) => encode(words)));
}

describe('against the plain rules', () => {
  test('finds the same pairs with the same error rates, near every edge', async () => {
    let found = 0;
    for (let seed = 0; seed < 12; seed++) {
      const signatures = hardCases(seed);
      const pairs = await findNearDuplicates(signatures);
      expect(pairs).toEqual(plainNearDuplicates(signatures));
      found += pairs.length;
    }
    expect(found).toBeGreaterThan(50);
  });

  test('keeps a rate that is just the greatest, and leaves the next one out', async () => {
    const words = randomWords(createRandom(7), 25);
    // In the upper bits alone, six of each word and none of the last one: two of the three keys stay as they are.
    const spoilt = (errors: number) => {
      const copy = words.slice();
      for (let error = 0; error < errors; error++) copy[Math.floor(error / 6)] ^= 1 << (26 + (error % 6));
      return encode(copy);
    };
    expect(await findNearDuplicates([encode(words), spoilt(144)])).toEqual([
      { first: 0, second: 1, errorRate: 144 / 800 },
    ]);
    expect(await findNearDuplicates([encode(words), spoilt(145)])).toEqual([]);
    expect(signatureErrorRate(encode(words), spoilt(145))).toBe(145 / 800);
    expect(signatureErrorRate(encode(words), spoilt(145), GREATEST_ERROR_RATE)).toBe(1);
    expect(signatureErrorRate(encode(words), spoilt(144), GREATEST_ERROR_RATE)).toBe(144 / 800);
  });

  test('compares two signatures as the plain rules do, with and without a greatest rate', () => {
    const signatures = hardCases(99);
    for (const [i, a] of signatures.entries()) {
      const b = signatures[(i * 7 + 1) % signatures.length];
      const [wordsA, wordsB] = [a, b].map(signatureWords);
      let least = 1;
      for (let lag = -wordsB.length; lag <= wordsA.length; lag++) {
        least = Math.min(least, plainErrorRate(wordsA, wordsB, lag));
      }
      expect(signatureErrorRate(a, b)).toBe(least);
      expect(signatureErrorRate(a, b, 0.18)).toBe(least <= 0.18 ? least : 1);
    }
  });
});

describe('while it searches', () => {
  const random = createRandom(8);
  const many = Array.from({ length: 1500 }, () => encode(randomWords(random, 60)));

  test('gives others their turn, the more often the more there is to compare', async () => {
    const breathsOf = async (signatures: readonly string[]): Promise<number> => {
      let breaths = 0;
      await findNearDuplicates(signatures, async () => void breaths++);
      return breaths;
    };
    // Words that all share a key: as many pairs as may be, and not one promising.
    const alike = Array.from({ length: 300 }, () =>
      encode(Uint32Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : random.integer(2 ** 32)))),
    );
    const [few, more] = [await breathsOf(alike.slice(0, 100)), await breathsOf(alike)];
    expect(few).toBeGreaterThan(50);
    expect(more).toBeGreaterThan(2.5 * few);
  });

  test('ends when a breath says so', async () => {
    let breaths = 0;
    const search = findNearDuplicates(many, async () => {
      if (++breaths === 3) throw new Error('enough');
    });
    await expect(search).rejects.toThrow('enough');
    expect(breaths).toBe(3);
  });
});

describe.skipIf(!HAVE_REAL_CLIPS)('on real speech (skipped where ../shared/data is absent)', () => {
  let small: Recording[];
  let originals: Recording[];
  let signatures: string[];
  const sign = ({ samples, sampleRateHz }: Recording): string => signer.sign(samples, sampleRateHz);
  beforeAll(() => {
    small = realClips('ravdess-16k');
    originals = [...realClips('originals/ravdess'), ...realClips('originals/tess')];
    signatures = [...small, ...originals].map(sign);
  });

  test('finds every published original of a 16 kHz clip and nothing else', async () => {
    const clips = [...small, ...originals];
    const found = (await findNearDuplicates(signatures)).map(
      ({ first, second }) => `${clips[first].file} ${clips[second].file}`,
    );
    // Two discoveries: a file that is named as another actor's clip and is one of actor 5's, and two "takes" of
    // actor 7 that are one recording.
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

  test('tells takes of one sentence by one speaker apart', () => {
    // Fields of a name: modality, channel, emotion, intensity, sentence, repetition, actor.
    const rates: number[] = [];
    for (let i = 0; i < small.length; i++) {
      const [, , emotion, intensity, sentence, , actor] = small[i].file.split(/[-.]/);
      for (let j = i + 1; j < small.length; j++) {
        const other = small[j].file.split(/[-.]/);
        if (other[6] !== actor || other[4] !== sentence || other[2] !== emotion) continue;
        if (other[3] !== intensity && i % 3 > 0) continue;
        rates.push(signatureErrorRate(signatures[i], signatures[j]));
      }
    }
    rates.sort((a, b) => a - b);
    expect(rates.length).toBeGreaterThan(500);
    // The first are actor 7's two copies.
    expect(rates[0]).toBeLessThan(0.01);
    expect(rates[1]).toBeGreaterThan(GREATEST_ERROR_RATE + 0.05);
  });

  test('finds clips that were cut, made quieter and requantised', async () => {
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
    expect(pairs.length - found.length).toBeLessThanOrEqual(2); // actor 7 again
  });
});
