/** How the samples are coded. The decoders are in `encodings/`. */
export type EncodingName =
  | 'pcm'
  | 'float'
  | 'alaw'
  | 'ulaw'
  | 'ima-adpcm'
  | 'ima4'
  | 'ms-adpcm'
  | 'gsm610'
  | 'g721'
  | 'flac'
  | 'mp3'
  | 'vorbis'
  | 'opus'
  /** Decoded by an ffmpeg of the computer, if there is one. */
  | 'foreign';

/** Where the samples of a file are, and how they are stored: what its header says, checked against its length. */
export interface StoredSound {
  /** The kind of file, as people call it. */
  container: string;
  encoding: EncodingName;
  /** For `pcm` and `float`; 0 for encodings in blocks. */
  bytesPerSample: number;
  /** For `pcm` and `float`: the most significant byte is first. */
  bigEndian: boolean;
  /** For `pcm` of one byte: values around 128. */
  unsigned: boolean;
  channels: number;
  sampleRateHz: number;
  /** Offset of the samples from the start of the file. */
  dataOffset: number;
  /** Bytes of them that the file contains. */
  dataBytes: number;
  /** Bytes of one block, of all channels; one frame for `pcm`, `float` and companded sounds. */
  blockBytes: number;
  /** Samples per channel in a block. */
  blockFrames: number;
  /** Samples per channel that the header declares, if it does and they are fewer than the blocks hold. */
  frames: number | null;
  /** Pairs of predictor coefficients of Microsoft ADPCM. */
  coefficients: readonly (readonly [number, number])[];
  warning: string | null;
}

/** Fields that most files do not need. */
export const STORED_DEFAULTS = {
  bytesPerSample: 0,
  bigEndian: false,
  unsigned: false,
  blockBytes: 1,
  blockFrames: 1,
  frames: null,
  coefficients: [],
  warning: null,
} satisfies Partial<StoredSound>;

/** Sizes of this value and above mean "unknown" in files that were written to a pipe (SoX, arecord, ffmpeg). */
export const UNKNOWN_SIZE = 0x7fff0000;

/**
 * The bytes of samples that are in the file, and the warning where that is not what was declared. `declared` is null
 * where the header gives no length.
 */
export function presentBytes(
  declared: number | null,
  available: number,
  bytesPerSecond: number,
): { present: number; warning: string | null } {
  if (declared === null)
    return { present: available, warning: 'the header has no length: the file was read to its end' };
  if (declared <= available) return { present: declared, warning: null };
  const seconds = (size: number): string => (size / bytesPerSecond).toFixed(2);
  return {
    present: available,
    warning: `truncated: ${seconds(available)} of ${seconds(declared)} s`,
  };
}

/**
 * The declared number of samples, if the last block ends with padding that is not part of the sound. Other numbers are
 * wrong: libsndfile writes half of it for two channels of IMA ADPCM.
 */
export function framesWithoutPadding(
  declared: number | null,
  { dataBytes, blockBytes, blockFrames }: Pick<StoredSound, 'dataBytes' | 'blockBytes' | 'blockFrames'>,
): number | null {
  if (declared === null || blockFrames === 1) return null;
  const whole = Math.ceil(dataBytes / blockBytes) * blockFrames;
  return declared > whole - blockFrames && declared < whole ? declared : null;
}
