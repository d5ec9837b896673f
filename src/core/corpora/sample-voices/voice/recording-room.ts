import type { Random } from '#shared/random.ts';

/** The recording conditions of a corpus: level, noise and silence. */
export interface RecordingRoom {
  /** Level of a speaker's neutral speech, dBFS (RMS while speaking). */
  neutralLevelDbfs: number;
  /** Distance of the noise below that level, dB: mean and deviation over clips. */
  signalToNoiseDb: readonly [mean: number, deviation: number];
  /** Silence before and after the speech, seconds: minimum and maximum. */
  silenceSeconds: readonly [min: number, max: number];
}

/** The maximum absolute value of a sample. */
const MAX_PEAK = 0.9;

/** The random values of one clip. */
export interface RoomDraw {
  signalToNoiseDb: number;
  leadSamples: number;
  tailSamples: number;
}

export function drawRoom(room: RecordingRoom, sampleRateHz: number, random: Random): RoomDraw {
  const [mean, deviation] = room.signalToNoiseDb;
  const [min, max] = room.silenceSeconds;
  return {
    signalToNoiseDb: Math.max(12, mean + deviation * random.normal()),
    leadSamples: Math.round(random.between(min, max) * sampleRateHz),
    tailSamples: Math.round(random.between(min, max) * sampleRateHz),
  };
}

/**
 * Adds the recording conditions to speech (vowel RMS about 1): scales it to `neutralLevelDbfs + levelDb` and adds
 * silence and noise with mostly low frequencies. The noise level is relative to neutral speech, not to this clip,
 * because the room does not become louder with the speaker. A clip whose peaks exceed 0.9 is scaled down as a whole.
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

  // Half white, half integrated noise: approximately the −3 dB/octave of a quiet room.
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
  if (peak > MAX_PEAK) {
    const down = MAX_PEAK / peak;
    for (let i = 0; i < out.length; i++) out[i] *= down;
  }
  return out;
}
