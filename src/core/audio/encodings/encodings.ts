import type { EncodingName, StoredSound } from '#core/audio/containers/stored-sound.ts';
import { blockEncoding, eachBlock } from './blocks.ts';
import type { Decoder } from './decoder.ts';
import { decodeWithFfmpeg } from './ffmpeg.ts';
import { decodeFlac } from './flac/flac.ts';
import { createG721Decoder } from './g721.ts';
import { createGsmDecoder } from './gsm610.ts';
import { decodeIma4Packets, decodeImaBlock } from './ima-adpcm.ts';
import { ALAW, decodeLaw, ULAW } from './law.ts';
import { decodeMp3 } from './mp3.ts';
import { decodeMsBlock } from './ms-adpcm.ts';
import { decodeOpus } from './opus.ts';
import { fingerprintOf, inWavOrder, mixUncompressed } from './uncompressed.ts';
import { decodeVorbis } from './vorbis.ts';

const uncompressed = (label: string): Decoder => ({
  label,
  quick: true,
  decode(bytes, stored, { start }) {
    const ordered = inWavOrder(bytes, stored);
    // The size of the data says how many samples there are, so no header can claim more memory.
    mixUncompressed(ordered.bytes, ordered.stored, start(stored, stored.dataBytes / stored.blockBytes));
    return { fingerprint: fingerprintOf(ordered.bytes, ordered.stored) };
  },
});

const companded = (label: string, table: Int16Array): Decoder =>
  blockEncoding(
    label,
    true,
    ({ channels }) =>
      (data, out) =>
        decodeLaw(table, data, out) / channels,
  );

/** WAV files pack the frames of GSM in pairs. */
const isInWav = ({ blockBytes }: StoredSound) => blockBytes === 65;

/** The decoder of each encoding. */
export const ENCODINGS: Record<EncodingName, Decoder> = {
  pcm: uncompressed('PCM'),
  float: uncompressed('float'),
  alaw: companded('A-law', ALAW),
  ulaw: companded('µ-law', ULAW),
  'ima-adpcm': blockEncoding('IMA ADPCM', false, (stored) =>
    eachBlock(stored, (block, out) => decodeImaBlock(block, stored.channels, out)),
  ),
  ima4: blockEncoding(
    'IMA ADPCM',
    false,
    ({ channels }) =>
      (data, out) =>
        decodeIma4Packets(data, channels, out),
  ),
  'ms-adpcm': blockEncoding('Microsoft ADPCM', false, (stored) =>
    eachBlock(stored, (block, out) => decodeMsBlock(block, stored.channels, stored.coefficients, out)),
  ),
  gsm610: blockEncoding('GSM 6.10', false, (stored) => createGsmDecoder(isInWav(stored))),
  g721: blockEncoding('G.721', false, () => createG721Decoder()),
  flac: { label: 'FLAC', quick: false, decode: (bytes, _, { start }) => decodeFlac(bytes, start) },
  mp3: { label: 'MP3', quick: false, decode: decodeMp3 },
  vorbis: { label: 'Vorbis', quick: false, decode: decodeVorbis },
  opus: { label: 'Opus', quick: false, decode: decodeOpus },
  foreign: { label: 'an encoding that ffmpeg decodes', quick: false, decode: decodeWithFfmpeg },
};
