import { count, decibels } from '#shared/format.ts';
import { melEdges, nearestBand, shareOfFrequency } from '#shared/frequency-scale.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import type { SoundCurves, SoundPicture } from '#shared/sounds.ts';
import { valueAt } from './curve-drawing.ts';
import { floatsOf } from './sound-levels.ts';
import type { SoundPoint } from './use-listening.ts';

/** What is known at a point of a picture; null: unknown there. */
export interface SoundReading {
  seconds: number;
  hz: number | null;
  /** The number of the mel band whose centre is nearest, from 1, and how many there are. */
  band: { number: number; of: number } | null;
  levelDb: number | null;
  /** 0: not voiced. */
  pitchHz: number | null;
  intensityDb: number | null;
}

export interface ReadSources {
  picture: SoundPicture | null;
  detail: SoundPicture | null;
  curves: SoundCurves | null;
  /** Centre frequencies of the rows that a network gets; null: those of the default features. */
  bandsHz: readonly number[] | null;
}

/** The mel bands of the default features. */
const DEFAULT_BANDS_HZ = [
  ...melEdges({
    melBands: LOG_MEL.melBands,
    lowestHz: LOG_MEL.lowestHz,
    highestHz: LOG_MEL.highestHz ?? LOG_MEL.sampleRateHz / 2,
  }).slice(1, -1),
];

/** Reads the values at a point, in the picture with the most detail there. */
export function readPoint(
  { seconds, hz }: SoundPoint,
  { picture, detail, curves, bandsHz }: ReadSources,
): SoundReading {
  const bands = bandsHz ?? DEFAULT_BANDS_HZ;
  return {
    seconds,
    hz,
    band: hz === null ? null : { number: nearestBand(bands, hz), of: bands.length },
    levelDb: hz === null ? null : (levelAt(detail, seconds, hz) ?? levelAt(picture, seconds, hz)),
    pitchHz: curves && valueAt(curves.pitch, seconds),
    intensityDb: curves && valueAt(curves.intensity, seconds),
  };
}

/** The level in a spectrogram; null outside of it. */
export function levelAt(picture: SoundPicture | null, seconds: number, hz: number): number | null {
  if (picture === null || seconds < picture.startSeconds || seconds > picture.endSeconds) return null;
  const { rows, frames, hopSeconds, bytes } = picture.spectrogram;
  const row = Math.floor(shareOfFrequency(picture.spectrogram, hz) * rows);
  const frame = Math.round((seconds - picture.startSeconds) / hopSeconds);
  if (row < 0 || row > rows || frame < 0 || frames === 0) return null;
  const [r, f] = [Math.min(rows - 1, row), Math.min(frames - 1, frame)];
  return floatsOf(bytes)[r * frames + f] ?? null;
}

/** The reading in parts: `0.532 s`, `1,240 Hz`, … */
export function readingParts(reading: SoundReading, shown: { pitch: boolean; intensity: boolean }): string[] {
  const { seconds, hz, band, levelDb, pitchHz, intensityDb } = reading;
  return [
    `${seconds.toFixed(3)} s`,
    hz === null ? null : `${count(hz)} Hz`,
    band && `mel band ${band.number} of ${band.of}`,
    levelDb === null ? null : `${decibels(levelDb)} dB`,
    shown.pitch ? pitchText(pitchHz) : null,
    shown.intensity && intensityDb !== null ? `intensity ${decibels(intensityDb)} dB` : null,
  ].filter((part) => part !== null);
}

function pitchText(hz: number | null): string | null {
  if (hz === null) return null;
  return hz === 0 ? 'not voiced' : `pitch ${hz.toFixed(1)} Hz`;
}
