/** Formats numbers, times and sizes for the window and the command line. */
import { hasTooFewUnits, type Interval, type Resampling } from './metrics.ts';

/** 0…1 as per cent with one decimal: `34.5 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/**
 * A 95 % interval: `32.7–36.3 %`; `too few speakers (2)` if it says nothing; null if it is unknown. Every interval that
 * people read goes through this function or {@link withInterval}.
 */
export function intervalText(interval: Interval | null, resampling: Resampling | null): string | null {
  if (resampling !== null && hasTooFewUnits(resampling))
    return `too few ${resampling.unit} (${resampling.units})`;
  return interval === null ? null : `${points(interval[0])}–${points(interval[1])} %`;
}

/** A metric with its 95 % interval: `34.5 % [32.7–36.3]`, or `34.5 % (interval: too few speakers (2))`. */
export function withInterval(
  share: number,
  interval: Interval | null,
  resampling: Resampling | null,
): string {
  if (hasTooFewUnits(resampling)) return `${percent(share)} (interval: ${intervalText(null, resampling)})`;
  return interval === null
    ? percent(share)
    : `${percent(share)} [${points(interval[0])}–${points(interval[1])}]`;
}

const points = (share: number): string => (100 * share).toFixed(1);

/** A level with one decimal and a minus sign, not a hyphen: `−33.7`. */
export const decibels = (level: number): string => level.toFixed(1).replace('-', '−');

/**
 * Made once: `toLocaleString` makes one for each number, which takes ten times as long. Made at the first use: it takes 30 ms
 * in each process.
 */
let wholeNumbers: Intl.NumberFormat | undefined;

/** Whole numbers with separators: `12,162`. */
export function count(value: number): string {
  wholeNumbers ??= new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  return wholeNumbers.format(Math.round(value));
}

/** A number of things, singular or plural: `1 clip`, `12,162 clips`. */
export const counted = (value: number, thing: string): string =>
  `${count(value)} ${thing}${value === 1 ? '' : 's'}`;

/** Seconds as people write them: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1 && seconds > 0) return '< 1 s';
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Bytes in the unit that needs two or three digits: `1.4 GB`, `320 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 10 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

/** An ISO time in the user's time zone: `2026-11-22 14:05`. */
export function dateTime(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
