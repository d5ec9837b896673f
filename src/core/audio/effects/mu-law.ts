import { ULAW } from '#core/audio/encodings/law.ts';

/** Full scale in the 14-bit units of G.711, and the largest magnitude that is coded. */
const FULL_SCALE = 8192;
const MAX_MAGNITUDE = 8158;
/** Makes every segment begin at a power of two: 33 · 2^segment − 33. */
const BIAS = 33;

/**
 * The µ-law code (8 bits) of a sample, −1 … 1, by the decision values of ITU-T G.711, table 2a: segment s has 16 steps of
 * 2^(s + 1) 14-bit units. A magnitude that equals a decision value belongs to the upper interval. Louder samples get the
 * outermost code.
 */
export function encodeMuLaw(sample: number): number {
  const magnitude = Math.min(MAX_MAGNITUDE, Math.abs(sample) * FULL_SCALE) + BIAS;
  const segment = 31 - Math.clz32(magnitude) - 5;
  const step = Math.floor(magnitude / 2 ** (segment + 1)) - 16;
  // All bits are inverted for the line.
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | step) & 0xff;
}

/** The sample of a code, in multiples of 1/32,768 of full scale. */
export const decodeMuLaw = (code: number): number => ULAW[code] / 32_768;
