import { recipeShape } from '../../shared/recipes.ts';
import { describeNetwork } from '../models/describe.ts';
import { NETWORKS, networkNamed } from '../models/registry.ts';
import { multiplyAdds } from '../models/weights.ts';
import { recipeNamed } from './feature-requests.ts';
import type { Handlers } from './parts.ts';

export function networkRequests(): Handlers<'networks.list' | 'networks.describe'> {
  return {
    'networks.list': async () => Object.keys(NETWORKS),
    'networks.describe': async ({ name, recipe }) => {
      const [bands, frames] = recipeShape(recipeNamed(recipe));
      const architecture = networkNamed(name, [bands, frames]);
      return {
        name,
        input: [bands, frames, 1],
        multiplyAdds: multiplyAdds(architecture),
        ...describeNetwork(architecture),
      };
    },
  };
}
