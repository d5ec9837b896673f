import { expect, test } from 'vitest';
import { openLog, samplePredictions, sampleRun } from '../sample-run.ts';

test('a run can be restored from the trash and is deleted when the trash is emptied', () => {
  const log = openLog();
  const kept = log.createRun(sampleRun({ name: 'kept' }));
  const id = log.createRun(sampleRun({ name: 'binned', tags: ['only here'] }));
  log.finishFold(id, 0, { bestEpoch: 1, predictions: samplePredictions(sampleRun().folds[0].test) });
  expect(() => log.trashRun(id)).toThrow(expect.objectContaining({ code: 'run-active' }));
  log.setStatus(id, 'finished');
  const before = log.showRun(id);

  log.trashRun(id);
  log.trashRun(id);
  expect(log.listRuns().map((run) => run.id)).toEqual([kept]);
  expect(log.listRuns({ includeTrashed: 'only' })).toMatchObject([{ id, trashed: true }]);
  expect(log.listRuns({ includeTrashed: true })).toHaveLength(2);
  expect(log.showRun(id)).toEqual(before);

  log.restoreRun(id);
  log.restoreRun(id);
  expect(log.listRuns()).toHaveLength(2);
  expect(log.emptyTrash()).toEqual([]);

  log.trashRun(id);
  expect(log.emptyTrash()).toEqual([id]);
  expect(log.emptyTrash()).toEqual([]);
  expect(() => log.showRun(id)).toThrow(expect.objectContaining({ code: 'no-such-run' }));
  expect(log.showSplit(kept).clips).toEqual(sampleRun().clips);
});

test('a run in the trash cannot continue before it is restored', () => {
  const log = openLog();
  const id = log.createRun(sampleRun());
  log.setStatus(id, 'stopped');
  log.trashRun(id);
  expect(() => log.setStatus(id, 'running')).toThrow(expect.objectContaining({ code: 'run-binned' }));
  log.restoreRun(id);
  log.setStatus(id, 'running');
  expect(log.showRun(id).status).toBe('running');
});
