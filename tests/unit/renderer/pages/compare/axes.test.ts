import { describe, expect, it } from 'vitest';
import { cliqueBars, rankLabels } from '#renderer/pages/compare/difference/rank-layout.ts';
import { valueAxis, valueLabel } from '#renderer/pages/compare/many/setting-axis.ts';
import { metricAxis, placeOn, spreadOf } from '#renderer/pages/compare/metric-axis.ts';

describe('the axis of metrics', () => {
  it('holds all values and intervals with few even ticks', () => {
    expect(metricAxis([0.143, 0.42, [0.39, 0.452]])).toMatchObject({ low: 0.1, high: 0.5 });
    const { low, high, ticks } = metricAxis([0.02, [0.5, 0.99]]);
    expect(low).toBe(0);
    expect(high).toBe(1);
    expect(ticks.length).toBeLessThanOrEqual(6);
  });

  it('is whole without values, and places values within it', () => {
    expect(metricAxis([null])).toMatchObject({ low: 0, high: 1 });
    const axis = metricAxis([0.2, 0.4]);
    expect(placeOn(axis, axis.low)).toBe(0);
    expect(placeOn(axis, axis.high)).toBe(100);
    expect(placeOn(axis, 7)).toBe(100);
  });

  it('shows the deviation of a group as its spread', () => {
    expect(spreadOf({ value: 0.5, interval: null, deviation: 0.25 })).toEqual([0.25, 0.75]);
    expect(spreadOf({ value: 0.5, interval: [0.4, 0.6], deviation: null })).toEqual([0.4, 0.6]);
    expect(spreadOf({ value: 0.5, interval: null, deviation: null })).toBeNull();
  });
});

describe('the axis of a setting', () => {
  it('is logarithmic for numbers of several magnitudes', () => {
    const axis = valueAxis('Learning rate', [1e-4, 1e-2, 1e-3, null]);
    expect(axis).toMatchObject({ kind: 'number', logarithmic: true });
    expect(axis.place(1e-3)).toBeCloseTo(0.5, 12);
    expect(axis.place(null)).toBeNull();
    expect(axis.ticks.map(({ label }) => label)).toEqual(['0.0001', '0.001', '0.01']);
  });

  it('has one place for each choice, and for a single value the middle', () => {
    const axis = valueAxis('Network', ['vgg19', 'compact', null]);
    expect(axis.kind).toBe('choice');
    expect(axis.ticks).toEqual([
      { place: 0, label: 'compact' },
      { place: 1, label: 'vgg19' },
    ]);
    expect(valueAxis('Epochs', [30, 30]).place(30)).toBe(0.5);
    expect(valueLabel(true)).toBe('yes');
  });
});

describe('the critical-difference diagram', () => {
  it('has the better half at the left, from the outside in', () => {
    expect(rankLabels([3, 1, 2]).map(({ index, side, line }) => [index, side, line])).toEqual([
      [1, 'left', 0],
      [2, 'left', 1],
      [0, 'right', 0],
    ]);
  });

  it('draws bars that overlap on different lines, and none for a single item', () => {
    const bars = cliqueBars([1, 2, 3, 4], [[0, 1], [1, 2], [2, 3], [3]]);
    expect(bars.map(({ low, high, line }) => [low, high, line])).toEqual([
      [1, 2, 0],
      [2, 3, 1],
      [3, 4, 0],
    ]);
  });
});
