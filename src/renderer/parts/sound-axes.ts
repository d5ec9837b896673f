/** Where the marks of a sound's picture stand: pure geometry, no canvas. */

/** A mark on an axis; `share` is its place, 0 (left, or bottom) to 1. */
export interface Tick {
  share: number;
  text: string;
}

const TIME_STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];
const FREQUENCIES_HZ = [16_000, 8000, 4000, 2000, 1000, 500, 200, 100, 50];

/**
 * Marks from 0 on at a round step, none closer to the next than `leastPixels`, none in the last `leastPixels / 2`
 * where the text would be cut off.
 */
export function timeTicks(durationSeconds: number, widthPixels: number, leastPixels = 64): Tick[] {
  if (!(durationSeconds > 0) || !(widthPixels > 0)) return [];
  const atLeast = (leastPixels / widthPixels) * durationSeconds;
  const step = TIME_STEPS.find((candidate) => candidate >= atLeast) ?? TIME_STEPS[TIME_STEPS.length - 1];
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  const last = durationSeconds * (1 - leastPixels / 2 / widthPixels);
  const ticks: Tick[] = [];
  for (let n = 0; n * step <= last; n++) {
    const seconds = n * step;
    const text = durationSeconds >= 120 ? clock(seconds) : `${seconds.toFixed(digits)} s`;
    ticks.push({ share: seconds / durationSeconds, text });
  }
  return ticks;
}

/**
 * Marks at round frequencies on an axis whose rows have these centre frequencies, the lowest first: rows of equal
 * height, so the axis is as the filterbank's scale is (mel). The highest first; of two that are too close the higher
 * stands. `share` is from the lower edge of the lowest row.
 */
export function frequencyTicks(
  frequenciesHz: readonly number[],
  heightPixels: number,
  leastPixels = 18,
): Tick[] {
  const bands = frequenciesHz.length;
  if (bands < 2) return [];
  const ticks: Tick[] = [];
  for (const hz of FREQUENCIES_HZ) {
    const above = frequenciesHz.findIndex((centre) => centre >= hz);
    if (above < 0 || hz < frequenciesHz[0]) continue;
    const high = Math.max(1, above);
    const [low, next] = [frequenciesHz[high - 1], frequenciesHz[high]];
    const share = (high - 1 + (hz - low) / (next - low) + 0.5) / bands;
    const previous = ticks[ticks.length - 1];
    if (previous && (previous.share - share) * heightPixels < leastPixels) continue;
    ticks.push({ share, text: hz >= 1000 ? `${hz / 1000} kHz` : `${hz} Hz` });
  }
  return ticks;
}

/** `1:05` for 65 s, `1:00:05` from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `0.42 s`, `12.4 s`, `2:05`: a length as a person reads it. */
export function durationText(seconds: number): string {
  if (seconds >= 120) return clock(seconds);
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}
