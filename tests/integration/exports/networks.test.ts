import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBinding, runGraph } from '#core/engines/tensorflow/binding.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { encodeSavedModelFile } from '#core/model-export/encode-saved-model.ts';
import { encodeOnnx } from '#core/model-export/onnx/encode-onnx.ts';
import { networkNamed } from '#core/models/registry.ts';
import { formulaInputs, formulaWeights } from '../../golden/formula-weights.ts';
import { LONG_TESTS } from '../../long-tests.ts';
import { nativeRuntime } from '../../native-runtime.ts';
import { largestDifference, runOnnx } from '../../onnx-runtime.ts';
import { pythonHas, runPython } from '../../python.ts';

const golden: { networks: { network: string; gains: [number, number] }[] } = JSON.parse(
  readFileSync(new URL('../../golden/networks.json', import.meta.url), 'utf8'),
);
/** The gains of `networks.py` keep the probabilities of the thesis's networks away from 0 and 1. */
const gainsOf = (name: string) => golden.networks.find(({ network }) => network === name)?.gains ?? [1, 0.5];

const withPython = { onnxruntime: pythonHas('onnxruntime'), tensorflow: pythonHas('tensorflow', 'keras') };

/** Loaded here too, whether there is a Python or not. */
const SMALL: readonly string[] = ['compact', 'densenet201'];

/** Networks on small inputs. Without Python only two: the others have up to 140 million weights. */
const NETWORKS = (
  [
    ['compact', [64, 151]],
    ['densenet201', [32, 40]],
    ['xception', [71, 71]],
    ...(LONG_TESTS
      ? ([
          ['vgg19', [32, 32]],
          ['inceptionv3', [75, 75]],
          ['resnet101v2', [32, 40]],
        ] as const)
      : []),
  ] as [name: string, shape: [number, number]][]
)
  .filter(([name]) => SMALL.includes(name) || withPython.onnxruntime || withPython.tensorflow)
  .map(([name, shape]) => ({ name, shape, gains: gainsOf(name) as [number, number] }));
const CLIPS = 2;
/** Maximum difference of a probability. */
const MAX_DIFFERENCE = 1e-5;
const LOAD = new URL('./load_models.py', import.meta.url);

const root = mkdtempSync(join(tmpdir(), 'neural-ser-exports-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const binding = nativeRuntime && loadBinding(nativeRuntime);

describe.each(NETWORKS)('$name gives the same probabilities', ({ name, shape, gains }) => {
  const folder = join(root, name);
  const architecture = networkNamed(name, shape);
  const features = formulaInputs(CLIPS, shape);
  const inputShape = [CLIPS, ...shape, 1];
  let expected = new Float32Array();

  test('as ONNX and as SavedModel', async () => {
    for (const format of ['onnx', 'saved-model']) mkdirSync(join(folder, format), { recursive: true });
    const weights = formulaWeights(architecture, gains);
    const folds = [{ name: 'network1', weights: new Map(weights.map((tensor) => [tensor.name, tensor])) }];
    {
      using engine = await createWasmEngine();
      using network = await engine.build(architecture, { seed: 0 });
      await network.writeWeights(weights);
      expected = Float32Array.from(await network.predict(features, CLIPS));
    }
    const probabilities = [...expected];
    expect(Math.max(...probabilities)).toBeLessThan(0.99);
    writeFileSync(
      join(folder, 'example.json'),
      JSON.stringify({ shape: inputShape, features: [...features], probabilities }),
    );

    const model = { architecture, folds, version: '0.1.0', metadata: {} };
    const onnx = encodeOnnx(model);
    writeFileSync(join(folder, 'onnx', 'model.onnx'), onnx);
    writeFileSync(join(folder, 'saved-model', 'saved_model.pb'), encodeSavedModelFile(model));
    if (!SMALL.includes(name)) return;
    const found = await runOnnx(onnx, features, inputShape);
    expect(found.shape).toEqual([CLIPS, expected.length / CLIPS]);
    expect(largestDifference(found.probabilities, expected)).toBeLessThan(MAX_DIFFERENCE);
    if (!binding) return;
    const session = binding.loadSavedModel(join(folder, 'saved-model'), 'serve');
    try {
      const feed = { name: 'Placeholder_0:0', shape: inputShape, data: features };
      const [output] = runGraph(binding, session, [feed], ['Softmax_0:0']);
      expect(largestDifference(output.data, expected)).toBeLessThan(MAX_DIFFERENCE);
    } finally {
      binding.deleteSavedModel(session);
    }
  });
});

describe.each(['onnxruntime', 'tensorflow'] as const)("loaded by Python's %s", (library) => {
  test.runIf(withPython[library])(
    'all networks give the same probabilities',
    () => {
      const folders = NETWORKS.map(({ name }) => join(root, name));
      const differences = runPython<Record<string, number[]>>(LOAD, library, ...folders);
      for (const { name } of NETWORKS) {
        for (const difference of differences[name]) expect(difference, name).toBeLessThan(MAX_DIFFERENCE);
      }
    },
    900_000,
  );
});
