import { UserError } from '../../shared/failure.ts';

/** Where the samples of a WAV file lie and how they are coded. */
export interface WavHeader {
  /** `pcm`: integers, little-endian, of one byte unsigned, else signed; `float`: IEEE 754. */
  encoding: 'pcm' | 'float';
  /** 1 to 4 (`pcm`), 4 or 8 (`float`). */
  bytesPerSample: number;
  channels: number;
  sampleRateHz: number;
  /** Of the data chunk's content, from the start of the file. */
  dataOffset: number;
  /** What is there of it, in whole frames. */
  dataBytes: number;
  /** A RIFF file with one format chunk, of tag 1 or 3, that agrees with itself, and no odd chunk before the data. */
  plain: boolean;
  warning: string | null;
}

const LOWEST_HZ = 1000;
const HIGHEST_HZ = 768_000;
/** The rest of a subformat's GUID, after the format tag: 0000-0010-8000-00AA00389B71. */
const SUBFORMAT_TAIL = '000000001000800000aa00389b71';
/** Sizes from here on stand for "unknown" in files that were written to a pipe (SoX, arecord, ffmpeg). */
const UNKNOWN_SIZE = 0x7fff0000;

const CODINGS: Record<number, string> = {
  2: 'Microsoft ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG',
  85: 'MP3',
  255: 'AAC',
};

function unreadable(what: string): UserError {
  return new UserError('wav-unreadable', what);
}

/**
 * Reads the headers of a RIFF, RF64 or BW64 file. Every size in them is checked against the bytes that are there.
 * Sources: Multimedia Programming Interface 1.0 (1991), Microsoft's WAVEFORMATEXTENSIBLE, EBU Tech 3306 (RF64),
 * ITU-R BS.2088 (BW64).
 * @throws UserError `wav-unreadable`, `wav-empty` (no bytes, or no samples), `lfs-pointer`.
 */
export function readWavHeader(bytes: Uint8Array): WavHeader {
  if (bytes.length === 0)
    throw new UserError('wav-empty', 'The file is empty. Copy it again from its source.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = text(bytes, 0, 4);
  refuseOtherFiles(bytes, magic);
  const large = magic !== 'RIFF';

  let format: Format | null = null;
  let largeDataSize: number | null = null;
  let plain = !large;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const id = text(bytes, offset, 4);
    const size = view.getUint32(offset + 4, true);
    const content = offset + 8;
    if (id === 'ds64' && large && content + 16 <= bytes.length) {
      largeDataSize = Number(view.getBigUint64(content + 8, true));
    } else if (id === 'fmt ') {
      if (format === null) format = readFormat(bytes, view, content, Math.min(size, bytes.length - content));
      else plain = false;
    } else if (id === 'data') {
      if (format === null) {
        throw unreadable(
          'The file does not say how its sound is coded (no format chunk). Export it as WAV again.',
        );
      }
      const stated = large && size === 0xffffffff ? largeDataSize : size;
      return locateData(bytes, view, { ...format, plain: format.plain && plain }, content, stated);
    }
    if (size % 2 !== 0) plain = false;
    // Chunks are padded to an even length.
    offset = content + size + (size % 2);
  }
  throw unreadable(
    'The file holds no sound (no data chunk): it is cut off or damaged. Copy it again from its source.',
  );
}

function refuseOtherFiles(bytes: Uint8Array, magic: string): void {
  if (text(bytes, 0, 42) === 'version https://git-lfs.github.com/spec/v1') {
    throw new UserError(
      'lfs-pointer',
      'This is a Git LFS pointer, not the sound itself. Run "git lfs pull" in the folder it was cloned to.',
    );
  }
  if (['RIFF', 'RF64', 'BW64'].includes(magic) && text(bytes, 8, 4) === 'WAVE') return;
  const kinds: Record<string, string> = { fLaC: 'FLAC', OggS: 'Ogg', FORM: 'AIFF', RIFX: 'big-endian WAV' };
  const kind = kinds[magic] ?? (magic.startsWith('ID3') ? 'MP3' : null);
  throw unreadable(
    kind === null
      ? 'This is not a WAV file. Convert it to WAV, or copy it again from its source.'
      : `This is a file of the kind ${kind}, not WAV. Convert it to WAV.`,
  );
}

