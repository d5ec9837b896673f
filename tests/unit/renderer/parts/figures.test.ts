import { describe, expect, it } from 'vitest';
import { bytes, duration, percent, withInterval } from '../../../../src/renderer/parts/figures.ts';

describe('figures', () => {
  it('are written with one decimal and their interval', () => {
    expect(percent(0.3449)).toBe('34.5 %');
    expect(withInterval(0.345, [0.327, 0.363])).toBe('34.5 % [32.7–36.3]');
    expect(withInterval(1, null)).toBe('100.0 %');
  });

  it.each([
    [0, '0 s'],
    [0.3, '< 1 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [-5, '0 s'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [274e6, '274 MB'],
    [3.4e9, '3.4 GB'],
  ])('%d bytes are %s', (value, words) => {
    expect(bytes(value)).toBe(words);
  });
});
