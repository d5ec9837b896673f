import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/core/engines/engine.ts';
import { createWasmEngine } from '../../src/core/engines/wasm/wasm-engine.ts';
import { kerasLayerOrder } from '../../src/core/models/keras-layer-order.ts';
import { networkNamed } from '../../src/core/models/registry.ts';
import { inferShapes } from '../../src/core/models/shapes.ts';
import { countParameters, weightSpecs } from '../../src/core/models/weights.ts';
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
const engines: { engine: Engine['name']; open: () => Promise<Engine> }[] = [
  { engine: 'wasm', open: createWasmEngine },
];
/** Of a probability. */
const GREATEST_DIFFERENCE = 1e-4;

test.each(golden.networks)("$network has Keras's layers, shapes and weights", (expected) => {
  const architecture = networkNamed(expected.network, [75, 173]);
  expect(countParameters(architecture)).toEqual(expected.parameters);

  const shapes = inferShapes(architecture);
  const names = new Set(expected.layers.map(([name]) => (name === 'input_layer' ? 'input' : name)));
  const listed = kerasLayerOrder(architecture).filter(({ name }) => names.has(name));
  expect(listed.map(({ name }) => [name, shapes.get(name)])).toEqual(
    expected.layers.map(([name, shape]) => [name === 'input_layer' ? 'input' : name, shape]),
  );
  // What Keras has inside a layer, its activation, is a layer of its own here.
  const own = architecture.layers.filter(({ name }) => !names.has(name));
  expect(own.map(({ kind }) => kind)).toEqual(own.map(() => 'activation'));

  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(
    weightSpecs(architecture)
      .map(({ name, shape }) => ({ name, shape }))
      .toSorted(byName),
  ).toEqual(expected.weights.map(([name, shape]) => ({ name, shape })).toSorted(byName));
});

describe.each(engines)("the engine $engine puts out Keras's probabilities", ({ open }) => {
  test.each(golden.networks)('$network', async ({ network: name, gains, cases }) => {
    using engine = await open();
    for (const { shape, n, probabilities } of cases) {
      const architecture = networkNamed(name, shape);
      using network = await engine.build(architecture, { seed: 0 });
      await network.writeWeights(formulaWeights(architecture, gains));
      const found = await network.predict(formulaInputs(n, shape), n);
      expect(found.length).toBe(probabilities.length);
      const differences = Array.from(found, (value, i) => Math.abs(value - probabilities[i]));
      expect(Math.max(...differences)).toBeLessThanOrEqual(GREATEST_DIFFERENCE);
    }
  });
});
