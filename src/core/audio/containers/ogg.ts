import { textAt, unreadable, viewOf } from './bytes.ts';
import { type EncodingName, STORED_DEFAULTS, type StoredSound } from './stored-sound.ts';

export function isOgg(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 4) === 'OggS';
}

/** A packet of the first stream of an Ogg file. */
export interface Packet {
  data: Uint8Array;
  /** On the last packet that ends in a page: position after it in samples; null on others, and where it is unknown. */
  position: number | null;
}

const PAGE_HEADER = 27;
/** Packets of sound have a few kilobytes, those with comments and pictures more. */
const MAX_PACKET_BYTES = 2 ** 24;

/**
 * The packets of the first stream in an Ogg file (RFC 3533), one after another. Damaged pages are passed over. A second
 * stream that follows the first one is left out.
 */
export function* oggPackets(bytes: Uint8Array): Generator<Packet> {
  const view = viewOf(bytes);
  let serial: number | null = null;
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  for (let at = nextPage(bytes, 0); at + PAGE_HEADER <= bytes.length; ) {
    const segments = bytes[at + 26];
    const body = at + PAGE_HEADER + segments;
    if (body > bytes.length) return;
    const sizes = bytes.subarray(at + PAGE_HEADER, body);
    const end = body + sizes.reduce((sum, size) => sum + size, 0);
    const pageSerial = view.getUint32(at + 14, true);
    serial ??= pageSerial;
    if (pageSerial === serial) {
      const granule = view.getBigInt64(at + 6, true);
      const lastEnd = sizes.findLastIndex((size) => size < 255);
      let from = body;
      let length = 0;
      for (const [i, size] of sizes.entries()) {
        length += size;
        if (size === 255 && i < sizes.length - 1) continue;
        const part = bytes.subarray(from, Math.min(bytes.length, from + length));
        from += length;
        length = 0;
        partBytes += part.length;
        if (partBytes <= MAX_PACKET_BYTES) parts.push(part);
        if (size === 255) continue;
        const data = parts.length === 1 ? parts[0] : Buffer.concat(parts);
        parts = [];
        partBytes = 0;
        yield { data, position: i === lastEnd && granule >= 0n ? Number(granule) : null };
      }
    }
    at = textAt(bytes, end, 4) === 'OggS' ? end : nextPage(bytes, at + 4);
  }
}

function nextPage(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4f, from); at >= 0; at = bytes.indexOf(0x4f, at + 1))
    if (textAt(bytes, at, 4) === 'OggS') return at;
  return bytes.length;
}

/** What the first packet of a stream says. */
export interface StreamHead {
  encoding: EncodingName;
  channels: number;
  sampleRateHz: number;
}

/** The encoding by the first packet of a stream; null for others, such as Speex. */
export function streamHead(packet: Uint8Array): StreamHead | null {
  const view = viewOf(packet);
  if (packet.length >= 19 && textAt(packet, 0, 8) === 'OpusHead')
    return { encoding: 'opus', channels: packet[9], sampleRateHz: OPUS_HZ };
  if (packet.length >= 30 && textAt(packet, 0, 7) === '\x01vorbis')
    return { encoding: 'vorbis', channels: packet[11], sampleRateHz: view.getUint32(12, true) };
  return null;
}

/** Opus is decoded at this rate, whatever it was made from. */
export const OPUS_HZ = 48_000;

/** Reads the first packet of an Ogg file. @throws UserError `wav-unreadable`. */
export function readOgg(bytes: Uint8Array): StoredSound {
  const first = oggPackets(bytes).next().value;
  if (first === undefined)
    throw unreadable('This Ogg file is truncated or damaged. Copy it again from its source.');
  const head = streamHead(first.data) ?? { encoding: 'foreign', channels: 1, sampleRateHz: OPUS_HZ };
  return { ...STORED_DEFAULTS, container: 'Ogg', ...head, dataOffset: 0, dataBytes: bytes.length };
}
