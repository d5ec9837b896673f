import { besselI0 } from '#core/audio/resampling/kaiser.ts';
import { shortTermFrames } from './short-term-frames.ts';

/** A curve at equal steps of time. */
export interface Curve {
  firstSeconds: number;
  stepSeconds: number;
  values: Float32Array<ArrayBuffer>;
}

/** The lowest pitch whose periods must not be visible in the curve. */
const LOWEST_PITCH_HZ = 100;
const WINDOW_SECONDS = 6.4 / LOWEST_PITCH_HZ;
const STEP_SECONDS = 0.8 / LOWEST_PITCH_HZ;
/** The shape of the window: side lobes below −190 dB. */
const BETA = 2 * Math.PI ** 2 + 0.5;
/** The threshold of hearing, 2·10⁻⁵ Pa, squared; a sample of 1 counts as 1 Pa. */
const REFERENCE_POWER = 4e-10;
/** The level of digital silence, so that every value is finite. */
const MIN_DB = -300;

/**
 * The intensity of a sound in decibels above 2·10⁻⁵, every 8 ms: the mean of the squares under a Kaiser window of 64 ms, after
 * the mean of the frame was subtracted. As Praat's “To Intensity…” with a lowest pitch of 100 Hz (Boersma & Weenink, Praat
 * manual, “Sound: To Intensity…”). No values for a sound that is shorter than the window.
 */
export function measureIntensity(samples: Float32Array, sampleRateHz: number): Curve {
  const { count, firstSeconds } = shortTermFrames(
    samples.length / sampleRateHz,
    WINDOW_SECONDS,
    STEP_SECONDS,
  );
  const half = Math.floor((WINDOW_SECONDS / 2) * sampleRateHz);
  const window = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const place = (i - half) / ((WINDOW_SECONDS / 2) * sampleRateHz);
    return besselI0(BETA * Math.sqrt(Math.max(0, 1 - place * place)));
  });
  const values = new Float32Array(count);
  for (let frame = 0; frame < count; frame++) {
    // Sample i is at (i + 0.5) / rate.
    const centre = Math.round((firstSeconds + frame * STEP_SECONDS) * sampleRateHz - 0.5);
    const from = Math.max(0, centre - half);
    const to = Math.min(samples.length - 1, centre + half);
    let mean = 0;
    for (let i = from; i <= to; i++) mean += samples[i];
    mean /= to - from + 1;
    let power = 0;
    let weights = 0;
    for (let i = from; i <= to; i++) {
      const weight = window[i - centre + half];
      power += weight * (samples[i] - mean) ** 2;
      weights += weight;
    }
    const level = 10 * Math.log10(power / weights / REFERENCE_POWER);
    values[frame] = Math.max(MIN_DB, Number.isFinite(level) ? level : MIN_DB);
  }
  return { firstSeconds, stepSeconds: STEP_SECONDS, values };
}
