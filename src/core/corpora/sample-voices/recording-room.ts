import type { Random } from '../../../shared/random.ts';

/** Where a corpus was recorded: what stands around and under the voice. */
export interface RecordingRoom {
  /** Level of a speaker's neutral speech, dBFS (RMS while speaking). */
  neutralLevelDbfs: number;
  /** Noise below that level, dB: mean and deviation over clips. */
  signalToNoiseDb: readonly [mean: number, deviation: number];
  /** Silence before and after the speech, seconds: least and greatest. */
  silenceSeconds: readonly [least: number, greatest: number];
}

/** No sample is louder than this. */
const HIGHEST_PEAK = 0.9;

/** What was drawn for one clip. */
export interface RoomDraw {
  signalToNoiseDb: number;
  leadSamples: number;
  tailSamples: number;
}

export function drawRoom(room: RecordingRoom, sampleRateHz: number, random: Random): RoomDraw {
  const [mean, deviation] = room.signalToNoiseDb;
  const [least, greatest] = room.silenceSeconds;
  return {
    signalToNoiseDb: Math.max(12, mean + deviation * random.normal()),
    leadSamples: Math.round(random.between(least, greatest) * sampleRateHz),
    tailSamples: Math.round(random.between(least, greatest) * sampleRateHz),
  };
}

/**
 * Puts speech (vowel RMS about 1) into the room: brings it to `neutralLevelDbfs + levelDb`, lays silence and
 * low-frequency-heavy noise around it. The noise stands in relation to neutral speech, not to this clip: the room
 * does not get louder with the speaker. A clip whose peaks would pass 0.9 is turned down as a whole.
 */
export function recordInRoom(
  speech: Float32Array,
  levelDb: number,
  room: RecordingRoom,
  drawn: RoomDraw,
  random: Random,
): Float32Array {
  const { leadSamples, tailSamples } = drawn;
  const out = new Float32Array(leadSamples + speech.length + tailSamples);
  let sumOfSquares = 0;
  for (let i = 0; i < speech.length; i++) sumOfSquares += speech[i] * speech[i];
  const rms = Math.sqrt(sumOfSquares / Math.max(1, speech.length));
  const gain = rms > 0 ? 10 ** ((room.neutralLevelDbfs + levelDb) / 20) / rms : 0;
  for (let i = 0; i < speech.length; i++) out[leadSamples + i] = speech[i] * gain;

  // Half white, half integrated noise: roughly the −3 dB/octave of a quiet room.
  const level = 10 ** ((room.neutralLevelDbfs - drawn.signalToNoiseDb) / 20);
  let slow = 0;
  let peak = 0;
  for (let i = 0; i < out.length; i++) {
    const white = random.next() - 0.5;
    slow += 0.03 * (white - slow);
    out[i] += level * (1.2 * white + 22 * slow);
    const size = Math.abs(out[i]);
    if (size > peak) peak = size;
  }
  if (peak > HIGHEST_PEAK) {
    const down = HIGHEST_PEAK / peak;
    for (let i = 0; i < out.length; i++) out[i] *= down;
  }
  return out;
}
