import type { Speaker } from '#core/corpora/sample-voices/speakers.ts';
import type { Random } from '#shared/random.ts';
import type { ControlTracks } from './control-tracks.ts';
import { antiresonate, createResonator, resonate, tune, tuneForNoise } from './formant-filter.ts';
import type { GlottalSource } from './glottal-source.ts';

/** Formants above the third of an adult man, which hardly change in speech: Hz and bandwidth. */
const UPPER_FORMANTS = [
  [3500, 180],
  [4500, 250],
  [5500, 320],
  [6500, 400],
  [7500, 500],
] as const;

/** Bandwidths of F1 to F3 of typical vowels (Klatt 1980). */
const BANDWIDTHS_HZ = [65, 95, 150] as const;

/** Nasal pole and, with the nose closed, the zero that cancels it (Klatt 1980). */
const NASAL_POLE_HZ = 270;
const NASAL_BANDWIDTH_HZ = 100;

/** Maximum frequency of a resonance, as a share of the sample rate. */
const MAX_SHARE_OF_RATE = 0.46;

/**
 * The mouth and nose: glottal sound passes through a cascade of formants with a nasal pole and zero, and friction
 * through a parallel resonance. The result has vowels with an RMS of about 1, and friction at its level relative to it.
 */
export function vocalTract(
  speaker: Speaker,
  source: GlottalSource,
  tracks: ControlTracks,
  /** Open quotient of the delivery. */
  openQuotient: number,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const { frames, frameSamples, voicing } = tracks;
  const out = new Float32Array(frames * frameSamples);
  const limitHz = MAX_SHARE_OF_RATE * sampleRateHz;
  const scale = speaker.formantScale;
  const upper = UPPER_FORMANTS.filter(([hz]) => hz * scale < limitHz).map(([hz, bandwidth]) => {
    const resonator = createResonator();
    tune(resonator, hz * scale, bandwidth, sampleRateHz);
    return resonator;
  });
  const lower = [createResonator(), createResonator(), createResonator()];
  const nasalPole = createResonator();
  const nasalZero = createResonator();
  tune(nasalPole, NASAL_POLE_HZ, NASAL_BANDWIDTH_HZ, sampleRateHz);
  // The open glottis damps the first formant (Klatt & Klatt 1990).
  const damping = 1 + 2.2 * Math.max(0, openQuotient - 0.5);

  for (let frame = 0; frame < frames; frame++) {
    const from = frame * frameSamples;
    const to = from + frameSamples;
    const level = voicing[frame];
    const nextLevel = frame + 1 < frames ? voicing[frame + 1] : 0;
    for (let i = from; i < to; i++) {
      const amplitude = level + ((nextLevel - level) * (i - from)) / frameSamples;
      out[i] = source.voice[i] * amplitude + source.aspiration[i];
    }
    const nasality = tracks.nasality[frame];
    tune(nasalZero, NASAL_POLE_HZ + 330 * nasality, NASAL_BANDWIDTH_HZ, sampleRateHz);
    antiresonate(nasalZero, out, from, to);
    resonate(nasalPole, out, from, to);
    for (let k = 0; k < 3; k++) {
      const hz = Math.min(limitHz, tracks.formantsHz[k][frame]);
      const widened = BANDWIDTHS_HZ[k] * (k === 0 ? damping : 1) * (1 + nasality);
      tune(lower[k], hz, widened, sampleRateHz);
      resonate(lower[k], out, from, to);
    }
    for (const resonator of upper) resonate(resonator, out, from, to);
  }

  let sumOfSquares = 0;
  let voiced = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (voicing[frame] < 0.5) continue;
    for (let i = frame * frameSamples; i < (frame + 1) * frameSamples; i++) sumOfSquares += out[i] * out[i];
    voiced += frameSamples;
  }
  const gain = sumOfSquares > 0 ? 1 / Math.sqrt(sumOfSquares / voiced) : 1;
  for (let i = 0; i < out.length; i++) out[i] *= gain;
  addFriction(out, tracks, limitHz, sampleRateHz, random);
  return out;
}

function addFriction(
  out: Float32Array,
  tracks: ControlTracks,
  limitHz: number,
  sampleRateHz: number,
  random: Random,
): void {
  const { frames, frameSamples, friction } = tracks;
  const resonator = createResonator();
  const noise = new Float32Array(frameSamples);
  const unit = Math.sqrt(12);
  for (let frame = 0; frame < frames; frame++) {
    const level = friction[frame];
    if (level < 1e-4) continue;
    const nextLevel = frame + 1 < frames ? friction[frame + 1] : 0;
    const centre = Math.min(limitHz, tracks.frictionCentreHz[frame]);
    tuneForNoise(resonator, centre, tracks.frictionBandwidthHz[frame], sampleRateHz);
    for (let i = 0; i < frameSamples; i++) noise[i] = unit * (random.next() - 0.5);
    resonate(resonator, noise, 0, frameSamples);
    for (let i = 0; i < frameSamples; i++) {
      out[frame * frameSamples + i] += noise[i] * (level + ((nextLevel - level) * i) / frameSamples);
    }
  }
}
