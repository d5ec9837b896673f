import type { Interval } from '#shared/metrics.ts';
import classes from './interval-strip.module.css';

interface IntervalStripProps {
  /** 0…1, as all other values. */
  value: number;
  /** Null: only the dot is drawn. */
  interval: Interval | null;
  /** The level of a model that guesses. */
  chance: number;
  /** A CSS colour; by default the text colour. */
  colour?: string;
}

/**
 * A metric as a dot with its interval on an axis from 0 to 100 %, as wide as its container, with a mark at the chance
 * level. Strips of equal width below each other share one axis. A drawing of numbers that are also in the text, so
 * assistive technology skips it.
 */
export function IntervalStrip({ value, interval, chance, colour }: IntervalStripProps) {
  const [low, high] = interval ?? [value, value];
  return (
    <span
      className={classes.strip}
      style={colour === undefined ? undefined : ({ '--strip-colour': colour } as React.CSSProperties)}
      aria-hidden
    >
      <span className={classes.chance} style={{ left: percentage(chance) }} />
      {interval !== null && (
        <span
          className={classes.interval}
          style={{ left: percentage(low), right: percentage(1 - clamped(high)) }}
        />
      )}
      <span className={classes.dot} style={{ left: percentage(value) }} />
    </span>
  );
}

const clamped = (share: number): number => Math.max(0, Math.min(1, share));
const percentage = (share: number): string => `${(100 * clamped(share)).toFixed(2)}%`;
