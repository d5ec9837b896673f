import type { Random } from '#shared/random.ts';

/** Numbers at which parsers change their behaviour. */
const EDGE_NUMBERS = [
  0, 1, 2, 7, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0,
  0xfffffffe, 0xffffffff,
];
const EDGE_VALUES = [
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  '../../x',
  '\u0000',
  '\ud800',
  'x'.repeat(100_000),
  [],
  {},
  { __proto__: null, length: 1e9 },
  [[[[[[]]]]]],
];

/** The bytes after one to four random changes. Most changes are near the beginning, where formats have their structure. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer<ArrayBuffer> {
  let mutated = Buffer.from(bytes);
  for (let changes = 1 + random.integer(4); changes > 0; changes--) mutated = change(mutated, random);
  return mutated;
}

function change(bytes: Buffer<ArrayBuffer>, random: Random): Buffer<ArrayBuffer> {
  if (bytes.length < 8) return Buffer.from(Uint8Array.from({ length: 64 }, () => random.integer(256)));
  const reach = random.next() < 0.7 ? Math.min(bytes.length, 16_384) : bytes.length;
  const at = random.integer(reach - 7);
  const length = 1 + random.integer(Math.min(4096, bytes.length - at));
  const part = bytes.subarray(at, at + length);
  switch (random.integer(11)) {
    case 0:
      bytes[at] ^= 1 << random.integer(8);
      return bytes;
    case 1:
      bytes[at] = random.integer(256);
      return bytes;
    case 2:
      bytes.writeUInt32LE(random.pick(EDGE_NUMBERS), at);
      return bytes;
    case 3:
      bytes.writeUInt32BE(random.pick(EDGE_NUMBERS), at);
      return bytes;
    case 4:
      bytes.writeBigUInt64LE(BigInt(random.pick(EDGE_NUMBERS)) << BigInt(random.pick([0, 32])), at);
      return bytes;
    case 5:
      return bytes.subarray(0, at);
    case 6:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 7:
      return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
    case 8:
      part.fill(random.pick([0, 0xff, 0x2c, 0x22, 0x5b]));
      return bytes;
    case 9:
      bytes.copy(bytes, at, random.integer(bytes.length), bytes.length);
      return bytes;
    default:
      return Buffer.concat([bytes, Buffer.alloc(1 + random.integer(70_000), random.integer(256))]);
  }
}

/** A copy of plain data in which one to three values are replaced, removed or repeated. */
export function mutateJson(value: unknown, random: Random): unknown {
  const mutated = structuredClone(value);
  for (let changes = 1 + random.integer(3); changes > 0; changes--) changeInside(mutated, random);
  return mutated;
}

function changeInside(value: unknown, random: Random): void {
  let holder = value as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return;
    const key = random.pick(keys);
    const inside = holder[key];
    if (typeof inside === 'object' && inside !== null && random.next() < 0.8) {
      holder = inside as Record<string, unknown>;
      continue;
    }
    if (random.next() < 0.2 && !Array.isArray(holder)) delete holder[key];
    else
      holder[key] = structuredClone(
        random.next() < 0.3 ? holder[random.pick(keys)] : random.pick(EDGE_VALUES),
      );
    return;
  }
}
