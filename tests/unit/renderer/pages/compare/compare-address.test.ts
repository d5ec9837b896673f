import { describe, expect, it } from 'vitest';
import {
  type CompareChoices,
  choicesOf,
  comparePath,
  DEFAULT_CHOICES,
  itemsOf,
  MAX_SMOOTHING,
} from '#renderer/pages/compare/compare-address.ts';

const searchOf = (path: string): string => path.slice(path.indexOf('?'));

describe('the items of an address', () => {
  it('are runs, and groups of runs joined by +', () => {
    expect(itemsOf('?runs=a+b,c')).toEqual([['a', 'b'], ['c']]);
    expect(itemsOf('?runs=a%2Bb%2Cc')).toEqual([['a', 'b'], ['c']]);
  });

  it('leave out what is empty', () => {
    expect(itemsOf('')).toEqual([]);
    expect(itemsOf('?runs=')).toEqual([]);
    expect(itemsOf('?runs=,a,,+b+,')).toEqual([['a'], ['b']]);
  });
});

describe('the choices of an address', () => {
  it('are the defaults without any', () => {
    expect(choicesOf('?runs=a,b')).toEqual(DEFAULT_CHOICES);
    expect(comparePath([['a'], ['b']])).toBe('/compare?runs=a,b');
  });

  it('survive being written and read', () => {
    const choices: CompareChoices = {
      baseline: 1,
      axis: 'time',
      smoothing: 0.35,
      allSettings: true,
      published: true,
      by: 'speaker',
      labelMetric: 'recall',
      partMetric: 'accuracy',
      numbers: true,
      counts: true,
      pair: ['a', 'c'],
      cell: { actual: 'angry & loud', predicted: 'sad, or +' },
      agreement: 'only-second',
      allRuns: true,
      setting: 'optimizer.learningRate',
      scatterMetric: 'f1Macro',
    };
    const path = comparePath([['a', 'b'], ['c']], choices);
    expect(choicesOf(searchOf(path))).toEqual(choices);
    expect(itemsOf(searchOf(path))).toEqual([['a', 'b'], ['c']]);
  });

  it('are the defaults where they are invalid', () => {
    const hostile =
      '?runs=a,b&baseline=-3&axis=__proto__&smoothing=NaN&by=colour&metric=constructor&pair=a&actual=x&clips=7&score=';
    expect(choicesOf(hostile)).toEqual(DEFAULT_CHOICES);
    expect(choicesOf('?smoothing=5').smoothing).toBe(MAX_SMOOTHING);
    expect(choicesOf('?baseline=2.9').baseline).toBe(2);
  });
});
