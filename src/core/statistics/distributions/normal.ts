import { regularizedGammaQ } from './gamma.ts';

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/**
 * The standard normal distribution function Φ(z), 0 … 1. Small values keep their relative precision: Φ(z) = Q(½, z²/2) / 2
 * for z ≤ 0 (DLMF 7.11.2 and 7.18).
 */
export function normalCdf(z: number): number {
  const tail = regularizedGammaQ(0.5, 0.5 * z * z) / 2;
  return z <= 0 ? tail : 1 - tail;
}
