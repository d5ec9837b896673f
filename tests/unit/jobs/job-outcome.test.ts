import { describe, expect, it } from 'vitest';
import { type JobOutcome, outcomeResult } from '#core/jobs/job-outcome.ts';
import { playedHost } from '../laboratory/laboratory-services.ts';

function setUp(signal?: AbortSignal) {
  const host = playedHost();
  const result = outcomeResult(host.run({ kind: 'probe' }), signal);
  return { result, job: host.jobs[0] };
}

describe('outcomeResult', () => {
  it('gives the result of a finished job', async () => {
    const { result, job } = setUp();
    job.end({ status: 'finished', result: { engines: [], encoders: null } });
    expect(await result).toEqual({ engines: [], encoders: null });
  });

  it('rejects with the failure, or with cancelled', async () => {
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

  it('replaces the message of a crashed process', async () => {
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

  it('cancels the job when the signal is aborted before or during it, not after', async () => {
    const early = setUp(AbortSignal.abort());
    expect(early.job.commands).toEqual(['cancel']);
    early.job.end({ status: 'cancelled' });
    await expect(early.result).rejects.toMatchObject({ code: 'cancelled' });

    const control = new AbortController();
    const late = setUp(control.signal);
    control.abort();
    expect(late.job.commands).toEqual(['cancel']);
    late.job.end({ status: 'cancelled' });
    await expect(late.result).rejects.toMatchObject({ code: 'cancelled' });

    const after = new AbortController();
    const done = setUp(after.signal);
    done.job.end({ status: 'finished', result: { engines: [], encoders: null } });
    await done.result;
    after.abort();
    expect(done.job.commands).toEqual([]);
  });
});
