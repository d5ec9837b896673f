import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { type RequestName, requests } from '#shared/contract.ts';
import { MAX_LISTED_RUNS, MAX_PAGE_MESSAGE_BYTES, MAX_STARTED_RUNS } from '#shared/limits.ts';
import { messageProblem, valueProblem } from '#shared/message-problem.ts';
import { createRandom } from '#shared/random.ts';
import { PRESETS } from '#shared/settings/presets.ts';
import { decodeMessage } from '#shared/wire-encoding.ts';
import { sampleInput } from '../../sample-input.ts';

const NAMES = Object.keys(requests) as RequestName[];
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

/** Values of the largest requests, which must pass. */
const LARGE: [string, unknown][] = [
  [
    'all cells of the largest matrix',
    { cells: Array.from({ length: 2_500 }, (_, i) => ({ run: `r${i}`, folder: '/corpora/x', corpus: 'X' })) },
  ],
  [
    'the paths of 12,000 clips',
    { files: Array.from({ length: 12_000 }, (_, i) => `/${'x'.repeat(80)}/${i}.wav`) },
  ],
  ['every listed run', { runs: Array.from({ length: MAX_LISTED_RUNS }, (_, i) => `${i}`) }],
  [
    'runs of a grid with all settings',
    {
      runs: new Array(MAX_STARTED_RUNS).fill({
        folders: ['/corpora/x'],
        settings: PRESETS.quick.settings(2),
      }),
    },
  ],
  ['60 MB of sound', { wav: new Uint8Array(60 * 2 ** 20) }],
  ['notes', { notes: 'é'.repeat(100_000) }],
];

/** Values that must not pass. */
const TOO_LARGE: [string, unknown][] = [
  ['nested arrays', nested(40)],
  ['nested objects', JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)],
  ['many numbers', new Array(30_000).fill(0)],
  ['many empty objects', Array.from({ length: 30_000 }, () => ({}))],
  ['many keys', Object.fromEntries(Array.from({ length: 15_000 }, (_, i) => [`k${i}`, 0]))],
  ['many values in parts', Array.from({ length: 300 }, () => new Array(100).fill(0))],
  ['a long text', 'x'.repeat(2 ** 20 + 1)],
  ['a long key', { ['x'.repeat(2 ** 20 + 1)]: 1 }],
  ['many texts', new Array(50).fill('x'.repeat(100_000))],
  [
    'many bytes',
    [new Uint8Array(MAX_PAGE_MESSAGE_BYTES / 2), new Uint8Array(MAX_PAGE_MESSAGE_BYTES / 2 + 1)],
  ],
];

describe('a message', () => {
  it('passes for every request of the contract and every kind of value', () => {
    for (const name of NAMES) {
      const input = sampleInput(requests[name].input);
      expect(messageProblem(encode({ kind: 'invoke', call: 'x', name, input })), name).toBeNull();
    }
    const simple = [
      null,
      true,
      false,
      0,
      127,
      128,
      255,
      256,
      65_535,
      65_536,
      2 ** 32,
      2 ** 40,
      -1,
      -32,
      -33,
      -129,
      -40_000,
      -3e9,
      -(2 ** 40),
      0.5,
      '',
      'é',
      'x'.repeat(31),
      'x'.repeat(32),
      'x'.repeat(300),
      'x'.repeat(70_000),
      new Uint8Array(0),
      new Uint8Array(300),
      new Uint8Array(70_000),
      [],
      new Array(15).fill(1),
      new Array(16).fill(1),
      {},
      { a: 1 },
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i, i])),
    ]; // prettier-ignore
    for (const value of [...simple, simple]) expect(messageProblem(encode(value))).toBeNull();
  });

  it('may be as large as the largest requests', () => {
    for (const [what, input] of LARGE) expect(messageProblem(encode({ input })), what).toBeNull();
  });

  it('is refused before it is decoded if decoding would take long', () => {
    for (const [what, value] of TOO_LARGE) {
      expect(messageProblem(encode(value, { maxDepth: 100 })), what).toMatchObject({
        code: 'too-large',
        message: expect.stringMatching(/\.$/),
      });
    }
    expect(messageProblem(new Uint8Array(4_000_000).fill(0x91))).toMatchObject({ code: 'too-large' });
    expect(messageProblem(new Uint8Array(4_000_000).fill(0x81))).toMatchObject({ code: 'too-large' });
  });

  it('is malformed if it promises more than it has, has more than it promises, or has another type', () => {
    const malformed = [
      [],
      [0xc1],
      [0xdd, 0xff, 0xff, 0xff, 0xff],
      [0xdd, 0x00, 0x00, 0x10, 0x00],
      [0xdf, 0x7f, 0xff, 0xff, 0xff, 0xa1, 0x61],
      [0xde, 0xff],
      [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61],
      [0xc6, 0xff, 0xff, 0xff, 0xff],
      [0xa5, 0x61],
      [0xcb, 0x00],
      [0xda],
      [0x92, 0x01],
      [0x01, 0x01],
      // Extension types, such as a time.
      [0xd6, 0xff, 0x00, 0x00, 0x00, 0x00],
      [0xc7, 0x01, 0x01, 0x00],
    ];
    for (const bytes of malformed) {
      expect(messageProblem(Uint8Array.from(bytes)), String(bytes)).toMatchObject({
        code: 'malformed-message',
      });
    }
  });

  it('is never accepted with an end that the decoder does not agree with', () => {
    const random = createRandom(1, 'message-problem');
    const accepted = { count: 0 };
    const source = encode({
      kind: 'invoke',
      call: 'x',
      input: { a: [1, 'two', { b: null }], c: new Uint8Array(9) },
    });
    for (let round = 0; round < 20_000; round++) {
      const bytes = source.slice(0, 1 + Math.floor(random.next() * source.length));
      for (let change = 0; change < 3; change++) {
        bytes[Math.floor(random.next() * bytes.length)] = Math.floor(random.next() * 256);
      }
      if (messageProblem(bytes) !== null) continue;
      accepted.count += 1;
      // Only the keys of an object may still be wrong.
      try {
        decodeMessage(bytes);
      } catch (error) {
        expect(String(error)).toMatch(/key/);
      }
    }
    expect(accepted.count).toBeGreaterThan(100);
  });
});

describe('a value', () => {
  it('has the limits of a message', () => {
    for (const name of NAMES) expect(valueProblem(sampleInput(requests[name].input)), name).toBeNull();
    for (const [what, value] of LARGE) expect(valueProblem(value), what).toBeNull();
    for (const [what, value] of TOO_LARGE) {
      expect(valueProblem(value), what).toMatchObject({ code: 'too-large' });
    }
  });

  it('is refused if it refers to itself, or many times to the same value', () => {
    const circle: unknown[] = [];
    circle.push(circle, circle);
    expect(valueProblem(circle)).toMatchObject({ code: 'too-large' });
    let shared: unknown = 1;
    for (let level = 0; level < 20; level++) shared = [shared, shared];
    expect(valueProblem(shared)).toMatchObject({ code: 'too-large' });
  });

  it('is refused if no request has its type', () => {
    for (const value of [
      new Date(),
      new Map(),
      new Set(),
      /x/,
      new Error('x'),
      [new Date()],
      { a: new Map() },
    ]) {
      expect(valueProblem(value)).toMatchObject({ code: 'malformed-message' });
    }
    expect(valueProblem({ a: undefined, b: null, c: [true, 1, 'x'] })).toBeNull();
  });
});
