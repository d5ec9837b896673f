import { LevelMeter, type LevelMeterProps } from '#renderer/parts/sound/level-meter.tsx';
import type { Sample } from './sample.ts';

const steady: LevelMeterProps['follow'] = (listener) => {
  listener({ rmsDbfs: -24, peakDbfs: -15, heldPeakDbfs: -9 });
  return () => undefined;
};
const off: LevelMeterProps['follow'] = (listener) => {
  listener(null);
  return () => undefined;
};
/** A level that rises and falls, updated ten times a second. */
const moving: LevelMeterProps['follow'] = (listener) => {
  let step = 0;
  const timer = setInterval(() => {
    const rmsDbfs = -30 + 18 * Math.sin(step++ / 6);
    listener({ rmsDbfs, peakDbfs: rmsDbfs + 8, heldPeakDbfs: -4 });
  }, 100);
  return () => clearInterval(timer);
};

const Steady = () => <LevelMeter follow={steady} label="Microphone level, steady" />;
const Moving = () => <LevelMeter follow={moving} label="Microphone level, moving" />;
const Off = () => <LevelMeter follow={off} label="Microphone level, off" />;

export const sample: Sample = { Steady, Moving, Off };
