import { readPlanStatus } from '#core/cluster/plan-status.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { planGrid } from './plan-grid.ts';

export function clusterRequests(services: Services): Handlers<RequestsOf<'cluster'>> {
  return {
    'cluster.plan': (input, context) => planGrid(services, input, context),
    'cluster.status': ({ folder }) => readPlanStatus(folder, services.log.hasRun),
  };
}
