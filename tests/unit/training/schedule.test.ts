import { describe, expect, it } from 'vitest';
import { learningRateAt } from '#core/training/schedule.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

function rates(kind: RunSettings['schedule']['kind'], warmupShare: number, totalSteps: number): number[] {
  const settings = {
    optimizer: { ...OPTIMIZER_DEFAULTS.adam, learningRate: 0.5 },
    schedule: { kind, warmupShare },
  };
  return Array.from({ length: totalSteps }, (_, step) => learningRateAt(settings, step, totalSteps));
}

describe('learningRateAt', () => {
  it('is constant for every warm-up share', () => {
    expect(new Set(rates('constant', 0.5, 10))).toEqual(new Set([0.5]));
  });

  it('rises linearly, then falls along a cosine', () => {
    const cosine = rates('cosine', 0.2, 100);
    expect(cosine.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => (0.5 * (i + 1)) / 20));
    expect(cosine[20]).toBe(0.5);
    expect(cosine[60]).toBeCloseTo(0.25, 12);
    expect(cosine[99]).toBeGreaterThan(0);
  });

  it('rises from a 25th, returns to it, and falls further in the last tenth', () => {
    const cycle = rates('one-cycle', 0.4, 100);
    expect(cycle[0]).toBeCloseTo(0.02, 12);
    expect(cycle[20]).toBeCloseTo(0.26, 12);
    expect(cycle[40]).toBe(0.5);
    expect(cycle[65]).toBeCloseTo(0.26, 12);
    expect(cycle[89]).toBeGreaterThan(0.02);
    expect(cycle[90]).toBeLessThan(0.02);
    expect(cycle[99]).toBeCloseTo(0.0002, 12);
  });

  it.each(['cosine', 'one-cycle'] as const)('gives %s a valid rate for every length and share', (kind) => {
    for (const share of [0, 0.1, 0.5, 0.9]) {
      for (const total of [1, 2, 3, 7, 50]) {
        for (const rate of rates(kind, share, total)) {
          expect(rate, `${share} of ${total}`).toBeGreaterThan(0);
          expect(rate, `${share} of ${total}`).toBeLessThanOrEqual(0.5);
        }
      }
    }
  });
});
