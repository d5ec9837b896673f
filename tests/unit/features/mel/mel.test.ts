import { describe, expect, test } from 'vitest';
import {
  applyMelFilterbank,
  createMelFilterbank,
  emptyFilters,
  packMelFilterbank,
} from '#core/features/mel/mel.ts';
import { hzToMel, melToHz } from '#shared/frequency-scale.ts';
import { kernelMemory } from './kernel-memory.ts';

const THESIS = { sampleRateHz: 44_100, fftSamples: 2048, melBands: 128, lowestHz: 0, highestHz: 22_050 };

describe("Slaney's mel scale", () => {
  test('is linear to 1 kHz and logarithmic above', () => {
    expect(hzToMel(0)).toBe(0);
    expect(hzToMel(500)).toBeCloseTo(7.5, 12);
    expect(hzToMel(1000)).toBeCloseTo(15, 12);
    expect(hzToMel(6400)).toBeCloseTo(42, 12);
  });

  test.each([0, 1, 440, 999.9, 1000, 1000.1, 8000, 22_050])('converts %d Hz to mel and back', (hz) => {
    expect(melToHz(hzToMel(hz))).toBeCloseTo(hz, 8);
  });
});

describe('filterbank', () => {
  test('each filter is a triangle of unit area (Slaney norm)', () => {
    // With many bins per filter, the sum over bins is close to the integral over Hz.
    const settings = { ...THESIS, fftSamples: 65_536 };
    const bank = createMelFilterbank(settings);
    for (let band = 0; band < bank.bands; band++) {
      const weights = bank.weights.subarray(bank.begin[band], bank.begin[band + 1]);
      const area = weights.reduce((sum, weight) => sum + weight, 0) * (44_100 / 65_536);
      expect(area).toBeCloseTo(1, 2);
      expect(Math.min(...weights)).toBeGreaterThan(0);
    }
  });

  test('equals the product with the dense matrix and writes only its column', () => {
    const { arena, kernels } = kernelMemory();
    const bank = createMelFilterbank(THESIS);
    const power = arena.floats(bank.bins);
    for (let i = 0; i < bank.bins; i++) power[i] = 1 + Math.sin(i);
    const mel = arena.floats(bank.bands * 3).fill(-1);
    applyMelFilterbank(kernels, packMelFilterbank(bank, arena), power, mel, 3, 1);
    const step = hzToMel(22_050) / 129;
    for (let band = 0; band < bank.bands; band++) {
      const [low, centre, high] = [0, 1, 2].map((i) => melToHz((band + i) * step));
      let expected = 0;
      for (let bin = 0; bin < bank.bins; bin++) {
        const hz = (bin * 44_100) / 2048;
        const height = Math.max(0, Math.min((hz - low) / (centre - low), (high - hz) / (high - centre)));
        expected += ((height * 2) / (high - low)) * power[bin];
      }
      expect([...mel.subarray(3 * band, 3 * band + 3)]).toEqual([-1, expect.closeTo(expected, 6), -1]);
    }
  });

  test('finds the filters that contain no bin', () => {
    expect(emptyFilters(createMelFilterbank(THESIS))).toEqual([]);
    const tooMany = createMelFilterbank({ ...THESIS, fftSamples: 512 });
    expect(emptyFilters(tooMany).length).toBeGreaterThan(0);
  });
});
