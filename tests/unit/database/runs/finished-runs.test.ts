import { expect, it } from 'vitest';
import { openLog, samplePredictions, sampleRun } from '../sample-run.ts';

it('lists finished runs with settings and metrics, newest first, without the trash', () => {
  let second = 0;
  const log = openLog(undefined, { now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, second++)) });
  const record = (name: string, finished: boolean) => {
    const run = sampleRun({ name });
    const id = log.createRun(run);
    log.setStatus(id, 'running');
    if (!finished) return id;
    log.finishFold(id, 0, { bestEpoch: 1, predictions: samplePredictions(run.folds[0].test) });
    log.setStatus(id, 'finished');
    return id;
  };
  const [one, two, running, trashed] = [
    record('one', true),
    record('two', true),
    record('running', false),
    record('trashed', true),
  ];
  log.trashRun(trashed);
  const names = (ids: string[] | null, limit = 10, offset = 0) =>
    log.listFinished({ ids, limit, offset }).map((run) => run?.name);
  expect(names(null)).toEqual(['two', 'one']);
  expect(names(null, 1, 1)).toEqual(['one']);
  expect(names([one, running, 'no-such-run'])).toEqual(['one']);
  expect(names([])).toEqual([]);
  const [listed] = log.listFinished({ ids: [two], limit: 1, offset: 0 });
  expect(listed).toMatchObject({ id: two, settings: sampleRun().settings });
  expect(listed?.uar).toBe(log.showRun(two).test?.uar);
});
