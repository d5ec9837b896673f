import { unreadable, viewOf } from '#core/audio/containers/bytes.ts';
import { matroskaPackets } from '#core/audio/containers/matroska.ts';
import { OPUS_HZ, oggPackets, streamHead } from '#core/audio/containers/ogg.ts';
import type { StoredSound } from '#core/audio/containers/stored-sound.ts';
import type { Mixer } from '#core/audio/mix-channels.ts';
import { hashOf } from './blocks.ts';
import type { Decoded, DecodingContext } from './decoder.ts';
import { createInstanceKeeper, type InstanceKeeper } from './kept-instances.ts';

/** A packet, and the samples per channel that the sound has at its end, if its container says so. */
interface OpusPacket {
  data: Uint8Array;
  end: number | null;
  /** Samples at its end that are not part of the sound. */
  padding: number;
}

/**
 * Decodes Opus (RFC 6716, RFC 7845) at 48 kHz with libopus: without the samples before the sound and after its end, and
 * with the gain of the header.
 * @throws UserError `wav-unreadable` where no packet can be decoded.
 */
export async function decodeOpus(
  bytes: Uint8Array,
  stored: StoredSound,
  { start }: DecodingContext,
): Promise<Decoded> {
  const { head, packets } = stored.container === 'Ogg' ? inOgg(bytes) : inMatroska(bytes);
  const { preSkip, gain, ...options } = readHead(head);
  // Loaded when it is needed: every process would start later.
  const { OpusDecoder } = await import('opus-decoder');
  instances ??= createInstanceKeeper(new OpusDecoder());
  const { decoder, keep } = instances.lease(
    () => new OpusDecoder<48000>({ ...options, sampleRate: OPUS_HZ }),
  );
  await decoder.ready;
  const mixer = start({ sampleRateHz: OPUS_HZ, channels: options.channels });
  const trimmed = trim(mixer, preSkip, gain);
  let errors = 0;
  for (const packet of packets) {
    if (packet.data.length === 0 || packet.data.length > MAX_PACKET_BYTES * options.channels) {
      errors++;
      continue;
    }
    const decoded = decoder.decodeFrame(packet.data);
    errors += decoded.errors.length;
    trimmed.add(decoded.channelData, decoded.samplesDecoded, packet);
  }
  if (trimmed.count() === 0)
    throw unreadable(
      'This Opus sound is damaged: nothing can be decoded. Copy the file again from its source.',
    );
  if (errors === 0) keep();
  return {
    fingerprint: hashOf(bytes, { ...stored, sampleRateHz: OPUS_HZ }),
    warning: errors > 0 ? 'damaged: parts of the file were skipped' : null,
  };
}

let instances: InstanceKeeper | undefined;

/** The decoder has room for this much of each channel. */
const MAX_PACKET_BYTES = 3840;

function inOgg(bytes: Uint8Array): { head: Uint8Array; packets: Iterable<OpusPacket> } {
  const packets = oggPackets(bytes);
  const head = packets.next().value?.data ?? new Uint8Array(0);
  // The second one has comments.
  packets.next();
  return {
    head,
    packets: (function* () {
      for (const { data, position } of packets) yield { data, end: position, padding: 0 };
    })(),
  };
}

function inMatroska(bytes: Uint8Array): { head: Uint8Array; packets: Iterable<OpusPacket> } {
  const { track, packets } = matroskaPackets(bytes);
  return {
    head: track.setup,
    packets: (function* () {
      for (const { data, paddingSeconds } of packets)
        yield { data, end: null, padding: Math.max(0, Math.round(paddingSeconds * OPUS_HZ)) };
    })(),
  };
}

function readHead(head: Uint8Array) {
  if (streamHead(head)?.encoding !== 'opus')
    throw unreadable('The header of this Opus sound is damaged. Copy the file again from its source.');
  const view = viewOf(head);
  const channels = head[9];
  const family = head[18];
  const hasMapping = family !== 0;
  if (channels === 0 || (hasMapping ? head.length < 21 + channels : channels > 2))
    throw unreadable('The header of this Opus sound is damaged. Copy the file again from its source.');
  return {
    channels,
    preSkip: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
    streamCount: hasMapping ? head[19] : 1,
    coupledStreamCount: hasMapping ? head[20] : channels - 1,
    channelMappingTable: hasMapping ? [...head.subarray(21, 21 + channels)] : channels === 2 ? [0, 1] : [0],
  };
}

/** Adds what is part of the sound. */
function trim(mixer: Mixer, preSkip: number, gain: number) {
  let skipped = 0;
  let decoded = 0;
  let added = 0;
  return {
    count: () => added,
    add(planes: readonly Float32Array[], count: number, { end, padding }: OpusPacket) {
      const from = Math.min(count, preSkip - skipped);
      skipped += from;
      // The last position is before the end of what is decoded where the sound ends within a packet.
      const excess = end === null ? padding : Math.max(0, decoded + count - end);
      decoded += count;
      const to = Math.max(from, count - Math.min(count, excess));
      if (to === from) return;
      const part = planes.map((plane) => plane.subarray(from, to));
      if (gain !== 1) for (const plane of part) for (const i of plane.keys()) plane[i] *= gain;
      mixer.addPlanes(part, to - from);
      added += to - from;
    },
  };
}
