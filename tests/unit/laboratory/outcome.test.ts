import { describe, expect, it } from 'vitest';
import { outcomeResult } from '../../../src/core/laboratory/outcome.ts';
import type { JobOutcome } from '../../../src/core/training/compute-host.ts';
import { playedHost } from './laboratory-parts.ts';

function setUp(signal?: AbortSignal) {
  const host = playedHost();
  const result = outcomeResult(host.run({ kind: 'probe' }), signal);
  return { result, job: host.jobs[0] };
}

describe("a job's outcome", () => {
  it('is its result when it finished', async () => {
    const { result, job } = setUp();
    job.end({ status: 'finished', result: { engines: [] } });
    expect(await result).toEqual({ engines: [] });
  });

  it('is its failure otherwise, or that it was cancelled', async () => {
    const failure = { code: 'engine-unavailable', message: 'No engine works here.' };
    const endings: [JobOutcome, object][] = [
      [{ status: 'failed', failure }, failure],
      [{ status: 'interrupted', failure }, failure],
      [{ status: 'stopped' }, { code: 'cancelled' }],
      [{ status: 'cancelled' }, { code: 'cancelled' }],
    ];
    for (const [outcome, expected] of endings) {
      const { result, job } = setUp();
      job.end(outcome);
      await expect(result).rejects.toMatchObject({ name: 'UserError', ...expected });
    }
  });

  it('says of a process that died what its asker would have said', async () => {
    const ended = (code: string) => {
      const host = playedHost();
      const result = outcomeResult(host.run({ kind: 'probe' }), undefined, 'Try it once more.');
      host.jobs[0].end({ status: 'interrupted', failure: { code, message: 'Resume the run.' } });
      return result;
    };
    await expect(ended('compute-crashed')).rejects.toMatchObject({
      code: 'compute-crashed',
      message: 'Try it once more.',
    });
    await expect(ended('out-of-memory')).rejects.toMatchObject({ message: 'Resume the run.' });
  });

  it('is cancelled by the signal, before or while it runs, and not after', async () => {
    const early = setUp(AbortSignal.abort());
    expect(early.job.wishes).toEqual(['cancel']);
    early.job.end({ status: 'cancelled' });
    await expect(early.result).rejects.toMatchObject({ code: 'cancelled' });

    const control = new AbortController();
    const late = setUp(control.signal);
    control.abort();
    expect(late.job.wishes).toEqual(['cancel']);
    late.job.end({ status: 'cancelled' });
    await expect(late.result).rejects.toMatchObject({ code: 'cancelled' });

    const after = new AbortController();
    const done = setUp(after.signal);
    done.job.end({ status: 'finished', result: { engines: [] } });
    await done.result;
    after.abort();
    expect(done.job.wishes).toEqual([]);
  });
});
