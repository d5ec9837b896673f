import { expect, test } from 'vitest';
import { UserError } from '#shared/failure.ts';
import { createRandom, type Random } from '#shared/random.ts';
import { decodeWav, soundFingerprint } from '../../../decode-wav.ts';
import { chunk, format, riff } from './wav-files.ts';

/** Numbers that often break parsers. */
const EDGE_VALUES = [
  0, 1, 2, 7, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe,
];

function wellFormed(random: Random): Uint8Array {
  const coding = random.pick([
    { tag: 1, bits: 8 },
    { tag: 1, bits: 16 },
    { tag: 1, bits: 24 },
    { tag: 1, bits: 32 },
    { tag: 3, bits: 32 },
    { tag: 3, bits: 64 },
    { tag: 0xfffe, bits: 16 },
    { tag: 0xfffe, bits: 32, subTag: 3 },
  ]);
  const content = Uint8Array.from({ length: random.integer(3000) }, () => random.integer(256));
  const parts = [
    format({ ...coding, channels: 1 + random.integer(4), rate: random.pick([8000, 16_000, 44_100]) }),
    chunk('data', content),
  ];
  const junk = (): Buffer => chunk(random.pick(['LIST', 'fact', 'JUNK']), new Uint8Array(random.integer(40)));
  if (random.next() < 0.5) parts.unshift(junk());
  if (random.next() < 0.5) parts.push(junk());
  const file = riff(...parts);
  if (random.next() < 0.2) file.set(Buffer.from(random.pick(['RF64', 'BW64'])));
  return file;
}

/** Damages the file once: flips a bit, writes an edge value, truncates, removes or repeats a part, or writes a name. */
function mutate(file: Uint8Array, random: Random): Uint8Array {
  if (file.length < 12) return file;
  const mutated = new Uint8Array(file);
  const view = new DataView(mutated.buffer);
  // Most mutations are in the headers, within the first hundred bytes.
  const at = random.integer(Math.min(mutated.length - 8, random.next() < 0.8 ? 100 : mutated.length));
  switch (random.integer(7)) {
    case 0:
      mutated[at] ^= 1 << random.integer(8);
      return mutated;
    case 1:
      view.setUint32(at - (at % 2), random.pick(EDGE_VALUES), true);
      return mutated;
    case 2:
      view.setUint16(at - (at % 2), random.pick(EDGE_VALUES) & 0xffff, true);
      return mutated;
    case 3:
      return mutated.slice(0, random.integer(mutated.length));
    case 4:
      return Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + 1 + random.integer(16))]);
    case 5:
      return Buffer.concat([mutated.subarray(0, at), mutated.subarray(random.integer(at + 1))]);
    default:
      mutated.set(Buffer.from(random.pick(['data', 'fmt ', 'ds64', 'RIFF', 'WAVE'])), at);
      return mutated;
  }
}

test('decodes or rejects each of 200 malformed files', () => {
  const outcomes = { decoded: 0, warned: 0, rejected: 0 };
  for (let i = 0; i < 200; i++) {
    const random = createRandom('malformed', i);
    let file = wellFormed(random);
    for (let mutations = 1 + random.integer(4); mutations > 0; mutations--) file = mutate(file, random);
    try {
      const { samples, warning, durationSeconds } = decodeWav(file);
      outcomes.decoded++;
      if (warning !== null) outcomes.warned++;
      expect(samples.length).toBeGreaterThan(0);
      // A sample takes at least one byte.
      expect(samples.length).toBeLessThanOrEqual(file.length);
      expect(samples.buffer.byteLength).toBe(4 * samples.length);
      expect(samples.every(Number.isFinite)).toBe(true);
      expect(durationSeconds).toBeGreaterThan(0);
      expect(soundFingerprint(file)).toMatch(/^[0-9a-f]{64}$/);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      outcomes.rejected++;
      expect(['wav-unreadable', 'wav-empty']).toContain(error.code);
      expect(error.message).toMatch(/\.$/);
    }
  }
  // The mutations must cause all outcomes, or the test proves nothing.
  expect(outcomes.decoded + outcomes.rejected).toBe(200);
  expect(outcomes.decoded).toBeGreaterThan(40);
  expect(outcomes.warned).toBeGreaterThan(10);
  expect(outcomes.rejected).toBeGreaterThan(40);
});

test('rejects a file of a million empty chunks', () => {
  const empty = chunk('aaaa', []);
  const content = Buffer.alloc(1_000_000 * empty.length);
  for (let i = 0; i < 1_000_000; i++) content.set(empty, i * empty.length);
  expect(() => decodeWav(riff(content))).toThrow('more than 10000 chunks');
  expect(() => decodeWav(riff(format({ bits: 16 }), chunk('data', []), content))).toThrow(UserError);
});
