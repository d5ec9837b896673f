import { describe, expect, it } from 'vitest';
import { startRuns } from '#renderer/client/start-runs.ts';
import type { RequestInput } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';

type Asked = RequestInput<'runs.startMany'>;
type Answers = { id: string | null; failure: { code: string; message: string } | null }[];

/** A laboratory that answers each part of the runs when the test resolves it. */
function setUp() {
  const asked: Asked[] = [];
  const parts: PromiseWithResolvers<Answers>[] = [];
  const invoke = (_name: string, input: Asked) => {
    asked.push(input);
    const part = Promise.withResolvers<Answers>();
    parts.push(part);
    return part.promise;
  };
  return { asked, parts, laboratory: { invoke: invoke as never } };
}

const runs = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ folders: ['x'], settings: { seed: i }, name: `run ${i}` }));
const started = ({ runs }: Asked): Answers => runs.map(({ name = '' }) => ({ id: name, failure: null }));

describe('many runs', () => {
  it('are requested at once, in their order and in few calls, and keep their order', async () => {
    const { asked, parts, laboratory } = setUp();
    const starting = startRuns(laboratory, runs(1000));
    expect(asked).toHaveLength(20);
    expect(asked.flatMap(({ runs }) => runs)).toEqual(runs(1000));
    for (const [index, part] of [...parts.entries()].reverse()) part.resolve(started(asked[index]));
    const { started: ids, failures } = await starting;
    expect(ids).toEqual(runs(1000).map(({ name }) => name));
    expect(failures).toEqual([]);
  });

  it('are named when they cannot be started, unless the user has cancelled them', async () => {
    const { asked, parts, laboratory } = setUp();
    const starting = startRuns(laboratory, runs(103));
    const failure = (code: string) => ({ id: null, failure: { code, message: 'Not possible.' } });
    parts[0].resolve([
      failure('out-of-memory'),
      failure('cancelled'),
      ...started({ runs: asked[0].runs.slice(2) }),
    ]);
    parts[1].resolve(started(asked[1]));
    parts[2].reject(new UserError('connection-lost', 'The connection was lost.'));
    const outcome = await starting;
    expect(outcome.started).toHaveLength(98);
    expect(outcome.failures.map(({ name, failure }) => [name, failure.code])).toEqual([
      ['run 0', 'out-of-memory'],
      ['run 100', 'connection-lost'],
      ['run 101', 'connection-lost'],
      ['run 102', 'connection-lost'],
    ]);
  });
});
