/** Which answers are stale after a command or an event, from the contract's declarations. */
import {
  type DeclaredStale,
  events,
  type LaboratoryEvent,
  type RequestName,
  requests,
  type StaleQuery,
} from './contract.ts';

/** The stale queries after a command with this input; none after a query. */
export function staleAfterRequest(name: RequestName, input: unknown): StaleQuery[] {
  const request = requests[name];
  return request.kind === 'command' ? resolve(request.stale, input) : [];
}

/** The stale queries after an event. */
export const staleAfterEvent = ({ name, data }: LaboratoryEvent): StaleQuery[] =>
  resolve(events[name].stale, data);

function resolve(stale: readonly DeclaredStale[], data: unknown): StaleQuery[] {
  return stale.map((declared) => {
    if (typeof declared === 'string') return { query: declared, where: null };
    const { query, by } = declared;
    return { query, where: { key: by, value: (data as Record<string, StaleValue>)[by] } };
  });
}

type StaleValue = NonNullable<StaleQuery['where']>['value'];

/** Whether the answer to a query with this input is among the stale ones. */
export const isStale = (stale: readonly StaleQuery[], name: unknown, input: unknown): boolean =>
  stale.some(
    ({ query, where }) =>
      query === name &&
      (where === null || (input as Record<string, unknown> | undefined)?.[where.key] === where.value),
  );
