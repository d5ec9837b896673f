import { cutShort, MAX_CHUNKS, noSamples, textAt, tooManyChunks, unreadable, viewOf } from './bytes.ts';
import {
  framesWithoutPadding,
  presentBytes,
  STORED_DEFAULTS,
  type StoredSound,
  UNKNOWN_SIZE,
} from './stored-sound.ts';
import { readWavFormat, type WavFormatChunk } from './wav-format.ts';

/** A sound in a RIFF file. */
export interface RiffSound extends StoredSound {
  /** A RIFF file with one consistent format chunk of tag 1 or 3, and no chunk of odd length before the data. */
  plain: boolean;
}

const MAGICS = ['RIFF', 'RIFX', 'RF64', 'BW64'];

/** Whether a file is a RIFF file of sound, also a big-endian or a large one. */
export function isRiff(bytes: Uint8Array): boolean {
  return MAGICS.includes(textAt(bytes, 0, 4)) && textAt(bytes, 8, 4) === 'WAVE';
}

/**
 * Reads the headers of a RIFF, RIFX, RF64 or BW64 file and checks every size in them against the length of the file.
 * Sources: Multimedia Programming Interface 1.0 (1991), Microsoft's WAVEFORMATEXTENSIBLE, EBU Tech 3306 (RF64),
 * ITU-R BS.2088 (BW64).
 * @throws UserError `wav-unreadable`, `wav-empty` (no samples).
 */
export function readRiff(bytes: Uint8Array): RiffSound {
  const view = viewOf(bytes);
  const magic = textAt(bytes, 0, 4);
  const large = magic === 'RF64' || magic === 'BW64';
  const little = magic !== 'RIFX';
  let format: WavFormatChunk | null = null;
  let frames: number | null = null;
  let largeDataSize: number | null = null;
  let plain = magic === 'RIFF';
  let chunks = 0;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    if (++chunks > MAX_CHUNKS) throw tooManyChunks();
    const id = textAt(bytes, offset, 4);
    const size = view.getUint32(offset + 4, little);
    const content = offset + 8;
    if (id === 'ds64' && large && content + 16 <= bytes.length) {
      largeDataSize = Number(view.getBigUint64(content + 8, true));
    } else if (id === 'fmt ') {
      const present = Math.min(size, bytes.length - content);
      if (format === null) format = readWavFormat(bytes.subarray(content, content + present), little);
      else plain = false;
    } else if (id === 'fact' && size >= 4 && content + 4 <= bytes.length) {
      frames = view.getUint32(content, little);
    } else if (id === 'data') {
      if (format === null) {
        throw unreadable('The file has no format chunk, so its encoding is unknown. Export it as WAV again.');
      }
      const declared = large && size === 0xffffffff ? largeDataSize : size;
      const sound = locateData(bytes, view, little, format, content, declared);
      return {
        ...sound,
        container: little ? 'WAV' : 'big-endian WAV',
        bigEndian: !little,
        frames: framesWithoutPadding(frames, sound),
        plain: format.plain && plain,
      };
    }
    if (size % 2 !== 0) plain = false;
    // Chunks are padded to an even length.
    offset = content + size + (size % 2);
  }
  throw unreadable('The file has no data chunk: it is truncated or damaged. Copy it again from its source.');
}

function locateData(
  bytes: Uint8Array,
  view: DataView,
  little: boolean,
  format: WavFormatChunk,
  dataOffset: number,
  size: number | null,
): StoredSound {
  const available = bytes.length - dataOffset;
  const unknown =
    size === null ||
    size > Number.MAX_SAFE_INTEGER ||
    (size === 0 && available > 0 && !isChunkList(bytes, view, dataOffset, little)) ||
    (size >= UNKNOWN_SIZE && size <= 0xffffffff && size > available);
  const bytesPerSecond = (format.blockBytes * format.sampleRateHz) / format.blockFrames;
  const { present, warning } = presentBytes(unknown ? null : size, available, bytesPerSecond);
  return {
    ...STORED_DEFAULTS,
    container: 'WAV',
    ...format,
    dataOffset,
    ...wholeBlocks(format, present),
    warning,
  };
}

/** Whole frames of samples; encodings in blocks may end with a part of one. */
function wholeBlocks({ blockBytes, blockFrames }: WavFormatChunk, present: number): { dataBytes: number } {
  const dataBytes = blockFrames > 1 ? present : Math.floor(present / blockBytes) * blockBytes;
  if (dataBytes === 0) throw noSamples();
  return { dataBytes };
}

/** Whether chunks with printable names follow one another from `offset` exactly to the end of the file. */
function isChunkList(bytes: Uint8Array, view: DataView, offset: number, little: boolean): boolean {
  let next = offset;
  for (let chunks = 0; next + 8 <= bytes.length; chunks++) {
    // Samples do not look like this for so long.
    if (chunks === MAX_CHUNKS) return true;
    if (!/^[\x20-\x7e]{4}$/.test(textAt(bytes, next, 4))) return false;
    const size = view.getUint32(next + 4, little);
    next += 8 + size + (size % 2);
  }
  return next === bytes.length || next === bytes.length + 1;
}

/** The GUIDs of Sony's Wave64 are four letters and a tail; the first one has a tail of its own. */
const W64_RIFF = '726966662e91cf11a5d628db04c10000';
const W64_TAIL = 'f3acd3118cd100c04f8edb8a';
const W64_HEADER = 24;

/** Whether a file is a Sony Wave64 file. */
export function isW64(bytes: Uint8Array): boolean {
  return bytes.length >= 16 && hex(bytes, 0, 16) === W64_RIFF;
}

/**
 * Reads the headers of a Sony Wave64 file: as RIFF, with 128-bit identifiers, and 64-bit sizes that include the header.
 * @throws UserError as {@link readRiff}.
 */
export function readW64(bytes: Uint8Array): StoredSound {
  const view = viewOf(bytes);
  let format: WavFormatChunk | null = null;
  let frames: number | null = null;
  let chunks = 0;
  for (let offset = 40; offset + W64_HEADER <= bytes.length; ) {
    if (++chunks > MAX_CHUNKS) throw tooManyChunks();
    const known = hex(bytes, offset + 4, 12) === W64_TAIL;
    const id = known ? textAt(bytes, offset, 4) : '';
    const size = Number(view.getBigUint64(offset + 16, true));
    const content = offset + W64_HEADER;
    if (id === 'fmt ') {
      format ??= readWavFormat(bytes.subarray(content, Math.min(bytes.length, offset + size)), true);
    } else if (id === 'fact' && content + 8 <= bytes.length) {
      frames = Number(view.getBigUint64(content, true));
    } else if (id === 'data') {
      if (format === null) throw cutShort('Wave64');
      const declared = size > W64_HEADER && size < Number.MAX_SAFE_INTEGER ? size - W64_HEADER : null;
      const sound = locateData(bytes, view, true, format, content, declared);
      return { ...sound, container: 'Wave64', frames: framesWithoutPadding(frames, sound) };
    }
    if (size < W64_HEADER) break;
    offset += size + ((8 - (size % 8)) % 8);
  }
  throw unreadable('The file has no data chunk: it is truncated or damaged. Copy it again from its source.');
}

function hex(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.subarray(offset, offset + length)).toString('hex');
}
