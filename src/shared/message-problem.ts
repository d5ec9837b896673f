/**
 * Whether a page's message may be decoded and checked. Decoding takes memory and time by the number and the nesting of its
 * values, not by its bytes: a message of 4 MB of nested arrays takes seconds and a gigabyte.
 */
import type { Failure } from './failure.ts';
import { count } from './format.ts';
import { MAX_PAGE_MESSAGE_BYTES } from './limits.ts';

/** Arrays and objects inside each other. Settings in an input need six. */
const MAX_DEPTH = 32;
/** Values, including those in arrays and objects, and keys. An evaluation of the largest matrix needs 17,500. */
const MAX_VALUES = 25_000;
/** Characters of a text, and of all texts with the keys. The paths of 12,000 clips need about one million. */
const MAX_TEXT = 2 ** 20;
const MAX_TEXTS = 4 * 2 ** 20;

const tooLarge = (message: string): Failure => ({ code: 'too-large', message });
const TOO_DEEP = tooLarge(
  `The request has more than ${MAX_DEPTH} levels of nested data. Send a simpler one.`,
);
const TOO_MANY = tooLarge(
  `The request has more than ${count(MAX_VALUES)} values. Send fewer at a time, or a folder instead of its files.`,
);
const TOO_LONG = tooLarge('The request has too much text, or a text that is too long. Shorten it.');
const TOO_MANY_BYTES = tooLarge(
  `The data is larger than ${Math.floor(MAX_PAGE_MESSAGE_BYTES / 2 ** 20)} MB and cannot be sent from a page. Use the path of the file instead.`,
);
export const MALFORMED: Failure = {
  code: 'malformed-message',
  message: 'The message of the page cannot be read. Reload the page.',
};

/** Counts values, levels and characters up to the limits. */
function createTally() {
  let values = 0;
  let characters = 0;
  return {
    /** `total` values more. */
    values: (total: number) => {
      values += total;
      return values > MAX_VALUES ? TOO_MANY : null;
    },
    text: (length: number) => {
      characters += length;
      return length > MAX_TEXT || characters > MAX_TEXTS ? TOO_LONG : null;
    },
    /** The level of a value, from 1. */
    level: (level: number) => (level > MAX_DEPTH ? TOO_DEEP : null),
  };
}

/** What a value in MessagePack is, before its content. */
interface Header {
  kind: 'simple' | 'text' | 'bytes' | 'array' | 'map';
  /** Of the content: bytes, or values of an array, or pairs of a map. */
  length: number;
  /** Where the content begins. */
  at: number;
}

/** The kinds with a length of 1, 2 or 4 bytes, by their first byte. */
const WITH_LENGTH: ReadonlyMap<number, readonly [Header['kind'], number]> = new Map([
  [0xc4, ['bytes', 1]],
  [0xc5, ['bytes', 2]],
  [0xc6, ['bytes', 4]],
  [0xd9, ['text', 1]],
  [0xda, ['text', 2]],
  [0xdb, ['text', 4]],
  [0xdc, ['array', 2]],
  [0xdd, ['array', 4]],
  [0xde, ['map', 2]],
  [0xdf, ['map', 4]],
]);

/** Bytes of null, the booleans and the numbers, by their first byte. */
const SIMPLE: ReadonlyMap<number, number> = new Map([
  ...([0xc0, 0xc2, 0xc3] as const).map((first) => [first, 0] as const),
  ...([0xcc, 0xd0] as const).flatMap((first) => [1, 2, 4, 8].map((bytes, i) => [first + i, bytes] as const)),
  [0xca, 4],
  [0xcb, 8],
]);

/** Null for bytes that end too early, and for an unknown first byte. */
function readHeader(view: DataView, at: number): Header | null {
  if (at >= view.byteLength) return null;
  const first = view.getUint8(at);
  const after = at + 1;
  if (first <= 0x7f || first >= 0xe0) return { kind: 'simple', length: 0, at: after };
  if (first <= 0x8f) return { kind: 'map', length: first & 0x0f, at: after };
  if (first <= 0x9f) return { kind: 'array', length: first & 0x0f, at: after };
  if (first <= 0xbf) return { kind: 'text', length: first & 0x1f, at: after };
  const simple = SIMPLE.get(first);
  if (simple !== undefined) return { kind: 'simple', length: simple, at: after };
  const [kind, bytes] = WITH_LENGTH.get(first) ?? [];
  if (kind === undefined || bytes === undefined || after + bytes > view.byteLength) return null;
  const length =
    bytes === 1 ? view.getUint8(after) : bytes === 2 ? view.getUint16(after) : view.getUint32(after);
  return { kind, length, at: after + bytes };
}

/**
 * Why the MessagePack bytes of a page's message must not be decoded: `too-large`, or `malformed-message`; null if they
 * may be. Reads at most {@link MAX_VALUES} values. Extension types are malformed, because no request has them. Texts are
 * counted in bytes.
 */
export function messageProblem(bytes: Uint8Array): Failure | null {
  if (bytes.byteLength > MAX_PAGE_MESSAGE_BYTES) return TOO_MANY_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tally = createTally();
  /** The number of values that are missing in the message, and in each open array and map. */
  const missing = [1];
  let at = 0;
  let problem = tally.values(1);
  while (missing.length > 0 && problem === null) {
    if (missing[missing.length - 1] === 0) {
      missing.pop();
      continue;
    }
    missing[missing.length - 1] -= 1;
    const header = readHeader(view, at);
    if (header === null) return MALFORMED;
    const { kind, length } = header;
    at = header.at;
    if (kind === 'array' || kind === 'map') {
      const inside = kind === 'map' ? 2 * length : length;
      // Each value takes a byte. A decoder would allocate the promised ones.
      if (inside > bytes.byteLength - at) return MALFORMED;
      problem = tally.values(inside) ?? tally.level(missing.length);
      missing.push(inside);
    } else {
      at += length;
      if (at > bytes.byteLength) return MALFORMED;
      if (kind === 'text') problem = tally.text(length);
    }
  }
  return problem ?? (at === bytes.byteLength ? null : MALFORMED);
}

/** The same for a value that has been decoded by Electron. Only plain objects, arrays, bytes and simple values pass. */
export function valueProblem(value: unknown): Failure | null {
  const tally = createTally();
  const pending: { value: unknown; level: number }[] = [{ value, level: 1 }];
  let bytes = 0;
  let problem = tally.values(1);
  for (let next = pending.pop(); next !== undefined && problem === null; next = pending.pop()) {
    const { value, level } = next;
    if (typeof value === 'string') problem = tally.text(value.length);
    else if (ArrayBuffer.isView(value)) {
      bytes += value.byteLength;
      if (bytes > MAX_PAGE_MESSAGE_BYTES) problem = TOO_MANY_BYTES;
    } else if (Array.isArray(value)) {
      problem = tally.values(value.length) ?? tally.level(level);
      if (problem === null) for (const inside of value) pending.push({ value: inside, level: level + 1 });
    } else if (typeof value === 'object' && value !== null) {
      if (!isPlain(value)) return MALFORMED;
      const keys = Object.keys(value);
      problem = tally.values(2 * keys.length) ?? tally.level(level);
      for (const key of problem === null ? keys : []) {
        problem ??= tally.text(key.length);
        pending.push({ value: (value as Record<string, unknown>)[key], level: level + 1 });
      }
    }
  }
  return problem;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
