import { recipeShape } from '../../shared/recipes.ts';
import { describeNetwork } from '../models/describe.ts';
import { NETWORKS, networkNamed } from '../models/registry.ts';
import { multiplyAdds } from '../models/weights.ts';
import { recipeNamed } from './feature-requests.ts';
import { runNetwork } from './network-run.ts';
import type { Handlers, Parts } from './parts.ts';

export function networkRequests(
  parts: Parts,
): Handlers<'networks.list' | 'networks.describe' | 'networks.run'> {
  return {
    'networks.list': async () => Object.keys(NETWORKS),
    'networks.describe': async ({ name, recipe = name === 'compact' ? 'log-mel' : 'thesis-mfcc' }) => {
      const [bands, frames] = recipeShape(recipeNamed(recipe));
      const architecture = networkNamed(name, [bands, frames]);
      return {
        name,
        input: [bands, frames, 1],
        multiplyAdds: multiplyAdds(architecture),
        ...describeNetwork(architecture),
      };
    },
    'networks.run': (request, context) => runNetwork(parts, request, context),
  };
}
