import { describe, expect, it } from 'vitest';
import { createRunWatch } from '#main/run-watch.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import type { RunStatus } from '#shared/runs.ts';

const status = (run: string, to: RunStatus): LaboratoryEvent => ({
  name: 'run.status',
  data: { run, status: to, failure: null },
});
const epoch = (run: string, fold: number, of: number): LaboratoryEvent =>
  ({ name: 'run.epoch', data: { run, folds: 2, epochs: 10, epoch: { epoch: of, fold } } }) as LaboratoryEvent;

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
});
