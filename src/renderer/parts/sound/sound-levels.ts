import type { SoundPicture } from '#shared/sounds.ts';

/** Levels in decibels from the lowest to the highest colour. */
export interface LevelRange {
  lowestDb: number;
  highestDb: number;
}

/** What the ear hears beside the loudest part, and Praat shows. */
const DYNAMIC_RANGE_DB = 70;
/** A sound without anything louder has no loudest part, and would be shown as noise. */
const MIN_LOUDEST_DB = -110;

/** The levels that have colours: fixed for a sound, whatever part of it is shown. */
export function levelRange(whole: SoundPicture): LevelRange {
  const highestDb = Math.max(MIN_LOUDEST_DB, whole.spectrogram.loudestDb);
  return { highestDb, lowestDb: highestDb - DYNAMIC_RANGE_DB };
}

const floats = new WeakMap<Uint8Array, Float32Array>();

/** The float32 values of bytes at any offset in their buffer (little-endian, as on every platform of a browser). */
export function floatsOf(bytes: Uint8Array): Float32Array {
  let values = floats.get(bytes);
  if (values === undefined) {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    values = new Float32Array(aligned.buffer, aligned.byteOffset, Math.floor(bytes.byteLength / 4));
    floats.set(bytes, values);
  }
  return values;
}

/** The highest absolute sample of the waveform. */
export function peakOf({ waveform }: SoundPicture): number {
  let peak = 0;
  for (const value of floatsOf(waveform.bytes)) peak = Math.max(peak, Math.abs(value));
  return peak;
}
