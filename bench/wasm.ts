/**
 * Measures a training step and a prediction of `compact` on the built-in engine, the share of matrix products, and the
 * ratio to Keras. Both are measured alternately, so that other load affects both equally:
 *
 *   node bench/wasm.ts [batch size]
 *
 * Keras is compared if NEURAL_SER_PYTHON is a Python with Keras.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createHeap, type Heap } from '#core/engines/wasm/kernels/heap.ts';
import { WasmNetwork } from '#core/engines/wasm/wasm-network.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { multiplyAdds } from '#core/models/layers/weights.ts';
import { NETWORKS } from '#core/models/registry.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { featureShape } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

const ROUNDS = 15;
/** Forward pass, gradient of the kernels, gradient of the inputs. */
const PASSES = 3;

const n = Number(process.argv[2] ?? 32);
const [bands, frames] = featureShape(LOG_MEL);
const architecture = NETWORKS.compact({ bands, frames });
const build = (makeHeap: () => Heap) =>
  new WasmNetwork(architecture, { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam }, makeHeap);
const kernelMs = new Map<string, number>();
using network = build(createHeap);
using timed = build(() => timedHeap(createHeap(), kernelMs));

const random = createRandom('bench');
const classes = EMOTIONS.length;
const batch = {
  n,
  inputs: new Float32Array(n * bands * frames).map(() => random.normal()),
  targets: new Float32Array(n * classes),
  sampleWeights: new Float32Array(n).fill(1),
};
for (let clip = 0; clip < n; clip++) batch.targets[clip * classes + random.integer(classes)] = 1;
const settings = { learningRate: 1e-3, clipNorm: 0, dropoutSeed: [1, 2] as [number, number] };

const steps: number[] = [];
const predictions: number[] = [];
const kerasSteps: number[] = [];
await using keras = process.env.NEURAL_SER_PYTHON
  ? await startKeras(process.env.NEURAL_SER_PYTHON, architecture)
  : null;
for (let round = -2; round < ROUNDS; round++) {
  const stepMs = await elapsedMs(() => network.trainStep(batch, settings));
  if (round === 0) kernelMs.clear();
  await timed.trainStep(batch, settings);
  const predictMs = await elapsedMs(() => network.predict(batch.inputs, n));
  const kerasMs = keras && (await keras.step());
  if (round < 0) continue;
  steps.push(stepMs);
  predictions.push(predictMs);
  if (kerasMs) kerasSteps.push(kerasMs);
}

const [step, prediction] = [median(steps), median(predictions)];
const operations = 2 * multiplyAdds(architecture) * n;
const rate = (passes: number, ms: number) => `${((passes * operations) / ms / 1e6).toFixed(1)} GFLOP/s`;
const allKernels = kernelMs.values().reduce((sum, ms) => sum + ms, 0);
const products = (kernelMs.get('multiplyRows') ?? 0) + (kernelMs.get('multiplyColumns') ?? 0);
console.log(`compact, ${bands} × ${frames}, batch ${n}, one core, median of ${ROUNDS}`);
console.log(`training step   ${step.toFixed(1)} ms, ${rate(PASSES, step)}`);
console.log(`prediction      ${prediction.toFixed(1)} ms, ${rate(1, prediction)}`);
console.log(`430 clips       ${((step * 430) / n / 1000).toFixed(1)} s per epoch`);
console.log(`memory          ${(network.memoryBytes / 1e6).toFixed(0)} MB`);
console.log(`all kernels ÷ matrix products   ${(allKernels / products).toFixed(2)}`);
for (const [name, ms] of [...kernelMs].toSorted((a, b) => b[1] - a[1]).slice(0, 10))
  console.log(`  ${name.padEnd(18)} ${(ms / ROUNDS).toFixed(2)} ms`);
if (kerasSteps.length > 0)
  console.log(
    `step ÷ Keras's  ${(step / median(kerasSteps)).toFixed(2)} (Keras ${median(kerasSteps).toFixed(1)} ms)`,
  );
else console.log('NEURAL_SER_PYTHON is not set: not compared with Keras');

/** The same heap, with a timer around each kernel. */
function timedHeap(heap: Heap, milliseconds: Map<string, number>): Heap {
  const kernels = Object.fromEntries(
    Object.entries(heap.kernels).map(([name, kernel]) => [
      name,
      (...parameters: number[]) => {
        const start = performance.now();
        kernel(...parameters);
        milliseconds.set(name, (milliseconds.get(name) ?? 0) + performance.now() - start);
      },
    ]),
  );
  return Object.create(heap, { kernels: { value: kernels } });
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The same network in Keras, which makes one step for each line of its input. */
async function startKeras(python: string, network: Architecture) {
  const program = `
import json, sys, time
import engines, numpy as np, keras
architecture = json.loads(sys.stdin.readline())
model = engines.build(architecture)
model.compile(optimizer=keras.optimizers.Adam(), loss="categorical_crossentropy")
x = np.random.normal(size=(${n}, *model.input.shape[1:])).astype("float32")
y = np.eye(${classes}, dtype="float32")[np.random.randint(0, ${classes}, ${n})]
model.train_on_batch(x, y)
print("ready", flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    model.train_on_batch(x, y)
    print((time.perf_counter() - start) * 1000, flush=True)
`;
  const child = spawn(python, ['-c', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: fileURLToPath(new URL('../tests/golden', import.meta.url)),
    },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${JSON.stringify(network)}\n`);
  if ((await lines.next()).done)
    throw new Error(`${python} ended. Check that TensorFlow and Keras are installed.`);
  return {
    step: async (): Promise<number> => {
      child.stdin.write('step\n');
      return Number((await lines.next()).value);
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
