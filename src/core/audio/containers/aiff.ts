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

interface Coding {
  encoding: EncodingName;
  bigEndian?: boolean;
  unsigned?: boolean;
  /** Instead of what the number of bits says. */
  bytesPerSample?: number;
  /** Bytes and samples of a packet, for one channel. */
  packet?: [bytes: number, frames: number];
}

/** By the compression type of AIFF-C, in lower case. */
const CODINGS: Record<string, Coding> = {
  none: { encoding: 'pcm', bigEndian: true },
  twos: { encoding: 'pcm', bigEndian: true },
  sowt: { encoding: 'pcm', bigEndian: false },
  in24: { encoding: 'pcm', bigEndian: true, bytesPerSample: 3 },
  in32: { encoding: 'pcm', bigEndian: true, bytesPerSample: 4 },
  '42ni': { encoding: 'pcm', bigEndian: false, bytesPerSample: 3 },
  // As libsndfile writes it.
  '42n1': { encoding: 'pcm', bigEndian: false, bytesPerSample: 3 },
  '23n1': { encoding: 'pcm', bigEndian: false, bytesPerSample: 4 },
  '23ni': { encoding: 'pcm', bigEndian: false, bytesPerSample: 4 },
  'raw ': { encoding: 'pcm', unsigned: true, bytesPerSample: 1 },
  fl32: { encoding: 'float', bigEndian: true, bytesPerSample: 4 },
  fl64: { encoding: 'float', bigEndian: true, bytesPerSample: 8 },
  alaw: { encoding: 'alaw', packet: [1, 1] },
  ulaw: { encoding: 'ulaw', packet: [1, 1] },
  ima4: { encoding: 'ima4', packet: [34, 64] },
  'gsm ': { encoding: 'gsm610', packet: [33, 160] },
};

export function isAiff(bytes: Uint8Array): boolean {
  return textAt(bytes, 0, 4) === 'FORM' && ['AIFF', 'AIFC'].includes(textAt(bytes, 8, 4));
}

/**
 * Reads the headers of an AIFF or AIFF-C file (Apple, Audio Interchange File Format 1.3, 1989, and AIFF-C, 1991).
 * @throws UserError `wav-unreadable`, `wav-empty` (no samples).
 */
export function readAiff(bytes: Uint8Array): StoredSound {
  const view = viewOf(bytes);
  const isAifc = textAt(bytes, 8, 4) === 'AIFC';
  let common: Common | null = null;
  let data: { offset: number; size: number } | null = null;
  let chunks = 0;
  // The chunk of samples may come before the one that describes them.
  for (let offset = 12; offset + 8 <= bytes.length && (common === null || data === null); ) {
    if (++chunks > MAX_CHUNKS) throw tooManyChunks();
    const id = textAt(bytes, offset, 4);
    const size = view.getUint32(offset + 4);
    const content = offset + 8;
    if (id === 'COMM') common = readCommon(bytes.subarray(content, content + size), isAifc);
    else if (id === 'SSND') {
      if (content + 8 > bytes.length) throw cutShort('AIFF');
      const skipped = view.getUint32(content);
      data = { offset: content + 8 + skipped, size: size - 8 - skipped };
    }
    offset = content + size + (size % 2);
  }
  if (common === null || data === null)
    throw unreadable(
      'This AIFF file is truncated or damaged: it has no description of its sound, or no samples. Copy it again from its source.',
    );
  return locate(bytes, common, data);
}

interface Common {
  coding: Coding;
  channels: number;
  frames: number;
  bits: number;
  sampleRateHz: number;
}

function readCommon(chunk: Uint8Array, isAifc: boolean): Common {
  if (chunk.length < (isAifc ? 22 : 18)) throw cutShort('AIFF');
  const view = viewOf(chunk);
  const type = isAifc ? textAt(chunk, 18, 4) : 'NONE';
  const coding = Object.hasOwn(CODINGS, type.toLowerCase()) ? CODINGS[type.toLowerCase()] : undefined;
  if (coding === undefined) {
    throw unreadable(
      `AIFF file in the encoding “${type.replace(/[^\x20-\x7e]/g, '?')}”, which is not supported. Convert it to WAV, for instance with ffmpeg.`,
    );
  }
  const channels = view.getUint16(0);
  const sampleRateHz = Math.round(extended(view, 8));
  checkRateAndChannels(sampleRateHz, channels);
  return { coding, channels, frames: view.getUint32(2), bits: view.getUint16(6), sampleRateHz };
}

/** An 80-bit number of IEEE 754. */
function extended(view: DataView, offset: number): number {
  const exponent = view.getUint16(offset);
  const mantissa = view.getUint32(offset + 2) * 2 ** 32 + view.getUint32(offset + 6);
  return (exponent & 0x8000 ? -1 : 1) * mantissa * 2 ** ((exponent & 0x7fff) - 16_383 - 63);
}

function locate(
  bytes: Uint8Array,
  { coding, channels, frames, bits, sampleRateHz }: Common,
  data: { offset: number; size: number },
): StoredSound {
  const { encoding, packet, bigEndian = false, unsigned = false } = coding;
  const bytesPerSample = packet === undefined ? (coding.bytesPerSample ?? Math.ceil(bits / 8)) : 0;
  const isPossible = (encoding === 'pcm' ? [1, 2, 3, 4] : [4, 8]).includes(bytesPerSample);
  if (packet === undefined && !isPossible)
    throw unreadable(`Samples of ${bits} bits are not supported. Convert the file to 16-bit PCM.`);
  if (encoding === 'gsm610' && channels !== 1)
    throw unreadable('GSM 6.10 has one channel only: the header of this AIFF file is damaged.');
  const [packetBytes, blockFrames] = packet ?? [bytesPerSample, 1];
  const blockBytes = packetBytes * channels;
  const available = Math.max(0, bytes.length - data.offset);
  // The number of frames counts, because the size of the chunk may include padding. Of `ima4` programs count differently.
  const size = Math.max(0, data.size);
  const declared = encoding === 'ima4' ? size : Math.min(size, Math.ceil(frames / blockFrames) * blockBytes);
  const { present, warning } = presentBytes(declared, available, (blockBytes * sampleRateHz) / blockFrames);
  const dataBytes = Math.floor(present / blockBytes) * blockBytes;
  if (dataBytes === 0) throw noSamples();
  return {
    ...STORED_DEFAULTS,
    container: 'AIFF',
    encoding,
    bytesPerSample,
    bigEndian,
    unsigned,
    channels,
    sampleRateHz,
    dataOffset: data.offset,
    dataBytes,
    blockBytes,
    blockFrames,
    frames: encoding === 'gsm610' ? frames : null,
    warning,
  };
}
