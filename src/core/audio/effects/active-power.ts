/** Length of a frame. */
const FRAME_SECONDS = 0.02;
/** Frames that are quieter than this, relative to the loudest one, are pauses. Speech has a range of about 30 dB. */
const ACTIVE_DB = 30;

/**
 * The mean square of the active part of a sound: of its frames of 20 ms that are at most 30 dB quieter than the loudest
 * frame. Silence at the ends and pauses do not count, as for the active speech level of ITU-T P.56, of which this is a
 * simple form. 0 for an empty or silent sound.
 */
export function activePower(samples: Float32Array, sampleRateHz: number): number {
  const frameSamples = Math.max(1, Math.round(FRAME_SECONDS * sampleRateHz));
  // What is left at the end belongs to the last frame: a frame of few samples could be the loudest by chance.
  const frames = Math.max(1, Math.floor(samples.length / frameSamples));
  const lengthOf = (frame: number): number =>
    frame === frames - 1 ? samples.length - frame * frameSamples : frameSamples;
  const energies = new Float64Array(frames);
  let loudest = 0;
  for (let frame = 0, i = 0; frame < frames; frame++) {
    const length = lengthOf(frame);
    let energy = 0;
    for (const end = i + length; i < end; i++) energy += samples[i] * samples[i];
    energies[frame] = energy;
    if (energy > 0) loudest = Math.max(loudest, energy / length);
  }
  const least = loudest * 10 ** (-ACTIVE_DB / 10);
  let [energy, count] = [0, 0];
  for (let frame = 0; frame < frames; frame++) {
    const length = lengthOf(frame);
    if (energies[frame] === 0 || energies[frame] / length < least) continue;
    energy += energies[frame];
    count += length;
  }
  return count === 0 ? 0 : energy / count;
}
