import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { keepCacheValid } from '#renderer/app/cache-invalidation.ts';
import type { LaboratoryEvent, StaleQuery } from '#shared/contract.ts';
import { createEventSource } from '../event-source.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** The cache of a page, and a laboratory that sends events to it. */
function setUp() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { laboratory, send, miss } = createEventSource();
  const end = keepCacheValid(laboratory, client);
  onTestFinished(() => {
    end();
    client.clear();
  });
  const answer = (name: string, input: unknown, data: unknown) => client.setQueryData([name, input], data);
  const isInvalid = (name: string, input: unknown) => client.getQueryState([name, input])?.isInvalidated;
  /** Observes a query as a component does, and counts its refetches. */
  const show = (name: string, input: unknown) => {
    let fetches = 0;
    const observer = new QueryObserver(client, {
      queryKey: [name, input],
      queryFn: () => ++fetches,
      staleTime: Number.POSITIVE_INFINITY,
    });
    onTestFinished(observer.subscribe(() => undefined));
    return () => fetches;
  };
  return {
    client,
    answer,
    isInvalid,
    show,
    send,
    stale: (...queries: StaleQuery[]) => send({ name: 'stale', data: { queries } }),
    miss,
  };
}

const epoch = (run: string): LaboratoryEvent => ({
  name: 'run.epoch',
  data: {
    run,
    folds: 1,
    trainings: 1,
    epochs: 3,
    epoch: {
      ...{
        epoch: 1,
        fold: 0,
        loss: 1,
        accuracy: 0.5,
        validationLoss: null,
        validationAccuracy: null,
        validationUar: null,
      },
      ...{ learningRate: 0.1, seconds: 2 },
    },
  },
});
const LIST: StaleQuery = { query: 'runs.list', where: null };

it('refetches shown queries once per batch of events, and marks other stale queries as invalid', async () => {
  const { answer, isInvalid, show, stale } = setUp();
  answer('runs.show', { run: 'a' }, {});
  answer('runs.show', { run: 'b' }, {});
  answer('about', {}, {});
  answer('runs.list', {}, []);
  const fetches = show('runs.list', {});
  const shown = { query: 'runs.show' as const, where: { key: 'run', value: 'a' } };
  stale(LIST, shown);
  stale(LIST);
  await vi.advanceTimersByTimeAsync(0);
  expect(fetches()).toBe(1);
  expect(isInvalid('runs.show', { run: 'a' })).toBe(true);
  expect(isInvalid('runs.show', { run: 'b' })).toBe(false);
  expect(isInvalid('about', {})).toBe(false);
});

it('adds epochs to the list of runs once a second', async () => {
  const { client, answer, send } = setUp();
  answer('runs.list', {}, [{ id: 'a', epochs: 1, durationSeconds: 1 }]);
  send(epoch('a'));
  send(epoch('a'));
  expect(client.getQueryData(['runs.list', {}])).toEqual([{ id: 'a', epochs: 1, durationSeconds: 1 }]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(client.getQueryData(['runs.list', {}])).toEqual([{ id: 'a', epochs: 3, durationSeconds: 5 }]);
});

it('keeps a stale list stale when epochs are added', async () => {
  const { isInvalid, answer, send, stale } = setUp();
  answer('runs.list', {}, [{ id: 'a', epochs: 1, durationSeconds: 1 }]);
  send(epoch('a'));
  // The run finishes within the second, while another page is shown.
  stale(LIST);
  await vi.advanceTimersByTimeAsync(1500);
  expect(isInvalid('runs.list', {})).toBe(true);
});

it('invalidates every query after missed events', async () => {
  const { isInvalid, answer, miss } = setUp();
  answer('runs.list', {}, []);
  answer('about', {}, {});
  miss();
  await vi.advanceTimersByTimeAsync(0);
  expect([isInvalid('runs.list', {}), isInvalid('about', {})]).toEqual([true, true]);
});
