import { textAt, unreadable, viewOf } from './bytes.ts';
import type { Packet } from './ogg.ts';
import { type EncodingName, STORED_DEFAULTS, type StoredSound } from './stored-sound.ts';

/** The identifiers of the elements that are read (RFC 8794, RFC 9559). */
const ID = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  cluster: 0x1f43b675,
  tracks: 0x1654ae6b,
  track: 0xae,
  number: 0xd7,
  type: 0x83,
  codec: 0x86,
  setup: 0x63a2,
  audio: 0xe1,
  rate: 0xb5,
  channels: 0x9f,
  group: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
  padding: 0x75a2,
};
/** Elements whose content is read, so that it does not matter where one of unknown length ends. */
const OPENED = new Set([ID.segment, ID.cluster, ID.tracks, ID.track, ID.audio, ID.group]);
const AUDIO_TRACK = 2;

const CODECS: Record<string, EncodingName> = { A_OPUS: 'opus', A_VORBIS: 'vorbis', 'A_MPEG/L3': 'mp3' };

export function isMatroska(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && viewOf(bytes).getUint32(0) === ID.header;
}

/** One sound in a Matroska or WebM file. */
export interface MatroskaTrack {
  number: number;
  codec: string;
  /** What the decoder needs before the first packet. */
  setup: Uint8Array;
  channels: number;
  sampleRateHz: number;
}

interface Element {
  id: number;
  at: number;
  end: number;
}

/** The elements of a file in their order; those that are opened come before their content. */
function* elements(bytes: Uint8Array): Generator<Element> {
  for (let at = 0; at < bytes.length; ) {
    const id = readNumber(bytes, at, false);
    if (id === null) return;
    const size = readNumber(bytes, at + id.bytes, true);
    if (size === null) return;
    const content = at + id.bytes + size.bytes;
    const end = Math.min(bytes.length, content + size.value);
    yield { id: id.value, at: content, end };
    at = OPENED.has(id.value) ? content : end;
  }
}

/** A number with its length in its first bits; `masked` without these bits. All ones mean "unknown": infinity. */
function readNumber(bytes: Uint8Array, at: number, masked: boolean): { value: number; bytes: number } | null {
  if (at >= bytes.length) return null;
  const length = Math.clz32(bytes[at]) - 23;
  if (length > 8 || at + length > bytes.length) return null;
  let value = masked ? bytes[at] & (0xff >> length) : bytes[at];
  let isUnknown = masked && value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i];
    if (bytes[at + i] !== 0xff) isUnknown = false;
  }
  return { value: isUnknown ? Number.MAX_SAFE_INTEGER : value, bytes: length };
}

function unsigned(bytes: Uint8Array, { at, end }: Element): number {
  let value = 0;
  for (let i = at; i < end && i < at + 8; i++) value = value * 256 + bytes[i];
  return value;
}

/** The first sound of a file. */
function firstTrack(bytes: Uint8Array): MatroskaTrack | null {
  const view = viewOf(bytes);
  let track: (MatroskaTrack & { type: number }) | null = null;
  for (const element of elements(bytes)) {
    const { id, at, end } = element;
    if (id === ID.track || id === ID.cluster) {
      if (track?.type === AUDIO_TRACK) return track;
      if (id === ID.cluster) return null;
      track = { number: 0, codec: '', setup: new Uint8Array(0), channels: 1, sampleRateHz: 8000, type: 0 };
    }
    if (track === null) continue;
    if (id === ID.number) track.number = unsigned(bytes, element);
    else if (id === ID.type) track.type = unsigned(bytes, element);
    else if (id === ID.codec) track.codec = textAt(bytes, at, Math.min(64, end - at));
    else if (id === ID.setup) track.setup = bytes.subarray(at, end);
    else if (id === ID.channels) track.channels = unsigned(bytes, element);
    else if (id === ID.rate)
      track.sampleRateHz = Math.round(
        end - at === 8 ? view.getFloat64(at) : end - at === 4 ? view.getFloat32(at) : 0,
      );
  }
  return track?.type === AUDIO_TRACK ? track : null;
}

