import { describe, expect, it } from 'vitest';
import { createRunWatch } from '../../../src/main/run-watch.ts';
import type { LaboratoryEvent } from '../../../src/shared/contract.ts';
import type { RunStatus } from '../../../src/shared/runs.ts';

const status = (run: string, to: RunStatus): LaboratoryEvent => ({
  name: 'run.status',
  data: { run, status: to, failure: null },
});
const epoch = (run: string, fold: number, of: number): LaboratoryEvent =>
  ({ name: 'run.epoch', data: { run, folds: 2, epochs: 10, epoch: { epoch: of, fold } } }) as LaboratoryEvent;

describe('the watch on runs', () => {
  it('knows what quitting would cut short', () => {
    const watch = createRunWatch();
    watch.hear([status('a', 'waiting'), status('b', 'running'), status('c', 'paused')]);
    expect(watch.underway).toBe(3);
    watch.hear([status('a', 'stopped'), status('b', 'finished'), status('d', 'failed')]);
    expect(watch.underway).toBe(1);
    expect(watch.computing).toBe(false);
    watch.clear();
    expect(watch.underway).toBe(0);
  });

  it('knows how far the run that trains has come, over all folds', () => {
    const watch = createRunWatch();
    expect(watch.share).toBeNull();
    watch.hear([status('a', 'running')]);
    expect([watch.share, watch.computing]).toEqual([0, true]);
    watch.hear([epoch('a', 0, 5), epoch('unknown', 1, 10)]);
    expect(watch.share).toBe(0.25);
    watch.hear([epoch('a', 1, 10)]);
    expect(watch.share).toBe(1);
    watch.hear([status('a', 'finished')]);
    expect(watch.share).toBeNull();
  });
});
