import { describe, expect, it } from 'vitest';
import { bytes, counted, duration, intervalText, percent, withInterval } from '#shared/format.ts';

describe('format', () => {
  it('writes metrics with one decimal and their interval', () => {
    expect(percent(0.3449)).toBe('34.5 %');
    const speakers = { unit: 'speakers', units: 12 } as const;
    expect(withInterval(0.345, [0.327, 0.363], speakers)).toBe('34.5 % [32.7–36.3]');
    expect(withInterval(0.345, [0.327, 0.363], null)).toBe('34.5 % [32.7–36.3]');
    expect(withInterval(1, null, speakers)).toBe('100.0 %');
    expect(intervalText([0.327, 0.363], speakers)).toBe('32.7–36.3 %');
    expect(intervalText(null, speakers)).toBeNull();
  });

  it('writes no interval of too few speakers or clips', () => {
    const two = { unit: 'speakers', units: 2 } as const;
    expect(withInterval(0.375, [0.375, 0.375], two)).toBe('37.5 % (interval: too few speakers (2))');
    expect(intervalText([0.375, 0.375], two)).toBe('too few speakers (2)');
    // Lists have no interval then.
    expect(withInterval(0.375, null, two)).toBe('37.5 % (interval: too few speakers (2))');
    expect(intervalText([0, 1], { unit: 'clips', units: 3 })).toBe('too few clips (3)');
    expect(intervalText([0, 1], { unit: 'speakers', units: 4 })).toBe('0.0–100.0 %');
  });

  it('counts things in the singular and the plural', () => {
    expect([0, 1, 2, 12_162].map((value) => counted(value, 'clip'))).toEqual([
      '0 clips',
      '1 clip',
      '2 clips',
      '12,162 clips',
    ]);
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
