import { expect, it, vi } from 'vitest';
import { createReceiving } from '#server/receiving.ts';

it('closes the page with the most bytes of an incomplete message when all together have too many', () => {
  const receiving = createReceiving(100);
  const [small, large, other] = [1, 2, 3].map(() => ({ terminate: vi.fn() }));
  receiving.add(small, 20);
  receiving.add(large, 70);
  receiving.add(small, 10);
  receiving.add(other, 5);
  expect(large.terminate).toHaveBeenCalledTimes(1);
  // Its bytes no longer count.
  receiving.add(other, 60);
  receiving.clear(other);
  receiving.add(small, 70);
  for (const page of [small, other]) expect(page.terminate).not.toHaveBeenCalled();
  receiving.add(small, 1);
  expect(small.terminate).toHaveBeenCalledTimes(1);
});
