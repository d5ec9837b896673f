import type { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { unreadable } from '#core/audio/containers/bytes.ts';
import { matroskaPackets } from '#core/audio/containers/matroska.ts';
import { oggPages } from '#core/audio/containers/ogg-pages.ts';
import type { StoredSound } from '#core/audio/containers/stored-sound.ts';
import { hashOf } from './blocks.ts';
import type { Decoded, DecodingContext } from './decoder.ts';
import { createInstanceKeeper, type InstanceKeeper } from './kept-instances.ts';

/** Bytes that are decoded at one time, so that memory does not grow with the file. */
const PIECE_BYTES = 2 ** 16;
const PACKETS_AT_ONCE = 64;

/**
 * Decodes Vorbis with libvorbis.
 * @throws UserError `wav-unreadable` where nothing can be decoded.
 */
export async function decodeVorbis(
  bytes: Uint8Array,
  stored: StoredSound,
  { start }: DecodingContext,
): Promise<Decoded> {
  // Loaded when it is needed: every process would start later.
  const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
  instances ??= createInstanceKeeper(packetDecoder(new OggVorbisDecoder()));
  const { decoder, keep } = instances.lease(() => new OggVorbisDecoder());
  await decoder.ready;
  const mixer = start(stored);
  let errors = 0;
  let decoded = 0;
  const add = (piece: Awaited<ReturnType<typeof decoder.decode>>) => {
    errors += piece.errors.length;
    if (piece.samplesDecoded === 0) return;
    if (piece.channelData.length !== stored.channels)
      throw unreadable('This Vorbis sound changes its number of channels. Convert it to WAV.');
    decoded += piece.samplesDecoded;
    mixer.addPlanes(piece.channelData, piece.samplesDecoded);
  };
  for (const piece of stored.container === 'Ogg' ? piecesOf(bytes) : pagesOf(bytes))
    add(await decoder.decode(piece));
  add(await decoder.flush());
  if (decoded === 0) throw damaged();
  if (errors === 0) keep();
  return {
    fingerprint: hashOf(bytes, stored),
    warning: errors > 0 ? 'damaged: parts of the file were skipped' : null,
  };
}

let instances: InstanceKeeper | undefined;

/** The decoder of packets, which has the instance, is a part of the one that reads Ogg. */
const packetDecoder = (decoder: OggVorbisDecoder) => (decoder as unknown as { _decoder: object })._decoder;

function damaged(): Error {
  return unreadable(
    'This Vorbis sound is damaged: nothing can be decoded. Copy the file again from its source.',
  );
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

/** The packets of a Matroska file as an Ogg file. */
function* pagesOf(bytes: Uint8Array): Generator<Uint8Array> {
  const { track, packets } = matroskaPackets(bytes);
  const page = oggPages();
  for (const [i, header] of headersOf(track.setup).entries()) yield page(header, i === 0);
  let waiting: Uint8Array[] = [];
  for (const { data } of packets) {
    waiting.push(page(data, false));
    if (waiting.length < PACKETS_AT_ONCE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
  }
  yield Buffer.concat(waiting);
}

/** The three headers of Vorbis: their number less one, the sizes of the first two, then all of them. */
function headersOf(setup: Uint8Array): Uint8Array[] {
  const sizes: number[] = [];
  let at = 1;
  for (let i = 0; i < 2; i++) {
    let size = 0;
    while (setup[at] === 255) size += setup[at++];
    size += setup[at++] ?? 0;
    sizes.push(size);
  }
  const [first, second] = sizes;
  if (setup[0] !== 2 || at + first + second >= setup.length) throw damaged();
  return [
    setup.subarray(at, at + first),
    setup.subarray(at + first, at + first + second),
    setup.subarray(at + first + second),
  ];
}
