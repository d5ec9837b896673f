import { describe, expect, it } from 'vitest';
import { createRunWatch } from '#main/run-watch.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import type { RunStatus } from '#shared/runs.ts';

const status = (run: string, to: RunStatus): LaboratoryEvent => ({
  name: 'run.status',
  data: { run, status: to, failure: null },
});
const epoch = (run: string, fold: number, of: number, trainings = 2): LaboratoryEvent =>
  ({
    name: 'run.epoch',
    data: { run, folds: 2, trainings, epochs: 10, epoch: { epoch: of, fold } },
  }) as LaboratoryEvent;

describe('the watch on runs', () => {
  it('counts unfinished runs', () => {
    const watch = createRunWatch();
    watch.onEvents([status('a', 'waiting'), status('b', 'running'), status('c', 'paused')]);
    expect(watch.unfinished).toBe(3);
    watch.onEvents([status('a', 'stopped'), status('b', 'finished'), status('d', 'failed')]);
    expect(watch.unfinished).toBe(1);
    expect(watch.computing).toBe(false);
    watch.clear();
    expect(watch.unfinished).toBe(0);
  });

  it('computes the progress of the running run over all folds', () => {
    const watch = createRunWatch();
    expect(watch.share).toBeNull();
    watch.onEvents([status('a', 'running')]);
    expect([watch.share, watch.computing]).toEqual([0, true]);
    watch.onEvents([epoch('a', 0, 5), epoch('unknown', 1, 10)]);
    expect(watch.share).toBe(0.25);
    watch.onEvents([epoch('a', 1, 10)]);
    expect(watch.share).toBe(1);
    watch.onEvents([status('a', 'finished')]);
    expect(watch.share).toBeNull();
  });

  it('counts the training of the final model', () => {
    const watch = createRunWatch();
    watch.onEvents([status('a', 'running'), epoch('a', 1, 10, 4)]);
    expect(watch.share).toBe(0.5);
    const refit = { run: 'a', phase: 'refit', fold: 1, folds: 2, trainings: 4, done: 5, total: 10 } as const;
    watch.onEvents([{ name: 'run.phase', data: refit }]);
    expect(watch.share).toBe(0.875);
  });
});
