import { useEffect, useRef } from 'react';
import classes from './level-meter.module.css';

/** The values of a level meter, in dB relative to full scale. */
export interface ShownLevel {
  rmsDbfs: number;
  peakDbfs: number;
  heldPeakDbfs: number;
}

export interface LevelMeterProps {
  /** Calls the listener with every new level (null: off). Returns the function that ends it. */
  follow(listener: (level: ShownLevel | null) => void): () => void;
  label: string;
}

const MIN_DBFS = -60;
/** Tick labels under the meter. */
const MARKS_DBFS = [-60, -48, -36, -24, -12, 0];
const ANNOUNCE_INTERVAL_MS = 500;

/** The level of the microphone, its peak, and the held peak. Draws without a React render. */
export function LevelMeter({ follow, label }: LevelMeterProps) {
  const meter = useRef<HTMLDivElement>(null);
  const level = useRef<HTMLDivElement>(null);
  const peak = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let announcedAt = Number.NEGATIVE_INFINITY;
    return follow((shown) => {
      const share = (dbfs: number) => Math.max(0, Math.min(1, 1 - dbfs / MIN_DBFS));
      if (level.current)
        level.current.style.clipPath = `inset(0 ${100 - 100 * share(shown?.rmsDbfs ?? -99)}% 0 0)`;
      if (peak.current) {
        const at = share(shown?.heldPeakDbfs ?? -99);
        peak.current.style.left = `${100 * at}%`;
        peak.current.style.opacity = at > 0 ? '1' : '0';
      }
      const now = performance.now();
      if (shown !== null && now - announcedAt < ANNOUNCE_INTERVAL_MS) return;
      announcedAt = now;
      const dbfs = Math.max(MIN_DBFS, Math.round(shown?.peakDbfs ?? MIN_DBFS));
      meter.current?.setAttribute('aria-valuenow', String(dbfs));
      meter.current?.setAttribute('aria-valuetext', shown === null ? 'off' : `${dbfs} decibels`);
    });
  }, [follow]);
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn with a peak */}
      <div
        ref={meter}
        className={classes.meter}
        role="meter"
        aria-label={label}
        aria-valuemin={MIN_DBFS}
        aria-valuemax={0}
        aria-valuenow={MIN_DBFS}
        aria-valuetext="off"
      >
        <div ref={level} className={classes.level} />
        <div ref={peak} className={classes.peak} />
      </div>
      <div className={`${classes.marks} tabular`} aria-hidden="true">
        {MARKS_DBFS.map((dbfs) => (
          <span key={dbfs}>{dbfs === 0 ? '0 dB' : `−${-dbfs}`}</span>
        ))}
      </div>
    </div>
  );
}
