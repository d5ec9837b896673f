import { createHash } from 'node:crypto';
import type { StoredSound } from '#core/audio/containers/stored-sound.ts';
import type { Mixer } from '#core/audio/mix-channels.ts';
import type { Decoder } from './decoder.ts';

/** Decodes whole blocks, and a part of one at the end of a file, to 16 bits. Returns samples per channel. */
export type BlockDecoder = (data: Uint8Array, out: Int16Array) => number;

/** Samples per channel that are decoded at one time, at least one block. */
const FRAMES_AT_ONCE = 2 ** 14;

/** The decoder of an encoding whose blocks are decoded by what `create` returns. */
export function blockEncoding(
  label: string,
  quick: boolean,
  create: (stored: StoredSound) => BlockDecoder,
): Decoder {
  return {
    label,
    quick,
    decode(bytes, stored, { start }) {
      const data = bytes.subarray(stored.dataOffset, stored.dataOffset + stored.dataBytes);
      mixBlocks(data, stored, create(stored), start(stored));
      return { fingerprint: hashOf(data, stored) };
    },
  };
}

function mixBlocks(data: Uint8Array, stored: StoredSound, decode: BlockDecoder, mixer: Mixer): void {
  const { blockBytes, blockFrames, channels, frames } = stored;
  const blocks = Math.max(1, Math.floor(FRAMES_AT_ONCE / blockFrames));
  const out = new Int16Array(blocks * blockFrames * channels);
  let left = frames ?? Infinity;
  for (let at = 0; at < data.length && left > 0; at += blocks * blockBytes) {
    const piece = data.subarray(at, at + blocks * blockBytes);
    const count = Math.min(left, decode(piece, out));
    mixer.add(out, count, 1 / 32_768);
    left -= count;
  }
}

/** Decodes one block after another. */
export function eachBlock(
  { blockBytes, blockFrames, channels }: StoredSound,
  decode: (block: Uint8Array, out: Int16Array) => number,
): BlockDecoder {
  return (data, out) => {
    let frames = 0;
    for (let at = 0, block = 0; at < data.length; at += blockBytes, block++)
      frames += decode(data.subarray(at, at + blockBytes), out.subarray(block * blockFrames * channels));
    return frames;
  };
}

/** The fingerprint of encoded samples: other encodings of the same recording are other sounds. */
export function hashOf(
  data: Uint8Array,
  { encoding, channels, sampleRateHz }: Pick<StoredSound, 'encoding' | 'channels' | 'sampleRateHz'>,
): string {
  return createHash('sha256').update(`${encoding} ${channels} ${sampleRateHz}\n`).update(data).digest('hex');
}
