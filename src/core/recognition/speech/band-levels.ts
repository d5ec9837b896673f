import { bandPassBiquad, filterBiquad } from './biquad.ts';
import { framePowers, type VoiceBand } from './voice-band.ts';

/** Five bands for the formants of vowels and the noise of consonants. */
const BANDS_HZ: readonly (readonly [low: number, high: number])[] = [
  [100, 350],
  [350, 700],
  [700, 1300],
  [1300, 2200],
  [2200, 3700],
];

/** Mean square of each frame in each of {@link BANDS_HZ}, without bands that are too high for the sample rate. */
export function bandLevels({ samples, sampleRateHz }: VoiceBand): Float64Array[] {
  const usable = BANDS_HZ.filter(([low, high]) => Math.sqrt(low * high) < 0.45 * sampleRateHz);
  return usable.map(([low, high]) => {
    const biquad = bandPassBiquad(low, high, sampleRateHz);
    return framePowers(filterBiquad(filterBiquad(samples, biquad), biquad), sampleRateHz);
  });
}
