import {
  checkRateAndChannels,
  cutShort,
  MAX_CHUNKS,
  noSamples,
  textAt,
  tooManyChunks,
  unreadable,
  viewOf,
} from './bytes.ts';
import { type EncodingName, presentBytes, STORED_DEFAULTS, type StoredSound } from './stored-sound.ts';

/** Encoding, and bytes and samples of a packet of one channel. Zeros: as the number of bits says. */
const CODINGS: Record<string, [EncodingName, bytes: number, frames: number]> = {
  lpcm: ['pcm', 0, 1],
  alaw: ['alaw', 1, 1],
  ulaw: ['ulaw', 1, 1],
  ima4: ['ima4', 34, 64],
  alac: ['foreign', 1, 1],
  'aac ': ['foreign', 1, 1],
  '.mp3': ['foreign', 1, 1],
  opus: ['foreign', 1, 1],
};
const FLOAT_FLAG = 1;
const LITTLE_ENDIAN_FLAG = 2;

export function isCaf(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 4) === 'caff';
}

/**
 * Reads the headers of a Core Audio file (Apple, Core Audio Format Specification 1.0).
 * @throws UserError `wav-unreadable`, `wav-empty` (no samples).
 */
export function readCaf(bytes: Uint8Array): StoredSound {
  const view = viewOf(bytes);
  let format: Description | null = null;
  let chunks = 0;
  for (let offset = 8; offset + 12 <= bytes.length; ) {
    if (++chunks > MAX_CHUNKS) throw tooManyChunks();
    const id = textAt(bytes, offset, 4);
    const size = Number(view.getBigInt64(offset + 4));
    const content = offset + 12;
    if (id === 'desc') format = readDescription(bytes.subarray(content, content + 32));
    else if (id === 'data') {
      if (format === null) throw cutShort('CAF');
      // The content begins with the number of edits.
      return locate(bytes, format, content + 4, size < 4 ? null : size - 4);
    }
    if (size < 0) break;
    offset = content + size;
  }
  throw unreadable(
    'This CAF file has no samples: it is truncated or damaged. Copy it again from its source.',
  );
}

type Description = Pick<
  StoredSound,
  'encoding' | 'bytesPerSample' | 'bigEndian' | 'channels' | 'sampleRateHz' | 'blockBytes' | 'blockFrames'
>;

function readDescription(chunk: Uint8Array): Description {
  if (chunk.length < 32) throw cutShort('CAF');
  const view = viewOf(chunk);
  const sampleRateHz = view.getFloat64(0);
  const type = textAt(chunk, 8, 4);
  const flags = view.getUint32(12);
  const channels = view.getUint32(24);
  const bits = view.getUint32(28);
  if (!Object.hasOwn(CODINGS, type)) {
    throw unreadable(
      `CAF file in the encoding “${type.replace(/[^\x20-\x7e]/g, '?')}”, which is not supported. Convert it to WAV, for instance with ffmpeg.`,
    );
  }
  checkRateAndChannels(sampleRateHz, channels);
  const [coding, packetBytes, blockFrames] = CODINGS[type];
  const encoding = type === 'lpcm' && (flags & FLOAT_FLAG) !== 0 ? 'float' : coding;
  const bytesPerSample = type === 'lpcm' ? Math.ceil(bits / 8) : 0;
  if (type === 'lpcm' && !(encoding === 'pcm' ? [1, 2, 3, 4] : [4, 8]).includes(bytesPerSample))
    throw unreadable(`Samples of ${bits} bits are not supported. Convert the file to 16-bit PCM.`);
  return {
    encoding,
    bytesPerSample,
    bigEndian: (flags & LITTLE_ENDIAN_FLAG) === 0,
    channels,
    sampleRateHz,
    blockBytes: (bytesPerSample || packetBytes) * channels,
    blockFrames,
  };
}

function locate(
  bytes: Uint8Array,
  format: Description,
  dataOffset: number,
  declared: number | null,
): StoredSound {
  const { blockBytes, blockFrames, sampleRateHz } = format;
  const available = Math.max(0, bytes.length - dataOffset);
  const bytesPerSecond = (blockBytes * sampleRateHz) / blockFrames;
  const { present, warning } = presentBytes(declared, available, bytesPerSecond);
  const dataBytes = Math.floor(present / blockBytes) * blockBytes;
  if (dataBytes === 0) throw noSamples();
  return {
    ...STORED_DEFAULTS,
    container: 'CAF',
    ...format,
    dataOffset,
    dataBytes,
    warning: declared === null ? null : warning,
  };
}
