import { describe, expect, test } from 'vitest';
import { createSignatureIndex } from '#core/fingerprints/signature-index.ts';
import { createRandom, type Random } from '#shared/random.ts';

const encode = (words: Uint32Array): string => Buffer.from(words.slice().buffer).toString('base64');
const randomWords = (random: Random, n: number): Uint32Array =>
  Uint32Array.from({ length: n }, () => random.integer(2 ** 32));
/** Each bit flipped with probability `share`. */
const flipped = (words: Uint32Array, share: number, random: Random): Uint32Array =>
  words.map((word) => {
    let mask = 0;
    for (let b = 0; b < 32; b++) if (random.next() < share) mask |= 1 << b;
    return word ^ mask;
  });

describe('createSignatureIndex', () => {
  const random = createRandom('signature index');
  const recordings = Array.from({ length: 200 }, () => randomWords(random, 30 + random.integer(60)));

  test('finds copies, also changed and cut ones, and no other recording', async () => {
    const index = await createSignatureIndex(recordings.map(encode));
    for (const [number, words] of recordings.entries()) {
      const cut = words.slice(number % 8, words.length - (number % 5));
      const share = [0, 0.03, 0.06, 0.09, 0.12][number % 5];
      expect(index.hasCopy(encode(flipped(cut, share, random))), `recording ${number}`).toBe(true);
      expect(index.hasCopy(encode(randomWords(random, 60)))).toBe(false);
      expect(index.hasCopy(encode(flipped(words, 0.32, random)))).toBe(false);
    }
  });

  test('finds a recording at the start of a longer one', async () => {
    const index = await createSignatureIndex(recordings.map(encode));
    const long = Uint32Array.of(...recordings[7], ...randomWords(random, 500));
    expect(index.hasCopy(encode(long))).toBe(true);
  });

  test('finds nothing for silence, empty and damaged signatures', async () => {
    const index = await createSignatureIndex([
      ...recordings.map(encode),
      '',
      'AAA=',
      encode(new Uint32Array(40)),
    ]);
    for (const signature of ['', 'AAA=', encode(new Uint32Array(40))])
      expect(index.hasCopy(signature)).toBe(false);
    const none = await createSignatureIndex([]);
    expect(none.hasCopy(encode(recordings[0]))).toBe(false);
    expect(none.hasCopy('')).toBe(false);
  });

  test('a look-up leaves nothing behind for the next one', async () => {
    const index = await createSignatureIndex(recordings.slice(1).map(encode));
    expect(index.hasCopy(encode(recordings[0]))).toBe(false);
    expect(index.hasCopy(encode(recordings[0]))).toBe(false);
    expect(index.hasCopy(encode(recordings[5]))).toBe(true);
    expect(index.hasCopy('')).toBe(false);
  });
});
