import type { Speaker } from '#core/corpora/sample-voices/speakers.ts';
import type { Random } from '#shared/random.ts';
import type { Segment } from './articulation.ts';
import type { Delivery } from './emotion-profiles.ts';
import { pitchContour } from './pitch-contour.ts';
import { smoothTrack } from './smoothing.ts';

/** All parameters that change during an utterance, one value per frame of `frameSamples` samples. */
export interface ControlTracks {
  frameSamples: number;
  frames: number;
  pitchHz: Float64Array;
  /** F1 to F3. */
  formantsHz: readonly [Float64Array, Float64Array, Float64Array];
  /** Amplitude of the voiced source, about 0…1. */
  voicing: Float64Array;
  /** Amplitude of aspiration noise, in addition to that of the voice, 0…1. */
  aspiration: Float64Array;
  nasality: Float64Array;
  /** RMS of friction relative to a vowel. */
  friction: Float64Array;
  frictionCentreHz: Float64Array;
  frictionBandwidthHz: Float64Array;
}

/** Control rate: parameters change every 2.5 ms. */
const FRAME_SECONDS = 0.0025;

/** Lip spreading changes the upper formants more than the first (Burkhardt & Sendlmeier 2000, joy). */
const LIP_SPREAD_EFFECT = [0.02, 0.06, 0.04] as const;

/** Widths of the transitions, seconds (each of the two averages): tongue, velum, and fast changes of amplitude. */
const FORMANT_TRANSITION_SECONDS = 0.042;
const NASAL_TRANSITION_SECONDS = 0.014;
const AMPLITUDE_TRANSITION_SECONDS = 0.009;

/** Converts segments to smooth tracks at `sampleRateHz`. No segments give empty tracks. */
export function controlTracks(
  speaker: Speaker,
  delivery: Delivery,
  segments: readonly Segment[],
  sampleRateHz: number,
  random: Random,
): ControlTracks {
  const frameSamples = Math.max(1, Math.round(FRAME_SECONDS * sampleRateHz));
  const frameSeconds = frameSamples / sampleRateHz;
  const totalSeconds = segments.reduce((sum, segment) => sum + segment.durationSeconds, 0);
  const frames = Math.ceil(totalSeconds / frameSeconds);
  const track = (): Float64Array => new Float64Array(frames);
  const formantsHz = [track(), track(), track()] as const;
  const voicing = track();
  const aspiration = track();
  const nasality = track();
  const friction = track();
  const frictionCentreHz = track().fill(4000);
  const frictionBandwidthHz = track().fill(2000);
  const accentDb = track();

  // Effort lowers the jaw, which raises the first formant (Lienard & Di Benedetto 1999).
  const effort = 1 + 0.006 * delivery.levelDb;
  const scale = [0, 1, 2].map(
    (k) =>
      speaker.formantScale *
      speaker.formantShape[k] *
      (1 + LIP_SPREAD_EFFECT[k] * delivery.lipSpread) *
      (k === 0 ? effort : 1),
  );

  let seconds = 0;
  let frame = 0;
  for (const segment of segments) {
    seconds += segment.durationSeconds;
    const end = Math.min(frames, Math.round(seconds / frameSeconds));
    const frictionLevel = segment.friction ? 10 ** (segment.friction.levelDb / 20) : 0;
    for (; frame < end; frame++) {
      for (let k = 0; k < 3; k++) formantsHz[k][frame] = segment.formantsHz[k] * scale[k];
      voicing[frame] = segment.voicing;
      aspiration[frame] = segment.aspiration;
      nasality[frame] = segment.nasality;
      friction[frame] = frictionLevel;
      accentDb[frame] = segment.accent > 0 ? delivery.accentDb : 0;
      if (segment.friction) {
        // The resonances of friction depend less on the size of the mouth than vowels do.
        frictionCentreHz[frame] = segment.friction.centreHz * Math.sqrt(speaker.formantScale);
        frictionBandwidthHz[frame] = segment.friction.bandwidthHz;
      } else if (frame > 0) {
        frictionCentreHz[frame] = frictionCentreHz[frame - 1];
        frictionBandwidthHz[frame] = frictionBandwidthHz[frame - 1];
      }
    }
  }
  // Rounding can leave the last frame unset.
  for (; frame > 0 && frame < frames; frame++) {
    for (const formant of formantsHz) formant[frame] = formant[frame - 1];
  }

  const formantWidth = (FORMANT_TRANSITION_SECONDS * Math.exp(-delivery.articulationLog)) / frameSeconds;
  for (const formant of formantsHz) smoothTrack(formant, formantWidth);
  smoothTrack(nasality, NASAL_TRANSITION_SECONDS / frameSeconds);
  for (const amplitude of [voicing, aspiration, friction]) {
    smoothTrack(amplitude, AMPLITUDE_TRANSITION_SECONDS / frameSeconds);
  }
  smoothTrack(accentDb, 0.08 / frameSeconds);

  const pitchHz = pitchContour(speaker, delivery, segments, voicing, frameSeconds, random);
  // Breath pressure falls over the phrase, and so does the amplitude of the voice.
  for (let i = 0; i < frames; i++) {
    const progress = frames > 1 ? i / (frames - 1) : 0;
    voicing[i] *= 10 ** ((accentDb[i] - 4 * progress) / 20);
  }
  return {
    frameSamples,
    frames,
    pitchHz,
    formantsHz,
    voicing,
    aspiration,
    nasality,
    friction,
    frictionCentreHz,
    frictionBandwidthHz,
  };
}
