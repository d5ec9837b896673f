/** How figures are written, the same everywhere. */
import type { Interval } from '../../shared/figures.ts';

/** 0…1 as per cent with one decimal: `34.5 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** A figure with its 95 % interval: `34.5 % [32.7–36.3]`. */
export const withInterval = (share: number, interval: Interval | null): string =>
  interval === null
    ? percent(share)
    : `${percent(share)} [${(100 * interval[0]).toFixed(1)}–${(100 * interval[1]).toFixed(1)}]`;

/** Whole numbers with separators: `12,162`. */
export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** Seconds as people say them: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1 && seconds > 0) return '< 1 s';
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** Bytes in the unit that gives two or three digits: `1.4 GB`, `320 MB`. */
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

/** An ISO time as the user's own clock says it: `2026-11-22 14:05`. */
export function dateTime(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
