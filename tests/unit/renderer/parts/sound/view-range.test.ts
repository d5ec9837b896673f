import { describe, expect, it } from 'vitest';
import {
  aroundRange,
  isWhole,
  MIN_VIEW_SECONDS,
  moved,
  revealed,
  secondsInView,
  selected,
  shareInView,
  spanOf,
  wholeRange,
  zoomed,
} from '#renderer/parts/sound/view-range.ts';

const view = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });

describe('zoom', () => {
  it('keeps the time under the pointer at its place', () => {
    const closer = zoomed(view(2, 6), 2, 3, 10);
    expect(closer).toEqual(view(2.5, 4.5));
    expect(shareInView(closer, 3)).toBe(shareInView(view(2, 6), 3));
    expect(zoomed(closer, 0.5, 3, 10)).toEqual(view(2, 6));
  });

  it('ends at the whole sound and at a few periods', () => {
    expect(zoomed(view(2, 6), 0.01, 3, 10)).toEqual(wholeRange(10));
    expect(isWhole(zoomed(view(2, 6), 0.01, 3, 10), 10)).toBe(true);
    const closest = zoomed(view(2, 6), 1e9, 2.5, 10);
    expect(spanOf(closest)).toBeCloseTo(MIN_VIEW_SECONDS, 12);
    expect(closest.startSeconds).toBeLessThanOrEqual(2.5);
    expect(closest.endSeconds).toBeGreaterThanOrEqual(2.5);
    // A sound shorter than that is always whole.
    expect(zoomed(wholeRange(0.004), 8, 0.002, 0.004)).toEqual(wholeRange(0.004));
    expect(zoomed(wholeRange(0), 2, 0, 0)).toEqual(wholeRange(0));
  });

  it('is the whole sound after as many steps out as in, at any position', () => {
    for (let position = 0; position <= 600; position += 0.37) {
      let now = wholeRange(600);
      for (let step = 0; step < 12; step++) now = zoomed(now, 1.6, position, 600);
      for (let page = 0; page < 6; page++) now = moved(now, 0.8 * spanOf(now), 600);
      for (let step = 0; step < 12; step++) now = zoomed(now, 1 / 1.6, position, 600);
      expect(isWhole(now, 600), `at ${position} s`).toBe(true);
    }
  });

  it('stays within the sound', () => {
    expect(zoomed(view(0, 4), 0.5, 0, 10)).toEqual(view(0, 8));
    expect(zoomed(view(6, 10), 0.5, 6, 10)).toEqual(view(2, 10));
    expect(zoomed(view(2, 6), 2, 99, 10)).toEqual(view(4, 6));
  });
});

describe('a view', () => {
  it('moves as far as the sound', () => {
    expect(moved(view(2, 6), 1, 10)).toEqual(view(3, 7));
    expect(moved(view(2, 6), 99, 10)).toEqual(view(6, 10));
    expect(moved(view(2, 6), -99, 10)).toEqual(view(0, 4));
  });

  it('moves only where a time is not in it', () => {
    const before = view(2, 6);
    expect(revealed(before, 6, 10)).toBe(before);
    expect(revealed(before, 7, 10)).toEqual(view(6, 10));
    expect(revealed(before, 1, 10)).toEqual(view(0.6, 4.6));
  });

  it('places times and gives them back', () => {
    for (const share of [0, 0.25, 1])
      expect(shareInView(view(2, 6), secondsInView(view(2, 6), share))).toBe(share);
    expect(shareInView(view(2, 2), 5)).toBe(0);
  });

  it('shows a selection with a margin', () => {
    expect(aroundRange(view(4, 6), 10)).toEqual(view(3.9, 6.1));
    expect(aroundRange(view(0, 10), 10)).toEqual(wholeRange(10));
  });
});

describe('a selection', () => {
  it('is in order, within the sound, and not empty', () => {
    expect(selected(3, 1, 10)).toEqual(view(1, 3));
    expect(selected(-5, 99, 10)).toEqual(wholeRange(10));
    expect(selected(2, 2, 10)).toBeNull();
    expect(selected(11, 12, 10)).toBeNull();
  });
});
