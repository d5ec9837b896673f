import { expect, test } from 'vitest';
import { appendEpochs } from '#renderer/client/append-epochs.ts';
import type { RunSummary } from '#shared/answers.ts';
import type { EventData } from '#shared/contract.ts';

const row = (id: string, epochs: number, durationSeconds: number | null) =>
  ({ id, epochs, durationSeconds, name: id }) as RunSummary;
const epochEvent = (run: string, seconds: number) => ({ run, epoch: { seconds } }) as EventData<'run.epoch'>;

test('adds epochs to their runs, and changes only those rows', () => {
  const rows = [row('a', 0, null), row('b', 3, 9)];
  const list = appendEpochs(rows, [epochEvent('a', 2), epochEvent('a', 3), epochEvent('elsewhere', 1)]);
  expect(list).toEqual([row('a', 2, 5), row('b', 3, 9)]);
  expect(list[1]).toBe(rows[1]);
  expect(appendEpochs(rows, [epochEvent('elsewhere', 1)])).toBe(rows);
  expect(appendEpochs(rows, [])).toBe(rows);
});
