import { describe, expect, it } from 'vitest';
import { changedClips } from '#renderer/pages/compare/confusion/changed-clips.ts';
import {
  cellDirection,
  differenceScale,
  rowShares,
  shareDifferences,
} from '#renderer/pages/compare/confusion/confusion-shares.ts';
import type { ComparedClip } from '#shared/comparison.ts';

describe('the difference of two confusion matrices', () => {
  const first = [
    [8, 2],
    [0, 0],
  ];
  const second = [
    [9, 1],
    [1, 3],
  ];

  it('is in shares of the row, and unknown in a row without clips', () => {
    expect(rowShares(first)).toEqual([
      [0.8, 0.2],
      [null, null],
    ]);
    const [row, empty] = shareDifferences(first, second);
    expect(row[0]).toBeCloseTo(0.1, 12);
    expect(row[1]).toBeCloseTo(-0.1, 12);
    expect(empty).toEqual([null, null]);
  });

  it('is better with more on the diagonal and less elsewhere', () => {
    expect(cellDirection(0.1, 0, 0)).toBe('better');
    expect(cellDirection(-0.1, 0, 0)).toBe('worse');
    expect(cellDirection(0.1, 0, 1)).toBe('worse');
    expect(cellDirection(-0.1, 0, 1)).toBe('better');
    expect(cellDirection(0.0004, 0, 1)).toBe('equal');
    expect(cellDirection(null, 0, 0)).toBe('equal');
  });

  it('has a scale of whole tens of points, the same in both directions', () => {
    expect(differenceScale([[0.1, -0.1]])).toBe(0.1);
    expect(differenceScale([[0.11, null]])).toBe(0.2);
    expect(differenceScale([[-0.34]])).toBe(0.4);
    expect(differenceScale([])).toBe(0.1);
  });
});

describe('the clips that changed in a cell', () => {
  const labels = ['sad', 'happy'];
  const clip = (path: string, actual: string, first: number, second: number): ComparedClip => {
    const prediction = (happy: number) => ({
      predicted: happy > 0.5 ? 'happy' : 'sad',
      probabilities: [1 - happy, happy],
      fold: 0,
    });
    return {
      path,
      actual,
      corpus: 'TESS',
      speaker: null,
      sex: null,
      first: prediction(first),
      second: prediction(second),
    };
  };

  it('are those that only one run has in it, the most probable first', () => {
    const clips = [
      clip('a', 'sad', 0.6, 0.1),
      clip('b', 'sad', 0.9, 0.2),
      clip('c', 'sad', 0.3, 0.8),
      clip('d', 'sad', 0.8, 0.8),
      clip('e', 'happy', 0.9, 0.1),
      clip('f', 'sad', 0.1, 0.1),
    ];
    const { onlyFirst, onlySecond, both } = changedClips(clips, labels, {
      actual: 'sad',
      predicted: 'happy',
    });
    expect(onlyFirst.map(({ path }) => path)).toEqual(['b', 'a']);
    expect(onlySecond.map(({ path }) => path)).toEqual(['c']);
    expect(both).toBe(1);
  });
});
