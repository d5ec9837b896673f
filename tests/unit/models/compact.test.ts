import { expect, test } from 'vitest';
import { describeNetwork } from '#core/models/layers/describe-network.ts';
import { multiplyAdds } from '#core/models/layers/weights.ts';
import { NETWORKS } from '#core/models/registry.ts';
import { FEATURES, featureShape } from '#shared/settings/features.ts';

test.each(Object.values(FEATURES))('compact stays small for $name', (features) => {
  const [bands, frames] = featureShape(features);
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
])('compact accepts %d bands and %d frames', (bands, frames) => {
  expect(describeNetwork(NETWORKS.compact({ bands, frames })).layers.at(-1)!.output).toEqual([7]);
});
