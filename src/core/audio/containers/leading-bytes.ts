import { textAt, viewOf } from './bytes.ts';
import { CONTAINERS, type Container } from './containers.ts';

/** Where the sound of a file begins, and its kind. */
interface Found {
  container: Container;
  bytes: Uint8Array;
}

/**
 * The sound in a file. Tags may precede any format, and MP3 files usually have one; programs that do not know a format leave
 * a mark of the byte order or zeros before it. Null for a file without a sound of a known kind.
 */
export function soundWithin(file: Uint8Array): Found | null {
  const bytes = file.subarray(tagBytes(file));
  const container = kindOf(bytes) ?? kindOf(file);
  const padding = paddingBytes(bytes);
  const isFrameless = container === undefined || container === CONTAINERS.at(-1);
  // MPEG frames are searched for, and what looks like some occurs in a WAV file after zeros.
  if (padding > 0 && isFrameless) {
    const inner = bytes.subarray(padding);
    const named = CONTAINERS.slice(0, -1).find(({ matches }) => matches(inner));
    if (named !== undefined) return { container: named, bytes: inner };
  }
  return container === undefined ? null : { container, bytes };
}

const kindOf = (bytes: Uint8Array) => CONTAINERS.find(({ matches }) => matches(bytes));

/** Programs add a second tag where they do not find the first one. */
function tagBytes(file: Uint8Array): number {
  let at = 0;
  for (;;) {
    const rest = file.subarray(at);
    const bytes = id3Bytes(rest) || apeBytes(rest);
    if (bytes === 0 || at + bytes >= file.length) return at;
    at += bytes;
  }
}

/** Bytes of an ID3v2 tag at the start (ID3v2.4, section 3.1), which may precede any format; 0 without one. */
function id3Bytes(bytes: Uint8Array): number {
  if (bytes.length < 10 || textAt(bytes, 0, 3) !== 'ID3') return 0;
  const [a, b, c, d] = bytes.subarray(6, 10);
  if ((a | b | c | d) > 127) return 0;
  const footer = (bytes[5] & 0x10) === 0 ? 0 : 10;
  return 10 + ((a << 21) | (b << 14) | (c << 7) | d) + footer;
}

const APE_HEADER_BYTES = 32;

/** Bytes of an APE tag of version 2 at the start: a header, and the size of items and footer in it. */
function apeBytes(bytes: Uint8Array): number {
  if (bytes.length < APE_HEADER_BYTES || textAt(bytes, 0, 8) !== 'APETAGEX') return 0;
  return APE_HEADER_BYTES + viewOf(bytes).getUint32(12, true);
}

const MAX_PADDING_BYTES = 2 ** 16;

/** Bytes of a mark of the byte order, and of zeros, at the start. */
function paddingBytes(bytes: Uint8Array): number {
  let at = textAt(bytes, 0, 3) === '\xef\xbb\xbf' ? 3 : 0;
  while (at < MAX_PADDING_BYTES && bytes[at] === 0) at++;
  return at;
}
