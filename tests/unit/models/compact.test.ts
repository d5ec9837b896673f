import { expect, test } from 'vitest';
import { describeNetwork } from '../../../src/core/models/describe.ts';
import { NETWORKS } from '../../../src/core/models/registry.ts';
import { multiplyAdds } from '../../../src/core/models/weights.ts';
import { RECIPES, recipeShape } from '../../../src/shared/recipes.ts';

test.each(Object.values(RECIPES))('compact stays small for $name', (recipe) => {
  const [bands, frames] = recipeShape(recipe);
  const architecture = NETWORKS.compact({ bands, frames });
  const { parameters, layers } = describeNetwork(architecture);
  expect(parameters.total).toBeLessThan(600_000);
  expect(parameters.total - parameters.trainable).toBe(2 * (16 + 3 * (32 + 64 + 128)));
  expect(multiplyAdds(architecture)).toBeLessThan(60e6);
  expect(layers[0]).toEqual({ name: 'input', kind: 'input', output: [bands, frames, 1] });
  expect(layers.at(-1)).toEqual({ name: 'probabilities', kind: 'activation', output: [7] });
});

test.each([
  [1, 1],
  [13, 40],
  [128, 1000],
])('compact takes any recipe: %d bands, %d frames', (bands, frames) => {
  expect(describeNetwork(NETWORKS.compact({ bands, frames })).layers.at(-1)!.output).toEqual([7]);
});
