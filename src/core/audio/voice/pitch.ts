/**
 * The pitch of a voice by autocorrelation, with the cheapest path through the candidates of all frames: Paul Boersma (1993),
 * “Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a sampled sound”, Proceedings
 * of the Institute of Phonetic Sciences 17, University of Amsterdam, 97–110. Values of the settings: Praat manual, “Sound: To
 * Pitch (raw ac)…”.
 */
import type { Curve } from './intensity.ts';
import { createCandidateFinder, type PitchFrame } from './pitch-candidates.ts';
import { shortTermFrames } from './short-term-frames.ts';

export const PITCH_FLOOR_HZ = 75;
export const PITCH_CEILING_HZ = 500;
/** Three periods of the lowest pitch. */
const WINDOW_SECONDS = 3 / PITCH_FLOOR_HZ;
const STEP_SECONDS = 0.01;

/** Frames whose peak is below this share of the sound's peak are probably not voiced. */
const SILENCE_THRESHOLD = 0.03;
/** The strength of “not voiced” in a loud frame. */
const VOICING_THRESHOLD = 0.45;
const OCTAVE_COST = 0.01;
/** Cost of a change of pitch by an octave, and of voicing, between two frames 10 ms apart. */
const OCTAVE_JUMP_COST = 0.35;
const VOICING_CHANGE_COST = 0.14;

/**
 * The pitch in Hz every 10 ms, from 75 to 500 Hz; 0 in frames that are not voiced. No values for a sound that is shorter than
 * 40 ms. Takes a few milliseconds for each second of sound, so it is meant for threads.
 */
export async function trackPitch(samples: Float32Array, sampleRateHz: number): Promise<Curve> {
  const { count, firstSeconds } = shortTermFrames(
    samples.length / sampleRateHz,
    WINDOW_SECONDS,
    STEP_SECONDS,
  );
  const curve = { firstSeconds, stepSeconds: STEP_SECONDS, values: new Float32Array(count) };
  if (count === 0) return curve;
  using finder = await createCandidateFinder(samples, sampleRateHz, {
    floorHz: PITCH_FLOOR_HZ,
    ceilingHz: PITCH_CEILING_HZ,
    windowSeconds: WINDOW_SECONDS,
    minStrength: VOICING_THRESHOLD / 2,
    octaveCost: OCTAVE_COST,
  });
  const frames = Array.from({ length: count }, (_, i) => finder.find(firstSeconds + i * STEP_SECONDS));
  curve.values.set(cheapestPath(frames));
  return curve;
}

/** The pitch of each frame on the path with the highest total strength less the costs of its changes (Viterbi). */
export function cheapestPath(frames: readonly PitchFrame[]): number[] {
  const cameFrom: Uint8Array[] = [];
  let totals: number[] = [];
  let before: PitchFrame['candidates'] = [];
  for (const [index, { intensity, candidates }] of frames.entries()) {
    const from = new Uint8Array(candidates.length);
    const next = candidates.map((candidate, n) => {
      let best = index === 0 ? 0 : Number.NEGATIVE_INFINITY;
      for (let m = 0; m < before.length; m++) {
        const total = totals[m] - changeCost(before[m].hz, candidate.hz);
        if (total > best) [best, from[n]] = [total, m];
      }
      return best + localStrength(candidate.hz, candidate.strength, intensity);
    });
    cameFrom.push(from);
    [totals, before] = [next, candidates];
  }
  const path: number[] = new Array(frames.length);
  let chosen = totals.indexOf(Math.max(...totals));
  for (let index = frames.length - 1; index >= 0; index--) {
    path[index] = frames[index].candidates[chosen].hz;
    chosen = cameFrom[index][chosen];
  }
  return path;
}

/** Equations 23 and 24 of the paper. */
function localStrength(hz: number, strength: number, intensity: number): number {
  if (hz > 0) return strength - OCTAVE_COST * Math.log2(PITCH_CEILING_HZ / hz);
  const quiet = 2 - (intensity * (1 + VOICING_THRESHOLD)) / SILENCE_THRESHOLD;
  return VOICING_THRESHOLD + Math.max(0, quiet);
}

/** Equation 27 of the paper. */
function changeCost(fromHz: number, toHz: number): number {
  if (fromHz === 0 && toHz === 0) return 0;
  if (fromHz === 0 || toHz === 0) return VOICING_CHANGE_COST;
  return OCTAVE_JUMP_COST * Math.abs(Math.log2(fromHz / toHz));
}
