/** The tick positions of a sound picture: geometry only, no canvas. */
import { type FrequencyAxis, shareOfFrequency } from '#shared/frequency-scale.ts';
import type { TimeRange } from '#shared/sounds.ts';

/** A tick on an axis; `share` is its position, 0 (left or bottom) to 1. */
export interface Tick {
  share: number;
  text: string;
}

const TIME_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600,
  7200,
];
const FREQUENCIES_HZ = [16_000, 8000, 4000, 2000, 1000, 500, 200, 100, 50];
const LINEAR_STEPS_HZ = [100, 200, 500, 1000, 2000, 5000];

/**
 * Ticks at round times of the range. They are at least `minPixels` apart, and none is in the last `minPixels / 2`, where its
 * text would be cut off.
 */
export function timeTicks(
  { startSeconds, endSeconds }: TimeRange,
  widthPixels: number,
  minPixels = 64,
): Tick[] {
  const span = endSeconds - startSeconds;
  if (!(span > 0) || !(widthPixels > 0)) return [];
  const minStep = (minPixels / widthPixels) * span;
  const step = TIME_STEPS.find((candidate) => candidate >= minStep) ?? TIME_STEPS[TIME_STEPS.length - 1];
  const last = endSeconds - (span * minPixels) / 2 / widthPixels;
  const ticks: Tick[] = [];
  for (let n = Math.max(0, Math.ceil(startSeconds / step - 1e-9)); n * step <= last; n++) {
    const seconds = n * step;
    ticks.push({ share: (seconds - startSeconds) / span, text: timeText(seconds, step, endSeconds) });
  }
  return ticks;
}

/** As many decimals as the step needs; a clock in a sound of two minutes and more. */
function timeText(seconds: number, step: number, endSeconds: number): string {
  const digits = step >= 1 ? 0 : Math.ceil(-Math.log10(step) - 1e-9);
  if (endSeconds < 120) return `${seconds.toFixed(digits)} s`;
  if (digits === 0) return clock(seconds);
  const rest = (seconds % 1).toFixed(digits);
  return `${clock(Math.floor(seconds) + Math.floor(Number(rest)))}${rest.slice(1)}`;
}

/** Ticks at round frequencies. The highest is first; of two that are too close the lower one is dropped. */
export function frequencyTicks(axis: FrequencyAxis, heightPixels: number, minPixels = 18): Tick[] {
  const ticks: Tick[] = [];
  for (const hz of axis.scale === 'linear'
    ? linearFrequencies(axis, heightPixels, minPixels)
    : FREQUENCIES_HZ) {
    if (hz < axis.lowestHz || hz > axis.highestHz) continue;
    const share = shareOfFrequency(axis, hz);
    const previous = ticks[ticks.length - 1];
    if (previous && (previous.share - share) * heightPixels < minPixels) continue;
    ticks.push({ share, text: hz >= 1000 ? `${hz / 1000} kHz` : `${hz} Hz` });
  }
  return ticks;
}

function linearFrequencies(
  { lowestHz, highestHz }: FrequencyAxis,
  heightPixels: number,
  minPixels: number,
): number[] {
  const minStep = (minPixels / heightPixels) * (highestHz - lowestHz);
  const step =
    LINEAR_STEPS_HZ.find((candidate) => candidate >= minStep) ?? LINEAR_STEPS_HZ[LINEAR_STEPS_HZ.length - 1];
  const steps = Math.floor(highestHz / step);
  return Array.from({ length: steps + 1 }, (_, n) => (steps - n) * step);
}

/** `1:05` for 65 s, `1:00:05` for an hour and more. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A duration as text: `0.42 s`, `12.4 s`, `2:05`. */
export function durationText(seconds: number): string {
  if (seconds >= 120) return clock(seconds);
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}
