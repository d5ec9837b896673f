/** How the frequencies of a spectrogram are placed on its axis. */
export const FREQUENCY_SCALES = ['linear', 'log', 'mel'] as const;
export type FrequencyScale = (typeof FREQUENCY_SCALES)[number];

/** The vertical axis of a spectrogram. */
export interface FrequencyAxis {
  scale: FrequencyScale;
  /** At the lower edge, in Hz; above 0 for `log`. */
  lowestHz: number;
  /** At the upper edge, in Hz. */
  highestHz: number;
}

/** Slaney's scale (Auditory Toolbox, 1998; `librosa.hz_to_mel` with `htk=False`) is linear below 1 kHz. */
const HZ_PER_MEL = 200 / 3;
const BREAK_HZ = 1000;
const BREAK_MEL = BREAK_HZ / HZ_PER_MEL;
/** It is logarithmic above: 27 mels from 1 to 6.4 kHz. */
const LOG_STEP = Math.log(6.4) / 27;

/** Frequency in Hz (≥ 0) → mel, on Slaney's scale. */
export function hzToMel(hz: number): number {
  return hz < BREAK_HZ ? hz / HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
}

/** Mel (≥ 0) → frequency in Hz: the inverse of {@link hzToMel}. */
export function melToHz(mel: number): number {
  return mel < BREAK_MEL ? mel * HZ_PER_MEL : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
}

/** `[melBands + 2]`: the lower edge, the centre frequency of each band, and the upper edge, at equal steps of mel. */
export function melEdges({
  melBands,
  lowestHz,
  highestHz,
}: {
  melBands: number;
  lowestHz: number;
  highestHz: number;
}): Float64Array {
  const lowestMel = hzToMel(lowestHz);
  const stepMel = (hzToMel(highestHz) - lowestMel) / (melBands + 1);
  return Float64Array.from({ length: melBands + 2 }, (_, i) => melToHz(lowestMel + i * stepMel));
}

/** The number of the band whose centre is nearest, from 1. */
export function nearestBand(centresHz: readonly number[], hz: number): number {
  let best = 0;
  for (let i = 1; i < centresHz.length; i++)
    if (Math.abs(centresHz[i] - hz) < Math.abs(centresHz[best] - hz)) best = i;
  return best + 1;
}

const TO_SCALE: Record<FrequencyScale, (hz: number) => number> = {
  linear: (hz) => hz,
  log: Math.log,
  mel: hzToMel,
};
const FROM_SCALE: Record<FrequencyScale, (value: number) => number> = {
  linear: (value) => value,
  log: Math.exp,
  mel: melToHz,
};

/** The frequency in Hz at a share of the axis, 0 (lower edge) to 1 (upper edge). */
export function frequencyAt({ scale, lowestHz, highestHz }: FrequencyAxis, share: number): number {
  const [low, high] = [TO_SCALE[scale](lowestHz), TO_SCALE[scale](highestHz)];
  return FROM_SCALE[scale](low + share * (high - low));
}

/** The share of the axis at a frequency in Hz: the inverse of {@link frequencyAt}; outside of 0…1 beyond the edges. */
export function shareOfFrequency({ scale, lowestHz, highestHz }: FrequencyAxis, hz: number): number {
  const [low, high] = [TO_SCALE[scale](lowestHz), TO_SCALE[scale](highestHz)];
  return (TO_SCALE[scale](hz) - low) / (high - low);
}
