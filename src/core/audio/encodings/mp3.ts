import { unreadable } from '#core/audio/containers/bytes.ts';
import type { StoredSound } from '#core/audio/containers/stored-sound.ts';
import { hashOf } from './blocks.ts';
import type { Decoded, DecodingContext } from './decoder.ts';
import { createInstanceKeeper, type InstanceKeeper } from './kept-instances.ts';

/** Bytes that are decoded at one time, so that memory does not grow with the file. */
const PIECE_BYTES = 2 ** 16;

let instances: InstanceKeeper | undefined;

/**
 * Decodes MPEG audio with libmpg123, without the silence that encoders add at both ends where the file says how much it is.
 * @throws UserError `wav-unreadable` where no frame can be decoded.
 */
export async function decodeMp3(
  bytes: Uint8Array,
  stored: StoredSound,
  { start }: DecodingContext,
): Promise<Decoded> {
  const data = bytes.subarray(stored.dataOffset, stored.dataOffset + stored.dataBytes);
  // Loaded when it is needed: every process would start later.
  const { MPEGDecoder } = await import('mpg123-decoder');
  instances ??= createInstanceKeeper(new MPEGDecoder());
  const { decoder, keep } = instances.lease(() => new MPEGDecoder());
  await decoder.ready;
  const mixer = start(stored);
  let errors = 0;
  let decoded = 0;
  for (let at = 0; at < data.length; at += PIECE_BYTES) {
    const piece = decoder.decode(data.subarray(at, at + PIECE_BYTES));
    errors += piece.errors.length;
    if (piece.samplesDecoded === 0) continue;
    if (piece.sampleRate !== stored.sampleRateHz)
      throw unreadable(
        `This MP3 file changes its sample rate from ${stored.sampleRateHz} to ${piece.sampleRate} Hz. Convert it to WAV.`,
      );
    decoded += piece.samplesDecoded;
    // A sound of one channel is in both.
    mixer.addPlanes(piece.channelData.slice(0, stored.channels), piece.samplesDecoded);
  }
  if (decoded === 0)
    throw unreadable('This MP3 file is damaged: no frame can be decoded. Copy it again from its source.');
  if (errors === 0) keep();
  return {
    fingerprint: hashOf(data, stored),
    warning: errors > 0 ? 'damaged: parts of the file were skipped' : null,
  };
}
