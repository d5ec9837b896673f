import { describe, expect, test } from 'vitest';
import { placeClip } from '#core/features/mel/placement.ts';
import type { UserError } from '#shared/failure.ts';

const CENTRE = { kind: 'centre' } as const;
const SEEDED = { kind: 'seeded', seed: 3 } as const;

describe('centre', () => {
  test('cuts the middle of a long clip and centres a short one', () => {
    expect(placeClip(15, 10, CENTRE, '')).toEqual({ clipStart: 2, count: 10, windowStart: 0 });
    expect(placeClip(5, 10, CENTRE, '')).toEqual({ clipStart: 0, count: 5, windowStart: 2 });
    expect(placeClip(10, 10, CENTRE, '')).toEqual({ clipStart: 0, count: 10, windowStart: 0 });
    expect(placeClip(0, 10, CENTRE, '')).toEqual({ clipStart: 0, count: 0, windowStart: 5 });
  });
});

describe('seeded', () => {
  test('depends on the seed and the identity only', () => {
    const place = (seed: number, identity: string) =>
      placeClip(1e6, 1000, { kind: 'seeded', seed }, identity).clipStart;
    expect(place(3, 'a')).toBe(place(3, 'a'));
    expect(place(3, 'a')).not.toBe(place(3, 'b'));
    expect(place(3, 'a')).not.toBe(place(4, 'a'));
  });

  test.each([
    [13, 10],
    [7, 10],
  ])('%d samples in a window of %d: all positions are about equally frequent', (clip, window) => {
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 4000; i++) {
      const { clipStart, windowStart, count } = placeClip(clip, window, SEEDED, `clip ${i}`);
      expect(count).toBe(Math.min(clip, window));
      counts[clipStart + windowStart]++;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe('given offset', () => {
  test('overrides the placement', () => {
    expect(placeClip(15, 10, SEEDED, '', 5)).toEqual({ clipStart: 5, count: 10, windowStart: 0 });
    expect(placeClip(5, 10, SEEDED, '', 0)).toEqual({ clipStart: 0, count: 5, windowStart: 0 });
  });

  test.each([-1, 6, 0.5, Number.NaN])('rejects %d and names the range', (offset) => {
    const invalidOffset = expect.objectContaining<Partial<UserError>>({
      code: 'invalid-offset',
      message: expect.stringContaining('from 0 to 5'),
    });
    expect(() => placeClip(15, 10, SEEDED, '', offset)).toThrow(invalidOffset);
  });
});
