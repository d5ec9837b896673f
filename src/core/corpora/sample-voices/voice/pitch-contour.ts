import type { Speaker } from '#core/corpora/sample-voices/speakers.ts';
import type { Random } from '#shared/random.ts';
import type { Segment } from './articulation.ts';
import type { Delivery } from './emotion-profiles.ts';
import { smoothTrack } from './smoothing.ts';

/** The voice fades out in this last part of an utterance. The final pitch movement ends before it. */
const FADE_SECONDS = 0.06;

/** The range of the source, Hz. */
const MIN_HZ = 55;
const MAX_HZ = 550;

/** Soft limit of the excursions from the mean, semitones. */
const MAX_EXCURSION_SEMITONES = 10;

/**
 * The pitch of an utterance, Hz, one value per frame. In semitones it is a sum, as in Fujisaki's (1983) model: a line
 * (declination), a bump for every accent, a movement from the main accent to the end, and slow variation (flutter
 * after Klatt & Klatt 1990, eq. 1; tremor 6 to 8 Hz). Its mean over the voiced frames is close to the speaker's pitch
 * plus the delivery's `pitchSemitones`.
 *
 * @param voicing The voicing track, 0…1, one value per frame.
 */
export function pitchContour(
  speaker: Speaker,
  delivery: Delivery,
  segments: readonly Segment[],
  voicing: Float64Array,
  frameSeconds: number,
  random: Random,
): Float64Array {
  const frames = voicing.length;
  const semitones = new Float64Array(frames);
  const totalSeconds = frames * frameSeconds;
  const stretch = Math.exp(-delivery.rateLog);

  for (let i = 0; i < frames; i++) {
    semitones[i] = delivery.declinationSemitonesPerSecond * (i * frameSeconds - totalSeconds / 2);
  }

  const range = speaker.accentSemitones * Math.exp(delivery.rangeLog);
  // The peak is late in the syllables of a rising delivery and early in those of a falling one.
  const lagSeconds = 0.03 * Math.tanh(delivery.finalSemitones / 4);
  let mainAccentSeconds = totalSeconds * 0.7;
  let startSeconds = 0;
  for (const segment of segments) {
    if (segment.accent > 0) {
      const centre = startSeconds + segment.durationSeconds / 2 + lagSeconds;
      // The final rise of a question replaces the peak of the main accent.
      const main = 1.2 - 0.9 * Math.max(0, Math.tanh(delivery.finalSemitones / 6));
      const size = range * (segment.accent === 2 ? main : 1) * Math.exp(0.25 * random.normal());
      addBump(semitones, centre / frameSeconds, (0.17 * stretch) / frameSeconds, size);
      if (segment.accent === 2) mainAccentSeconds = startSeconds + segment.durationSeconds / 3;
    }
    startSeconds += segment.durationSeconds;
  }

  const endSeconds = Math.max(0.08, totalSeconds - FADE_SECONDS - mainAccentSeconds);
  for (let i = 0; i < frames; i++) {
    const progress = Math.min(1, Math.max(0, (i * frameSeconds - mainAccentSeconds) / endSeconds));
    semitones[i] += delivery.finalSemitones * progress * progress * (3 - 2 * progress);
  }
  smoothTrack(semitones, 0.03 / frameSeconds);

  const flutter = 0.07 * Math.exp(delivery.irregularityLog);
  const tremorHz = random.between(6, 8);
  const phase = random.between(0, 2 * Math.PI);
  for (let i = 0; i < frames; i++) {
    const t = 2 * Math.PI * i * frameSeconds;
    semitones[i] +=
      flutter * (Math.sin(12.7 * t + phase) + Math.sin(7.1 * t + 2 * phase) + Math.sin(4.7 * t + 3 * phase)) +
      delivery.tremorSemitones * Math.sin(tremorHz * t + phase);
  }

  let sum = 0;
  let weight = 0;
  for (let i = 0; i < frames; i++) {
    sum += voicing[i] * semitones[i];
    weight += voicing[i];
  }
  const centre = weight > 0 ? sum / weight : 0;
  return semitones.map((value) => {
    const excursion = MAX_EXCURSION_SEMITONES * Math.tanh((value - centre) / MAX_EXCURSION_SEMITONES);
    const hz = speaker.pitchHz * 2 ** ((delivery.pitchSemitones + excursion) / 12);
    return Math.min(MAX_HZ, Math.max(MIN_HZ, hz));
  });
}

/** Adds a raised cosine of half-width `half` frames. */
function addBump(track: Float64Array, centre: number, half: number, height: number): void {
  const from = Math.max(0, Math.ceil(centre - half));
  const to = Math.min(track.length - 1, Math.floor(centre + half));
  for (let i = from; i <= to; i++) {
    track[i] += height * 0.5 * (1 + Math.cos((Math.PI * (i - centre)) / half));
  }
}
