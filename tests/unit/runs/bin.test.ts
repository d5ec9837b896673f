import { expect, test } from 'vitest';
import { openLog, samplePredictions, sampleRun } from './sample-run.ts';

test('a run goes to the bin, comes back, and is deleted for ever only when the bin is emptied', () => {
  const log = openLog();
  const kept = log.createRun(sampleRun({ name: 'kept' }));
  const id = log.createRun(sampleRun({ name: 'binned', tags: ['only here'] }));
  log.saveCheckpoint(id, { fold: 0, kind: 'best', path: 'weights', epoch: 1 });
  log.finishFold(id, 0, { bestEpoch: 1, predictions: samplePredictions(sampleRun().folds[0].test) });
  expect(() => log.binRun(id)).toThrow(expect.objectContaining({ code: 'run-active' }));
  log.setStatus(id, 'finished');
  const before = log.showRun(id);

  log.binRun(id);
  log.binRun(id);
  expect(log.listRuns().map((run) => run.id)).toEqual([kept]);
  expect(log.listRuns({ includeBinned: 'only' })).toMatchObject([{ id, binned: true }]);
  expect(log.listRuns({ includeBinned: true })).toHaveLength(2);
  expect(log.showRun(id)).toEqual(before);

  log.restoreRun(id);
  log.restoreRun(id);
  expect(log.listRuns()).toHaveLength(2);
  expect(log.emptyBin()).toEqual([]);

  log.binRun(id);
  expect(log.emptyBin()).toEqual([{ id, checkpoints: ['weights'] }]);
  expect(log.emptyBin()).toEqual([]);
  expect(() => log.showRun(id)).toThrow(expect.objectContaining({ code: 'no-such-run' }));
  expect(log.listTags()).toEqual([]);
  expect(log.showSplit(kept).clips).toEqual(sampleRun().clips);
});

test('a run in the bin does not go on before it is restored', () => {
  const log = openLog();
  const id = log.createRun(sampleRun());
  log.setStatus(id, 'stopped');
  log.binRun(id);
  expect(() => log.setStatus(id, 'running')).toThrow(expect.objectContaining({ code: 'run-binned' }));
  log.restoreRun(id);
  log.setStatus(id, 'running');
  expect(log.showRun(id).status).toBe('running');
});