type Format = Pick<WavHeader, 'encoding' | 'bytesPerSample' | 'channels' | 'sampleRateHz' | 'plain'>;

function readFormat(bytes: Uint8Array, view: DataView, offset: number, size: number): Format {
  if (size < 16) throw unreadable('The format chunk is cut off. Copy the file again from its source.');
  const tag = view.getUint16(offset, true);
  const channels = view.getUint16(offset + 2, true);
  const sampleRateHz = view.getUint32(offset + 4, true);
  const blockBytes = view.getUint16(offset + 12, true);
  const bits = view.getUint16(offset + 14, true);
  let coding = tag;
  if (tag === 0xfffe) {
    if (size < 40) throw unreadable('The extensible format chunk is cut off. Export the file as WAV again.');
    coding = view.getUint16(offset + 24, true);
    if (Buffer.from(bytes.subarray(offset + 26, offset + 40)).toString('hex') !== SUBFORMAT_TAIL)
      coding = 0xfffe;
  }
  if (coding !== 1 && coding !== 3) {
    const name = CODINGS[coding] ?? `0x${coding.toString(16)}`;
    throw unreadable(`The sound is coded as ${name}; only PCM and float can be read. Convert it to PCM.`);
  }
  if (channels === 0) throw unreadable('The file states no channels. Export it as WAV again.');
  if (sampleRateHz < LOWEST_HZ || sampleRateHz > HIGHEST_HZ) {
    throw unreadable(
      `The file states a sample rate of ${sampleRateHz} Hz; rates from ${LOWEST_HZ} to ${HIGHEST_HZ} Hz can be read.`,
    );
  }
  const encoding = coding === 1 ? 'pcm' : 'float';
  const bytesPerSample = containerBytes(bits, blockBytes, channels);
  if (!(encoding === 'pcm' ? [1, 2, 3, 4] : [4, 8]).includes(bytesPerSample)) {
    throw unreadable(`Samples of ${bits} bits (${encoding}) cannot be read. Convert the file to 16-bit PCM.`);
  }
  const plain = tag !== 0xfffe && bits === 8 * bytesPerSample && blockBytes === channels * bytesPerSample;
  return { encoding, bytesPerSample, channels, sampleRateHz, plain };
}

/** Odd numbers of bits (20, 12) are left-justified in a container, whose size the block tells where it is sane. */
function containerBytes(bits: number, blockBytes: number, channels: number): number {
  const least = Math.ceil(bits / 8);
  const stated = blockBytes / channels;
  return Number.isInteger(stated) && stated > least && stated <= 4 && least > 0 ? stated : least;
}

function locateData(
  bytes: Uint8Array,
  view: DataView,
  format: Format,
  dataOffset: number,
  stated: number | null,
): WavHeader {
  const available = bytes.length - dataOffset;
  const unknown =
    stated === null ||
    stated > Number.MAX_SAFE_INTEGER ||
    (stated === 0 && available > 0 && !isChunkList(bytes, view, dataOffset)) ||
    (stated >= UNKNOWN_SIZE && stated <= 0xffffffff && stated > available);
  const frameBytes = format.bytesPerSample * format.channels;
  const there = unknown ? available : Math.min(stated, available);
  const dataBytes = Math.floor(there / frameBytes) * frameBytes;
  if (dataBytes === 0) {
    throw new UserError('wav-empty', 'The file holds no samples. Copy or record it again.');
  }
  const seconds = (size: number): string => (size / frameBytes / format.sampleRateHz).toFixed(2);
  let warning: string | null = null;
  if (unknown) warning = 'the header states no length: read to the end of the file';
  else if (stated > available) warning = `truncated: ${seconds(there)} of ${seconds(stated)} s`;
  return { ...format, dataOffset, dataBytes, warning };
}

/** Whether chunks with readable names follow one another from `offset` exactly to the end. */
function isChunkList(bytes: Uint8Array, view: DataView, offset: number): boolean {
  let next = offset;
  while (next + 8 <= bytes.length) {
    if (!/^[\x20-\x7e]{4}$/.test(text(bytes, next, 4))) return false;
    const size = view.getUint32(next + 4, true);
    next += 8 + size + (size % 2);
  }
  return next === bytes.length || next === bytes.length + 1;
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
