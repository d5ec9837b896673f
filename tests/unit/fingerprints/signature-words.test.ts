import { expect, it } from 'vitest';
import { findKey, keyOf, wordsByKey } from '#core/fingerprints/signature-words.ts';
import { createRandom } from '#shared/random.ts';

// Few and many words are sorted differently.
it.each([0, 1, 1000, 140_000])('words are grouped by their keys: %i words', (count) => {
  const random = createRandom(1);
  const words = Uint32Array.from({ length: count }, (_, i) => (i % 50 === 7 ? 0 : random.next() * 2 ** 32));
  for (const shift of [1, 13]) {
    const table = wordsByKey(words, shift);
    const heard = Array.from(words.keys()).filter((i) => words[i] !== 0);
    const expected = heard.sort((a, b) => keyOf(words[a], shift) - keyOf(words[b], shift) || a - b);
    expect(Array.from(table.positions)).toEqual(expected);
    expect(table.starts.length).toBe(table.keys.length + 1);
    expect(table.starts.at(-1)).toBe(expected.length);
    const wrong = Array.from(table.keys.keys()).filter((k) =>
      table.positions
        .subarray(table.starts[k], table.starts[k + 1])
        .some((position) => keyOf(words[position], shift) !== table.keys[k]),
    );
    expect(wrong).toEqual([]);
    expect(new Set(table.keys).size).toBe(table.keys.length);
    for (const k of [0, table.keys.length - 1])
      if (k in table.keys) expect(findKey(table, table.keys[k])).toBe(k);
  }
});

it('a key that no word has is not found', () => {
  const table = wordsByKey(Uint32Array.of(4, 8, 1 << 10), 1);
  expect([0, 1, 3, 2 ** 18 - 1].map((key) => findKey(table, key))).toEqual([-1, -1, -1, -1]);
  expect(findKey(wordsByKey(new Uint32Array(), 1), 0)).toBe(-1);
});
