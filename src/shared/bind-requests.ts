import { type CallOptions, type LaboratoryPort, type RequestName, requests } from './contract.ts';
import { toFailure, UserError } from './failure.ts';
import type { Answer } from './wire.ts';

/** Answers one kind of request from beyond a wall; never throws. */
export type Responder = (input: unknown, options: CallOptions) => Promise<Answer>;

/**
 * The whole contract, bound to a laboratory with one loop: what a door answers with. Each input is checked against the
 * contract before the laboratory hears of it. `onDefect` gets what is no mistake of the user's but one of ours, whose
 * trace would not survive the wall.
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

/** What is answered to a name that the contract does not have: a page of another version. */
export function unknownRequest(name: string): Answer {
  const error = new UserError(
    'unknown-request',
    `The laboratory knows no request “${name.slice(0, 100)}”. Load the page again.`,
  );
  return { ok: false, failure: toFailure(error) };
}
