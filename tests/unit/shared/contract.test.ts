import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type DeclaredStale,
  events,
  type LaboratoryEvent,
  type QueryName,
  type RequestName,
  requests,
} from '#shared/contract.ts';
import { isIdempotent, isQuery } from '#shared/idempotent.ts';
import { isStale, staleAfterEvent, staleAfterRequest } from '#shared/staleness.ts';

const names = Object.keys(requests) as RequestName[];
const declared: readonly (readonly [string, readonly DeclaredStale[]])[] = [
  ...names.flatMap((name) => {
    const request = requests[name];
    return request.kind === 'command' ? [[name, request.stale] as const] : [];
  }),
  ...Object.entries(events).map(([name, { stale }]) => [name, stale] as const),
];

describe('a request', () => {
  it('is declared as a query or as a command', () => {
    expectTypeOf<(typeof requests)[RequestName]['kind']>().toEqualTypeOf<'query' | 'command'>();
    expectTypeOf<(typeof requests)[QueryName]['kind']>().toEqualTypeOf<'query'>();
    expectTypeOf<(typeof requests)[Exclude<RequestName, QueryName>]['kind']>().toEqualTypeOf<'command'>();
    for (const name of names) expect(['query', 'command'], name).toContain(requests[name].kind);
  });

  it('can be sent again if it is a query, or a command with the same result when it is repeated', () => {
    for (const name of names) expect(isIdempotent(name) || !isQuery(name), name).toBe(true);
    expect(
      ['runs.list', 'runs.annotate', 'runs.trash'].filter((name) => isIdempotent(name as RequestName)),
    ).toEqual(['runs.list', 'runs.annotate', 'runs.trash']);
    for (const name of [
      'runs.start',
      'runs.resume',
      'recordings.save',
      'library.add',
      'native.install',
    ] as const) {
      expect(isIdempotent(name), name).toBe(false);
    }
  });
});

describe('a stale query', () => {
  it('must be a query, or it does not compile', () => {
    // @ts-expect-error a command has no answer that can be stale
    const command: DeclaredStale = 'runs.start';
    // @ts-expect-error there is no such query
    const unknown: DeclaredStale = 'runs.nothing';
    for (const one of [command, unknown] as string[]) {
      expect((requests as Record<string, { kind: string }>)[one]?.kind).not.toBe('query');
    }
  });

  it('exists, with its key', () => {
    for (const [name, stale] of declared) {
      for (const one of stale) {
        const query = typeof one === 'string' ? one : one.query;
        expect(requests[query].kind, `${name}: ${query}`).toBe('query');
        if (typeof one !== 'string')
          expect(requests[query].input.shape, `${name}: ${query}`).toHaveProperty(one.by);
      }
    }
  });

  it('concerns all answers of a query, or those for one run', () => {
    const stale = staleAfterRequest('runs.annotate', { run: 'a', name: 'new' });
    expect(stale).toEqual([
      { query: 'runs.list', where: null },
      { query: 'runs.show', where: { key: 'run', value: 'a' } },
      { query: 'comparisons.show', where: null },
      { query: 'evaluations.matrix', where: null },
    ]);
    expect(isStale(stale, 'runs.list', { limit: 5 })).toBe(true);
    expect(isStale(stale, 'runs.show', { run: 'a' })).toBe(true);
    expect(isStale(stale, 'runs.show', { run: 'b' })).toBe(false);
    expect(isStale(stale, 'about', {})).toBe(false);
    expect(isStale(stale, 'runs.show', undefined)).toBe(false);
  });

  it('follows from an event, but not from a query', () => {
    expect(staleAfterRequest('runs.show', { run: 'a' })).toEqual([]);
    const event: LaboratoryEvent = {
      name: 'run.status',
      data: { run: 'a', status: 'finished', failure: null },
    };
    const stale = staleAfterEvent(event);
    for (const query of ['runs.list', 'runs.queue'] as const)
      expect(isStale(stale, query, {}), query).toBe(true);
    for (const query of [
      'runs.show',
      'runs.predictions',
      'runs.groups',
      'runs.fairness',
      'embeddings.show',
    ] as const) {
      expect(isStale(stale, query, { run: 'a' }), query).toBe(true);
      expect(isStale(stale, query, { run: 'b' }), query).toBe(false);
    }
  });
});
