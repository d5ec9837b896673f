import { expect, test } from 'vitest';
import { initialWeights } from '#core/models/layers/initializers.ts';
import { writeNetwork } from '#core/models/layers/network-writer.ts';

const architecture = writeNetwork('test', [8, 8, 16], (net, input) => {
  let x = net.conv(input, 'he', 64, 3, { initializer: 'he-normal' });
  x = net.batchNorm(x, 'norm');
  x = net.conv(x, 'glorot', 32, 3);
  net.dense(net.plain(x, 'flat', 'flatten'), 'dense', 10);
});
const weights = (seed: number) => new Map(initialWeights(architecture, seed).map((w) => [w.name, w.data]));
const moments = (values: Float32Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), maxMagnitude: Math.max(...values.map(Math.abs)) };
};

test('he-normal has the deviation √(2 / fanIn) and is truncated at two deviations of the full distribution', () => {
  const { mean, deviation, maxMagnitude } = moments(weights(1).get('he/kernel')!);
  const expected = Math.sqrt(2 / 144);
  expect(mean).toBeCloseTo(0, 2);
  expect(deviation / expected).toBeCloseTo(1, 1.5);
  expect(maxMagnitude).toBeLessThanOrEqual((2 * expected) / 0.8796);
  expect(maxMagnitude).toBeGreaterThan(1.95 * expected);
});

test('glorot-uniform fills ±√(6 / (fanIn + fanOut))', () => {
  const { mean, deviation, maxMagnitude } = moments(weights(1).get('glorot/kernel')!);
  const limit = Math.sqrt(6 / (64 * 9 + 32 * 9));
  expect(mean).toBeCloseTo(0, 2);
  expect(maxMagnitude).toBeLessThanOrEqual(limit);
  expect(maxMagnitude).toBeGreaterThan(0.99 * limit);
  expect(deviation / (limit / Math.sqrt(3))).toBeCloseTo(1, 1.5);
});

test('biases and means start at 0, scales and variances at 1', () => {
  const initial = weights(1);
  for (const name of ['he/bias', 'dense/bias', 'norm/beta', 'norm/moving_mean'])
    expect(
      initial.get(name)!.every((value) => value === 0),
      name,
    ).toBe(true);
  for (const name of ['norm/gamma', 'norm/moving_variance'])
    expect(
      initial.get(name)!.every((value) => value === 1),
      name,
    ).toBe(true);
});

test('depends on the seed and the name, not on other layers', () => {
  expect(weights(1)).toEqual(weights(1));
  expect(weights(2).get('he/kernel')).not.toEqual(weights(1).get('he/kernel'));
  const alone = writeNetwork('alone', [8, 8, 16], (net, input) => {
    net.conv(net.relu(input, 'relu'), 'he', 64, 3, { initializer: 'he-normal', useBias: false });
  });
  expect(initialWeights(alone, 1)[0].data).toEqual(weights(1).get('he/kernel'));
});
