import { regularizedGammaQ } from './gamma.ts';

/** P(X ≥ x), 0 … 1, of the chi-square distribution with `degreesOfFreedom` > 0; 1 for x ≤ 0. */
export function chiSquareUpperTail(x: number, degreesOfFreedom: number): number {
  return regularizedGammaQ(degreesOfFreedom / 2, x / 2);
}
