import { useEffect, useRef } from 'react';
import classes from './level-meter.module.css';

/** What a level meter shows, in decibels below full scale. */
export interface ShownLevel {
  rmsDbfs: number;
  peakDbfs: number;
  heldPeakDbfs: number;
}

export interface LevelMeterProps {
  /** Gives every new level to the listener (null: nothing is measured), and what ends that. */
  follow(listener: (level: ShownLevel | null) => void): () => void;
  label: string;
}

const LOWEST_DBFS = -60;
/** Marks under the meter. */
const MARKS_DBFS = [-60, -48, -36, -24, -12, 0];
const SPOKEN_MILLISECONDS = 500;

/** How loud the microphone is: level, peak, and the highest peak a while longer. Paints without rendering anew. */
export function LevelMeter({ follow, label }: LevelMeterProps) {
  const meter = useRef<HTMLDivElement>(null);
  const level = useRef<HTMLDivElement>(null);
  const peak = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let spokenAt = 0;
    return follow((shown) => {
      const share = (dbfs: number) => Math.max(0, Math.min(1, 1 - dbfs / LOWEST_DBFS));
      if (level.current)
        level.current.style.clipPath = `inset(0 ${100 - 100 * share(shown?.rmsDbfs ?? -99)}% 0 0)`;
      if (peak.current) {
        const at = share(shown?.heldPeakDbfs ?? -99);
        peak.current.style.left = `${100 * at}%`;
        peak.current.style.opacity = at > 0 ? '1' : '0';
      }
      const now = performance.now();
      if (shown !== null && now - spokenAt < SPOKEN_MILLISECONDS) return;
      spokenAt = now;
      const dbfs = Math.max(LOWEST_DBFS, Math.round(shown?.peakDbfs ?? LOWEST_DBFS));
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
        aria-valuemin={LOWEST_DBFS}
        aria-valuemax={0}
        aria-valuenow={LOWEST_DBFS}
        aria-valuetext="off"
      >
        <div ref={level} className={classes.level} />
        <div ref={peak} className={classes.peak} />
      </div>
      <div className={`${classes.marks} figures`} aria-hidden="true">
        {MARKS_DBFS.map((dbfs) => (
          <span key={dbfs}>{dbfs === 0 ? '0 dB' : `−${-dbfs}`}</span>
        ))}
      </div>
    </div>
  );
}
