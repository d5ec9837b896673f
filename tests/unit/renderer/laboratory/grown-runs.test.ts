import { expect, test } from 'vitest';
import { withEpochs } from '../../../../src/renderer/laboratory/grown-runs.ts';
import type { RunSummary } from '../../../../src/shared/answers.ts';
import type { EventData } from '../../../../src/shared/contract.ts';

const row = (id: string, epochs: number, durationSeconds: number | null) =>
  ({ id, epochs, durationSeconds, name: id }) as RunSummary;
const told = (run: string, seconds: number) => ({ run, epoch: { seconds } }) as EventData<'run.epoch'>;

test('a list grows with the epochs that are told, and only those rows are new', () => {
  const rows = [row('a', 0, null), row('b', 3, 9)];
  const grown = withEpochs(rows, [told('a', 2), told('a', 3), told('elsewhere', 1)]);
  expect(grown).toEqual([row('a', 2, 5), row('b', 3, 9)]);
  expect(grown[1]).toBe(rows[1]);
  expect(withEpochs(rows, [told('elsewhere', 1)])).toBe(rows);
  expect(withEpochs(rows, [])).toBe(rows);
});
