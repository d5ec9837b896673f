import { textAt } from './bytes.ts';
import { STORED_DEFAULTS, type StoredSound } from './stored-sound.ts';

/** Kinds of files that an ffmpeg of the computer decodes, with how they are known. */
const KINDS: { name: string; matches(bytes: Uint8Array): boolean }[] = [
  { name: 'MP4 (M4A)', matches: (bytes) => textAt(bytes, 4, 4) === 'ftyp' },
  // Synchronisation word of ADTS, with the layer that only AAC has.
  { name: 'AAC', matches: (bytes) => bytes.length > 7 && bytes[0] === 0xff && (bytes[1] & 0xf6) === 0xf0 },
  { name: 'Windows Media Audio', matches: (bytes) => textAt(bytes, 0, 4) === '0&\xb2u' },
  { name: 'AMR', matches: (bytes) => textAt(bytes, 0, 5) === '#!AMR' },
  { name: 'AVI', matches: (bytes) => textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'AVI ' },
  { name: 'Flash video', matches: (bytes) => textAt(bytes, 0, 3) === 'FLV' },
  { name: 'QuickTime', matches: (bytes) => ['moov', 'mdat', 'wide'].includes(textAt(bytes, 4, 4)) },
];

const kindOf = (bytes: Uint8Array) => KINDS.find(({ matches }) => matches(bytes));

export function isForeign(bytes: Uint8Array): boolean {
  return kindOf(bytes) !== undefined;
}

/** The kind of a file. Its format is known when it is decoded. */
export function readForeign(bytes: Uint8Array): StoredSound {
  return {
    ...STORED_DEFAULTS,
    container: kindOf(bytes)?.name ?? '',
    encoding: 'foreign',
    channels: 1,
    sampleRateHz: 48_000,
    dataOffset: 0,
    dataBytes: bytes.length,
  };
}
