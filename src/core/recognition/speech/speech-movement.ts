import { bandLevels } from './band-levels.ts';
import { trackPitch } from './pitch-track.ts';
import { framePowers, frameSamples, HOP_SECONDS, toVoiceBand } from './voice-band.ts';

/** Measures that distinguish speech from other sounds: changes of level, spectrum and pitch at the rate of syllables. */
export interface SpeechMovement {
  /** Level of the loudest 32 ms between 50 and 4,000 Hz. */
  loudestDbfs: number;
  /** Time within 25 dB of the loudest frame, without clicks. */
  activeSeconds: number;
  /** Time with a pitch (60 to 500 Hz), moving or not. */
  voicedSeconds: number;
  /** Part of that time in which the pitch continues and changes by 0.06 to 2 semitones in 20 ms. */
  glidingSeconds: number;
  /** Gliding share of the time in which the pitch continues; 0 without any. */
  glidingShare: number;
  /** Mean change of level within 20 ms while the pitch continues. */
  voicedLevelStepDb: number;
  /** Median change of level within 60 ms of activity. */
  levelStepDb: number;
  /** Median change of the spectrum's shape (five bands relative to the total) within 60 ms of activity. */
  spectralStepDb: number;
  /** Difference between the 10th and 90th percentile of the active frames' levels. */
  levelRangeDb: number;
}

const ACTIVE_BELOW_DB = 25;
const VOICED_CORRELATION = 0.6;
/** Band powers below this share of a frame's power do not affect its shape. */
const SHAPE_FLOOR = 1e-3;
const MIN_POWER = 1e-20;
const STEP_FRAMES = 3;
/** Maximum square over mean square of a frame: a click of a few milliseconds exceeds it, speech rarely does. */
const CLICK_CREST = 10 ** 1.7;
const GLIDE_SEMITONES = [0.06, 2] as const;

/**
 * Measures {@link SpeechMovement}. Modulation at the rate of syllables (2 to 8 Hz) and a changing spectrum distinguish
 * speech from other sounds: Houtgast and Steeneken (1985, JASA 77); Scheirer and Slaney (1997, ICASSP), whose 4 Hz
 * modulation, spectral flux and percentage of low-energy frames are used here in similar form. Steps of 60 ms measure
 * modulation of about 8 Hz and below; medians ignore onsets, beeps and clicks.
 *
 * @param samples Mono, any length, any finite rate above 0; gain and offset do not matter.
 */
export function measureMovement(samples: Float32Array, sampleRateHz: number): SpeechMovement {
  const voice = toVoiceBand(samples, sampleRateHz);
  const power = framePowers(voice.samples, voice.sampleRateHz);
  const bands = bandLevels(voice);
  const maxPower = power.reduce((max, value) => Math.max(max, value), 0);
  const levels = power.map((value) => decibels(value));
  const loudestDbfs = decibels(maxPower);
  const crests = frameCrests(voice.samples, voice.sampleRateHz, power.length);
  const active = Array.from(
    levels,
    (level, f) => level > loudestDbfs - ACTIVE_BELOW_DB && crests[f] < CLICK_CREST,
  );
  const activeLevels = Array.from(levels.filter((_, f) => active[f])).sort((a, b) => a - b);

  const levelSteps: number[] = [];
  const spectralSteps: number[] = [];
  for (let f = STEP_FRAMES; f < levels.length; f++) {
    const from = f - STEP_FRAMES;
    if (!active.slice(from, f + 1).every(Boolean)) continue;
    levelSteps.push(Math.abs(levels[f] - levels[from]));
    spectralSteps.push(shapeDistance(bands, power, from, f));
  }

  return {
    loudestDbfs,
    activeSeconds: activeLevels.length * HOP_SECONDS,
    ...measurePitch(trackPitch(voice, active), levels),
    levelStepDb: quantile(
      levelSteps.sort((a, b) => a - b),
      0.5,
    ),
    spectralStepDb: quantile(
      spectralSteps.sort((a, b) => a - b),
      0.5,
    ),
    levelRangeDb: quantile(activeLevels, 0.9) - quantile(activeLevels, 0.1),
  };
}

type PitchMovement = Pick<
  SpeechMovement,
  'voicedSeconds' | 'glidingSeconds' | 'glidingShare' | 'voicedLevelStepDb'
>;

function measurePitch(track: ReturnType<typeof trackPitch>, levels: Float64Array): PitchMovement {
  const { correlation, pitchHz } = track;
  let [voiced, continued, gliding, levelStep] = [0, 0, 0, 0];
  for (let f = 0; f < correlation.length; f++) {
    if (correlation[f] < VOICED_CORRELATION) continue;
    voiced++;
    if (f === 0 || correlation[f - 1] < VOICED_CORRELATION) continue;
    const semitones = Math.abs(12 * Math.log2(pitchHz[f] / pitchHz[f - 1]));
    if (semitones > GLIDE_SEMITONES[1]) continue;
    continued++;
    levelStep += Math.abs(levels[f] - levels[f - 1]);
    if (semitones > GLIDE_SEMITONES[0]) gliding++;
  }
  return {
    voicedSeconds: voiced * HOP_SECONDS,
    glidingSeconds: gliding * HOP_SECONDS,
    glidingShare: continued === 0 ? 0 : gliding / continued,
    voicedLevelStepDb: continued === 0 ? 0 : levelStep / continued,
  };
}

/** Root mean square over the bands of the change of their share of the frame's power, in decibels. */
function shapeDistance(
  bands: readonly Float64Array[],
  power: Float64Array,
  from: number,
  to: number,
): number {
  const share = (band: Float64Array, f: number) => decibels(band[f] / (power[f] + MIN_POWER) + SHAPE_FLOOR);
  const squares = bands.reduce((sum, band) => sum + (share(band, to) - share(band, from)) ** 2, 0);
  return Math.sqrt(squares / bands.length);
}

/** Maximum square over mean square of each frame, without its offset. */
function frameCrests(samples: Float64Array, sampleRateHz: number, frames: number): Float64Array {
  const { frame: length, hop } = frameSamples(sampleRateHz);
  const crests = new Float64Array(frames);
  for (let f = 0; f < frames; f++) {
    let sum = 0;
    for (let i = f * hop; i < f * hop + length; i++) sum += samples[i];
    const mean = sum / length;
    let [squares, maxSquare] = [0, 0];
    for (let i = f * hop; i < f * hop + length; i++) {
      const square = (samples[i] - mean) ** 2;
      squares += square;
      if (square > maxSquare) maxSquare = square;
    }
    crests[f] = squares === 0 ? 0 : (maxSquare * length) / squares;
  }
  return crests;
}

function decibels(power: number): number {
  return 10 * Math.log10(power + MIN_POWER);
}

/** A quantile of sorted values; 0 without values. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
