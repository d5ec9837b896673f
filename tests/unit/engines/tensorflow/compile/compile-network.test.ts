import { expect, test } from 'vitest';
import { compileNetwork } from '#core/engines/tensorflow/compile/compile-network.ts';
import { SGD, SMALL, wide } from '../../networks.ts';

const opsOf = (architecture: typeof SMALL, onGpu: boolean, optimizer = SGD) =>
  compileNetwork(architecture, { optimizer, onGpu }).operations;

/** Batch norms that compute mean and variance themselves, with their own rounding. */
const fusedNorms = (onGpu: boolean) =>
  opsOf(SMALL, onGpu).filter(({ op, attributes }) => op === 'FusedBatchNormV3' && attributes.is_training?.b);

test("batch norms are trained in Keras's steps, and fused only on a GPU", () => {
  const norms = SMALL.layers.filter(({ kind }) => kind === 'batch-norm').length;
  expect(norms).toBeGreaterThan(2);
  expect(fusedNorms(false)).toEqual([]);
  expect(fusedNorms(true)).toHaveLength(norms);
});

test('trains with Winograd convolutions on a CPU, unless a batch norm amplifies the difference', () => {
  const products = (architecture: typeof SMALL, onGpu: boolean) =>
    opsOf(architecture, onGpu).filter(({ op }) => op === 'BatchMatMulV2').length;
  const plain = wide(16, 12);
  const layers = plain.layers.flatMap((layer) =>
    layer.name === 'mean'
      ? [
          {
            kind: 'batch-norm' as const,
            name: 'norm',
            inputs: layer.inputs,
            momentum: 0.9,
            epsilon: 1e-3,
            scale: true,
            center: true,
          },
          { ...layer, inputs: ['norm'] },
        ]
      : [layer],
  );
  const forPrediction = products({ name: 'normed', layers }, false);
  expect(forPrediction).toBeGreaterThan(0);
  expect(products(plain, false)).toBeGreaterThan(2 * forPrediction);
  expect(products(plain, true)).toBe(0);
});
