import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { countParameters, weightSpecs } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { kerasLayerOrder } from '#core/models/weight-files/keras-layer-order.ts';
import { FAST_ENGINES } from '../unit/engines/engines-under-test.ts';
import { formulaInputs, formulaWeights } from './formula-weights.ts';

interface Golden {
  networks: {
    network: string;
    gains: [number, number];
    parameters: { total: number; trainable: number };
    layers: [name: string, shape: number[]][];
    weights: [name: string, shape: number[]][];
    cases: { shape: [number, number]; n: number; probabilities: number[] }[];
  }[];
}

const golden: Golden = JSON.parse(await readFile(new URL('./networks.json', import.meta.url), 'utf8'));
/** Maximum difference of a probability. */
const MAX_DIFFERENCE = 1e-4;

test.each(golden.networks)("$network has Keras's layers, shapes and weights", (expected) => {
  const architecture = networkNamed(expected.network, [75, 173]);
  expect(countParameters(architecture)).toEqual(expected.parameters);

  const shapes = inferShapes(architecture);
  const names = new Set(expected.layers.map(([name]) => (name === 'input_layer' ? 'input' : name)));
  const listed = kerasLayerOrder(architecture).filter(({ name }) => names.has(name));
  expect(listed.map(({ name }) => [name, shapes.get(name)])).toEqual(
    expected.layers.map(([name, shape]) => [name === 'input_layer' ? 'input' : name, shape]),
  );
  // In Keras an activation may be a part of a layer; here it is a separate layer.
  const additional = architecture.layers.filter(({ name }) => !names.has(name));
  expect(additional.map(({ kind }) => kind)).toEqual(additional.map(() => 'activation'));

  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(
    weightSpecs(architecture)
      .map(({ name, shape }) => ({ name, shape }))
      .toSorted(byName),
  ).toEqual(expected.weights.map(([name, shape]) => ({ name, shape })).toSorted(byName));
});

describe.each(golden.networks)(
  "$network predicts Keras's probabilities",
  ({ network: name, gains, cases }) => {
    // Tens of millions of weights, so they are computed once for all engines.
    test.each(cases)(
      `$shape, on ${FAST_ENGINES.map(({ engine }) => engine).join(' and ')}`,
      async (expected) => {
        const { shape, n, probabilities } = expected;
        const architecture = networkNamed(name, shape);
        const [weights, inputs] = [formulaWeights(architecture, gains), formulaInputs(n, shape)];
        for (const { engine: engineName, open } of FAST_ENGINES) {
          using engine = await open();
          using network = await engine.build(architecture, { seed: 0 });
          await network.writeWeights(weights);
          const found = await network.predict(inputs, n);
          expect(found.length).toBe(probabilities.length);
          const differences = Array.from(found, (value, i) => Math.abs(value - probabilities[i]));
          expect(Math.max(...differences), engineName).toBeLessThanOrEqual(MAX_DIFFERENCE);
        }
      },
    );
  },
);
