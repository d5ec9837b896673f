import { type CallOptions, type LaboratoryPort, type RequestName, requests } from './contract.ts';
import { toFailure, UserError } from './failure.ts';
import type { Answer } from './wire.ts';

/** Answers a request that comes from another process or from the network. Never throws. */
export type Responder = (input: unknown, options: CallOptions) => Promise<Answer>;

/**
 * Binds all requests of the contract to a laboratory. Each input is checked against the contract before it reaches the
 * laboratory. `onDefect` is called with errors that are bugs, because the answer does not contain their stack trace.
 */
export function bindRequests(
  laboratory: Pick<LaboratoryPort, 'invoke'>,
  onDefect: (error: unknown) => void,
): ReadonlyMap<string, Responder> {
  const responders = new Map<string, Responder>();
  for (const name of Object.keys(requests) as RequestName[]) {
    responders.set(name, async (input, options) => {
      try {
        requests[name].input.parse(input);
        return { ok: true, value: await laboratory.invoke(name, input as never, options) };
      } catch (error) {
        const failure = toFailure(error);
        if (failure.code === 'internal') onDefect(error);
        return { ok: false, failure };
      }
    });
  }
  return responders;
}

/** The answer to an unknown request name, from a page of another version. */
export function unknownRequest(name: string): Answer {
  const error = new UserError('unknown-request', `Unknown request “${name.slice(0, 100)}”. Reload the page.`);
  return { ok: false, failure: toFailure(error) };
}
