/** Starting several runs, outside of any page, so that leaving it loses none of them. */
import type { RequestInput } from '../../shared/contract.ts';
import { type Failure, toFailure } from '../../shared/failure.ts';
import type { PageLaboratory } from './port.ts';

export interface StartedRuns {
  /** Their ids, in the order asked for. */
  started: readonly string[];
  failures: readonly { name: string; failure: Failure }[];
}

/**
 * Asks for all of them at once: the laboratory prepares and trains them in that order, and goes on with it when the
 * page is closed. Those that cannot be started are told and passed over.
 */
export async function startRuns(
  laboratory: Pick<PageLaboratory, 'invoke'>,
  wishes: readonly RequestInput<'runs.start'>[],
): Promise<StartedRuns> {
  const answers = await Promise.allSettled(wishes.map((wish) => laboratory.invoke('runs.start', wish)));
  return {
    started: answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.id] : [])),
    failures: answers.flatMap((answer, index) =>
      answer.status === 'rejected'
        ? [{ name: wishes[index].name ?? '', failure: toFailure(answer.reason) }]
        : [],
    ),
  };
}