/** Reads the description of the first sound. @throws UserError `wav-unreadable` where there is none. */
export function readMatroska(bytes: Uint8Array): StoredSound {
  const track = firstTrack(bytes);
  if (track === null) throw unreadable('This Matroska or WebM file has no sound, or is truncated.');
  const encoding = Object.hasOwn(CODECS, track.codec) ? CODECS[track.codec] : 'foreign';
  const { channels, sampleRateHz } = track;
  return {
    ...STORED_DEFAULTS,
    container: 'WebM',
    encoding,
    channels,
    sampleRateHz,
    dataOffset: 0,
    dataBytes: bytes.length,
  };
}

/** The packets of the first sound, with what its decoder needs. */
export function matroskaPackets(bytes: Uint8Array): {
  track: MatroskaTrack;
  /** `paddingSeconds`: at the end of a packet, not part of the sound. */
  packets: Generator<Pick<Packet, 'data'> & { paddingSeconds: number }>;
} {
  const track = firstTrack(bytes);
  if (track === null) throw unreadable('This Matroska or WebM file has no sound, or is truncated.');
  return { track, packets: packetsOf(bytes, track.number) };
}

function* packetsOf(bytes: Uint8Array, track: number) {
  let waiting: Uint8Array[] = [];
  let paddingSeconds = 0;
  for (const element of elements(bytes)) {
    const { id, at, end } = element;
    // The padding of a block is beside it in their group.
    if (id === ID.padding) paddingSeconds = signed(bytes, element) / 1e9;
    if (id !== ID.simpleBlock && id !== ID.block && id !== ID.group && id !== ID.cluster) continue;
    for (const [i, data] of waiting.entries())
      yield { data, paddingSeconds: i === waiting.length - 1 ? paddingSeconds : 0 };
    waiting = [];
    paddingSeconds = 0;
    if (id === ID.simpleBlock || id === ID.block) waiting = packetsInBlock(bytes.subarray(at, end), track);
  }
  for (const [i, data] of waiting.entries())
    yield { data, paddingSeconds: i === waiting.length - 1 ? paddingSeconds : 0 };
}

function signed(bytes: Uint8Array, element: Element): number {
  const value = unsigned(bytes, element);
  const bits = 8 * Math.min(8, element.end - element.at);
  return bits > 0 && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}

/** The packets in a block: one, or several in one of three kinds of lacing. */
function packetsInBlock(block: Uint8Array, track: number): Uint8Array[] {
  const number = readNumber(block, 0, true);
  if (number === null || number.value !== track || block.length < number.bytes + 3) return [];
  const lacing = (block[number.bytes + 2] >> 1) & 3;
  let at = number.bytes + 3;
  if (lacing === 0) return [block.subarray(at)];
  const count = (block[at++] ?? 0) + 1;
  const sizes: number[] = [];
  for (let i = 0; i < count - 1; i++) {
    if (lacing === 1) {
      let size = 0;
      let byte: number;
      do {
        byte = block[at++] ?? 0;
        size += byte;
      } while (byte === 255);
      sizes.push(size);
    } else if (lacing === 3) {
      const coded = readNumber(block, at, true);
      if (coded === null) return [];
      at += coded.bytes;
      // The first size is plain, the others are differences from the one before.
      const bias = 2 ** (7 * coded.bytes - 1) - 1;
      sizes.push(i === 0 ? coded.value : sizes[i - 1] + coded.value - bias);
    }
  }
  const rest = block.length - at;
  if (lacing === 2) for (let i = 0; i < count - 1; i++) sizes.push(Math.floor(rest / count));
  const packets: Uint8Array[] = [];
  for (const size of sizes) {
    if (size < 0 || at + size > block.length) return packets;
    packets.push(block.subarray(at, at + size));
    at += size;
  }
  return [...packets, block.subarray(at)];
}
