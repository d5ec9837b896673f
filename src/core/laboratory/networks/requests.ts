import { featuresNamed } from '#core/laboratory/features/requests.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { describeNetwork } from '#core/models/layers/describe-network.ts';
import { multiplyAdds } from '#core/models/layers/weights.ts';
import { NETWORK_DEFINITIONS, networkDefinition, networkNamed } from '#core/models/registry.ts';
import { inputShapeOf } from '#shared/settings/features.ts';
import { runNetwork } from './run-network.ts';

export function networkRequests(services: Services): Handlers<RequestsOf<'networks'>> {
  return {
    'networks.list': async () =>
      NETWORK_DEFINITIONS.map(({ name, about, features, minInput = 1 }) => ({
        name,
        about,
        features,
        minInput,
      })),
    'networks.describe': async ({ name, features = networkDefinition(name).features }) => {
      const [bands, frames] = inputShapeOf(featuresNamed(features));
      const architecture = networkNamed(name, [bands, frames]);
      return {
        name,
        input: [bands, frames, 1],
        multiplyAdds: multiplyAdds(architecture),
        ...describeNetwork(architecture),
      };
    },
    'networks.run': (request, context) => runNetwork(services, request, context),
  };
}
