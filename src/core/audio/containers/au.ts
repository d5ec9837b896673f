import { checkRateAndChannels, cutShort, noSamples, textAt, unreadable, viewOf } from './bytes.ts';
import { type EncodingName, presentBytes, STORED_DEFAULTS, type StoredSound } from './stored-sound.ts';

/** Encoding and bytes per sample by the header's code. G.721 has two samples in a byte. */
const CODINGS: Record<number, [EncodingName, bytesPerSample: number]> = {
  1: ['ulaw', 1],
  2: ['pcm', 1],
  3: ['pcm', 2],
  4: ['pcm', 3],
  5: ['pcm', 4],
  6: ['float', 4],
  7: ['float', 8],
  23: ['g721', 1],
  27: ['alaw', 1],
};

/** Of Sun and NeXT, or in the other order of bytes, as DEC wrote it. */
export function isAu(bytes: Uint8Array): boolean {
  return ['.snd', 'dns.'].includes(textAt(bytes, 0, 4));
}

/**
 * Reads the header of an AU file (Sun, au(4)).
 * @throws UserError `wav-unreadable`, `wav-empty` (no samples).
 */
export function readAu(bytes: Uint8Array): StoredSound {
  if (bytes.length < 24) throw cutShort('AU');
  const view = viewOf(bytes);
  const little = textAt(bytes, 0, 4) === 'dns.';
  const [dataOffset, size, code, sampleRateHz, channels] = [4, 8, 12, 16, 20].map((at) =>
    view.getUint32(at, little),
  );
  const coding = CODINGS[code];
  if (coding === undefined) {
    throw unreadable(
      `AU file in the encoding with the number ${code}, which is not supported. Convert it to WAV, for instance with ffmpeg.`,
    );
  }
  checkRateAndChannels(sampleRateHz, channels);
  const [encoding, sampleBytes] = coding;
  if (encoding === 'g721' && channels !== 1)
    throw unreadable('G.721 has one channel only: the header of this AU file is damaged.');
  const blockBytes = sampleBytes * channels;
  const blockFrames = encoding === 'g721' ? 2 : 1;
  const declared = size === 0xffffffff ? null : size;
  const available = Math.max(0, bytes.length - dataOffset);
  const { present, warning } = presentBytes(declared, available, (blockBytes * sampleRateHz) / blockFrames);
  const dataBytes = Math.floor(present / blockBytes) * blockBytes;
  if (dataBytes === 0 || dataOffset < 24) throw noSamples();
  return {
    ...STORED_DEFAULTS,
    container: 'AU',
    encoding,
    bytesPerSample: encoding === 'pcm' || encoding === 'float' ? sampleBytes : 0,
    bigEndian: !little,
    channels,
    sampleRateHz,
    dataOffset,
    dataBytes,
    blockBytes,
    blockFrames,
    // Files of unknown length are ordinary here: they were written to a pipe.
    warning: declared === null ? null : warning,
  };
}
