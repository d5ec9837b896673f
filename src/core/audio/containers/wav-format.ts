import { checkRateAndChannels, unreadable, viewOf } from './bytes.ts';
import type { EncodingName, StoredSound } from './stored-sound.ts';

/** What a format chunk says, for RIFF and Wave64. */
export type WavFormatChunk = Pick<
  StoredSound,
  | 'encoding'
  | 'bytesPerSample'
  | 'unsigned'
  | 'channels'
  | 'sampleRateHz'
  | 'blockBytes'
  | 'blockFrames'
  | 'coefficients'
> & { plain: boolean };

/** The GUID of a subformat after its format tag: 0000-0010-8000-00AA00389B71. */
const SUBFORMAT_TAIL = '000000001000800000aa00389b71';
const EXTENSIBLE = 0xfffe;

/** Encodings by their tag (mmreg.h). */
const ENCODINGS: Record<number, EncodingName> = {
  1: 'pcm',
  2: 'ms-adpcm',
  3: 'float',
  6: 'alaw',
  7: 'ulaw',
  17: 'ima-adpcm',
  49: 'gsm610',
  64: 'g721',
  80: 'mp3',
  85: 'mp3',
};

/** Encodings that are not decoded, so that the reason can name them. */
const OTHER_NAMES: Record<number, string> = {
  16: 'OKI ADPCM',
  20: 'G.723 ADPCM',
  34: 'TrueSpeech',
  66: 'G.723.1',
  69: 'G.726 ADPCM',
  97: 'DVI ADPCM',
  100: 'G.726 ADPCM',
  101: 'G.722 ADPCM',
  255: 'AAC',
  352: 'Windows Media Audio',
  353: 'Windows Media Audio',
  354: 'Windows Media Audio Professional',
  355: 'Windows Media Audio Lossless',
  5632: 'AAC',
  8192: 'AC-3',
  8193: 'DTS',
  22127: 'Vorbis',
  26447: 'Vorbis',
  61868: 'FLAC',
};

/** The coefficients that every encoder of Microsoft ADPCM writes. */
const MS_COEFFICIENTS = [
  [256, 0],
  [512, -256],
  [0, 0],
  [192, 64],
  [240, 0],
  [460, -208],
  [392, -232],
] as const;

/**
 * Reads the content of a format chunk.
 * @throws UserError `wav-unreadable` where it is truncated, contradicts itself, or names an encoding without a decoder.
 */
export function readWavFormat(chunk: Uint8Array, little: boolean): WavFormatChunk {
  if (chunk.length < 16)
    throw unreadable('The format chunk is truncated. Copy the file again from its source.');
  const view = viewOf(chunk);
  const tag = view.getUint16(0, little);
  const channels = view.getUint16(2, little);
  const sampleRateHz = view.getUint32(4, little);
  const blockBytes = view.getUint16(12, little);
  const bits = view.getUint16(14, little);
  const encoding = encodingOf(tag === EXTENSIBLE ? subformat(chunk, view, little) : tag);
  checkRateAndChannels(sampleRateHz, channels);
  const common = { encoding, channels, sampleRateHz, unsigned: false, bytesPerSample: 0, coefficients: [] };
  switch (encoding) {
    case 'pcm':
    case 'float':
      return { ...common, ...readUncompressed(encoding, { tag, bits, blockBytes, channels }) };
    case 'alaw':
    case 'ulaw':
      return { ...common, blockBytes: channels, blockFrames: 1, plain: false };
    case 'ima-adpcm': {
      const blockFrames = (8 * (blockBytes - 4 * channels)) / (4 * channels) + 1;
      if (blockBytes <= 4 * channels || blockBytes % (4 * channels) !== 0) throw inconsistent('IMA ADPCM');
      return { ...common, blockBytes, blockFrames, plain: false };
    }
    case 'ms-adpcm': {
      if (blockBytes <= 7 * channels || channels > 2) throw inconsistent('Microsoft ADPCM');
      const blockFrames = Math.floor((2 * (blockBytes - 7 * channels)) / channels) + 2;
      return { ...common, blockBytes, blockFrames, coefficients: msCoefficients(view, little), plain: false };
    }
    case 'gsm610':
      if (channels !== 1) throw inconsistent('GSM 6.10');
      return { ...common, blockBytes: 65, blockFrames: 320, plain: false };
    case 'g721':
      if (channels !== 1) throw inconsistent('G.721');
      return { ...common, blockBytes: 1, blockFrames: 2, plain: false };
    default:
      return { ...common, blockBytes: Math.max(1, blockBytes), blockFrames: 1, plain: false };
  }
}

function encodingOf(tag: number): EncodingName {
  const encoding = ENCODINGS[tag];
  if (encoding !== undefined) return encoding;
  const name = OTHER_NAMES[tag] ?? `with the code 0x${tag.toString(16)}`;
  throw unreadable(
    `WAV file in the encoding ${name}, which is not supported. Convert it to 16-bit PCM, for instance with ffmpeg.`,
  );
}

function subformat(chunk: Uint8Array, view: DataView, little: boolean): number {
  if (chunk.length < 40)
    throw unreadable('The extensible format chunk is truncated. Export the file as WAV again.');
  const isKnown = Buffer.from(chunk.subarray(26, 40)).toString('hex') === SUBFORMAT_TAIL;
  return isKnown ? view.getUint16(24, little) : EXTENSIBLE;
}

function readUncompressed(
  encoding: 'pcm' | 'float',
  { tag, bits, blockBytes, channels }: { tag: number; bits: number; blockBytes: number; channels: number },
): Pick<WavFormatChunk, 'bytesPerSample' | 'unsigned' | 'blockBytes' | 'blockFrames' | 'plain'> {
  const bytesPerSample = containerBytes(bits, blockBytes, channels);
  if (!(encoding === 'pcm' ? [1, 2, 3, 4] : [4, 8]).includes(bytesPerSample)) {
    throw unreadable(
      `Samples of ${bits} bits (${encoding}) are not supported. Convert the file to 16-bit PCM.`,
    );
  }
  const plain = tag !== EXTENSIBLE && bits === 8 * bytesPerSample && blockBytes === channels * bytesPerSample;
  const unsigned = encoding === 'pcm' && bytesPerSample === 1;
  return { bytesPerSample, unsigned, blockBytes: bytesPerSample * channels, blockFrames: 1, plain };
}

/**
 * Bytes per sample. Unusual numbers of bits (20, 12) are left-justified in a container, whose size follows from the
 * block size where that is plausible.
 */
function containerBytes(bits: number, blockBytes: number, channels: number): number {
  const minimum = Math.ceil(bits / 8);
  const declared = blockBytes / channels;
  return Number.isInteger(declared) && declared > minimum && declared <= 4 && minimum > 0
    ? declared
    : minimum;
}

function msCoefficients(view: DataView, little: boolean): readonly (readonly [number, number])[] {
  if (view.byteLength < 22) return MS_COEFFICIENTS;
  const count = view.getUint16(20, little);
  if (count === 0 || 22 + 4 * count > view.byteLength) return MS_COEFFICIENTS;
  return Array.from({ length: count }, (_, i) => [
    view.getInt16(22 + 4 * i, little),
    view.getInt16(24 + 4 * i, little),
  ]);
}

function inconsistent(name: string): ReturnType<typeof unreadable> {
  return unreadable(
    `The format chunk contradicts itself: ${name} has no such blocks or channels. Export the file as WAV again.`,
  );
}
