import { expect, test } from 'vitest';
import { requireVotes, sharesOf } from '#core/training/vote-shares.ts';

test('shares are those of the set’s emotions, and absent without a vote for one of them', () => {
  const emotions = ['angry', 'happy', 'sad'];
  expect(sharesOf({ angry: 2, sad: 1, boredom: 5 }, emotions)).toEqual({ shares: [2 / 3, 0, 1 / 3] });
  expect(sharesOf({ boredom: 5 }, emotions)).toEqual({});
  expect(sharesOf({}, emotions)).toEqual({});
  expect(sharesOf(undefined, emotions)).toEqual({});
});

test('votes are required where they are the target', () => {
  expect(() => requireVotes({ targets: 'votes' }, [{}, {}])).toThrow(
    expect.objectContaining({ name: 'UserError', code: 'no-votes' }),
  );
  expect(() => requireVotes({ targets: 'votes' }, [{}, { votes: { sad: 1 } }])).not.toThrow();
  expect(() => requireVotes({ targets: 'label' }, [{}])).not.toThrow();
});
