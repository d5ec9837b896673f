import { expect, it } from 'vitest';
import { scaleProbabilities } from '#core/metrics/calibration.ts';
import { clipNetwork } from '#core/recognition/clip-model.ts';

/** Gives its inputs, of two values each, as probabilities. */
const echo = { predict: async (inputs: Float32Array) => inputs };
const squared = (probabilities: Float32Array) => Float32Array.from(scaleProbabilities(probabilities, 2, 0.5));

it('averages the inputs of each clip', async () => {
  const inputs = Float32Array.of(0.9, 0.1, 0.5, 0.5, 0.2, 0.8, 0.4, 0.6);
  const means = await clipNetwork(echo, 2).predictClips(inputs, 4, 2);
  expect([...means].map((mean) => Number(mean.toFixed(6)))).toEqual([0.7, 0.3, 0.3, 0.7]);
});

it('calibrates the mean of the inputs of a clip, not each of them', async () => {
  const inputs = Float32Array.of(0.9, 0.1, 0.5, 0.5);
  const [first] = await clipNetwork(echo, 2, squared).predictClips(inputs, 2, 2);
  // At the temperature 0.5, the squares: of the mean 0.7. The mean of both squares would be 0.744.
  expect(first).toBeCloseTo(0.7 ** 2 / (0.7 ** 2 + 0.3 ** 2), 5);
});
