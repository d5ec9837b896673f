import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { testRobustness } from './test-robustness.ts';

/** Robustness tests, which are saved with their runs. */
export function robustnessRequests(services: Services): Handlers<RequestsOf<'robustness'>> {
  const { log } = services;
  return {
    'robustness.list': async ({ run }) => log.listRobustness(run),
    'robustness.test': ({ run, ...options }, context) =>
      testRobustness(services, log.describeRun(run), options, context),
  };
}
