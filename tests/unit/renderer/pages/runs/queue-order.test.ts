import { describe, expect, it } from 'vitest';
import { inWantedOrder, movedTo, queueSummary } from '#renderer/pages/runs/queue-order.ts';

describe('a run of the queue', () => {
  it.each<[string, number, string[] | null]>([
    ['c', 0, ['c', 'a', 'b']],
    ['a', 1, ['b', 'a', 'c']],
    ['a', 9, ['b', 'c', 'a']],
    ['c', -1, ['c', 'a', 'b']],
    ['b', 1, null],
    ['x', 1, null],
  ])('%s moves to %i', (id, to, order) => {
    expect(movedTo(['a', 'b', 'c'], id, to)).toEqual(order);
  });

  it('has its new place before the laboratory answers', () => {
    expect(inWantedOrder(['run', 'a', 'b', 'c'], ['c', 'a', 'b'])).toEqual(['run', 'c', 'a', 'b']);
    expect(inWantedOrder(['a', 'b'], null)).toEqual(['a', 'b']);
    // Meanwhile `c` has ended and `d` was queued.
    expect(inWantedOrder(['a', 'b', 'd'], ['c', 'b', 'a'])).toEqual(['b', 'a', 'd']);
  });
});

describe('the summary of the queue', () => {
  const running = { status: 'running', movable: false, seconds: 60 } as const;
  const queued = { status: 'waiting', movable: true, seconds: 600 } as const;

  it('has the number of runs and the total time', () => {
    expect(queueSummary([running, queued, queued])).toBe('1 running, 2 queued: at most 21 min left');
    expect(queueSummary([{ ...running, status: 'paused' }])).toBe('1 paused: at most 1 min left');
    expect(queueSummary([queued])).toBe('1 queued: at most 10 min left');
  });

  it('says whose time is unknown', () => {
    expect(queueSummary([running, { ...queued, seconds: null }])).toBe(
      '1 running, 1 queued: at most 1 min and the time of 1 run left',
    );
    expect(queueSummary([{ ...running, seconds: null }])).toBe('1 running');
  });
});
