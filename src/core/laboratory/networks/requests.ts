import { ENCODERS, encoderFeatures } from '#core/features/encoder/catalogue/catalogue.ts';
import { featuresNamed } from '#core/laboratory/features/requests.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { describeNetwork } from '#core/models/layers/describe-network.ts';
import { multiplyAdds } from '#core/models/layers/weights.ts';
import { NETWORK_DEFINITIONS, networkDefinition, networkNamed } from '#core/models/registry.ts';
import { type InputShape, inputShapeOf } from '#shared/settings/features.ts';
import { joinedFeatures } from '#shared/settings/joined-features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { runNetwork } from './run-network.ts';

/** The shape of built-in features, or of the first encoder of the catalogue, alone or joined. @throws UserError `unknown-recipe`. */
function shapeOf(features: string): InputShape {
  if (features === 'encoder') return inputShapeOf(encoderFeatures(ENCODERS[0], []));
  if (features === 'joined') return inputShapeOf(joinedFeatures(LOG_MEL, encoderFeatures(ENCODERS[0], [])));
  return inputShapeOf(featuresNamed(features));
}

export function networkRequests(services: Services): Handlers<RequestsOf<'networks'>> {
  return {
    'networks.list': async () =>
      NETWORK_DEFINITIONS.map(({ name, about, kind = 'mel' as const, features, minInput = 1 }) => ({
        name,
        about,
        kind,
        features,
        minInput,
      })),
    'networks.describe': async ({ name, features = networkDefinition(name).features }) => {
      const shape = shapeOf(features);
      const [bands, frames] = shape;
      const architecture = networkNamed(name, shape);
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
