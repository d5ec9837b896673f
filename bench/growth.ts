/**
 * Measures the growth of native tensors, sessions, open files and resident memory while `compact` trains. Prints a line of
 * text, or the numbers with `--json`. Growth is counted from step 100 on.
 *
 *     node bench/growth.ts [--engine tensorflow|wasm] [--steps 1000] [--batch 8] [--bands 64] [--frames 151]
 */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Batch, Engine } from '#core/engines/engine.ts';
import { loadBinding } from '#core/engines/tensorflow/binding.ts';
import { createTensorflowEngine } from '#core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import { networkNamed } from '#core/models/registry.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { featureShape } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

/** The measured quantities; null if a quantity cannot be counted. */
interface Counts {
  tensors: number | null;
  sessions: number | null;
  openFiles: number | null;
  resources: number;
  residentBytes: number;
}

const SETTLED_STEPS = 100;
const DIFFERENT_BATCHES = 8;
/** Predictions in between, as for validation. */
const STEPS_BETWEEN_PREDICTIONS = 50;

const { values: given } = parseArgs({
  options: {
    engine: { type: 'string', default: 'tensorflow' },
    steps: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '8' },
    bands: { type: 'string', default: `${featureShape(LOG_MEL)[0]}` },
    frames: { type: 'string', default: `${featureShape(LOG_MEL)[1]}` },
    json: { type: 'boolean', default: false },
  },
});
const [steps, n, bands, frames] = [given.steps, given.batch, given.bands, given.frames].map(Number);

const { runtime, reason } = findRuntime({
  explicit: process.env.NEURAL_SER_TENSORFLOW || null,
  folders: [nativeFolder()],
  device: 'cpu',
});
if (given.engine === 'tensorflow' && runtime === null) {
  console.log(`Skipped: ${reason}`);
  process.exit();
}
process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const native = given.engine === 'tensorflow' ? runtime : null;

const random = createRandom('growth');
const batches = Array.from({ length: DIFFERENT_BATCHES }, (): Batch => {
  const targets = new Float32Array(n * EMOTIONS.length);
  for (let clip = 0; clip < n; clip++) targets[clip * EMOTIONS.length + random.integer(EMOTIONS.length)] = 1;
  return {
    n,
    inputs: new Float32Array(n * bands * frames).map(() => random.normal()),
    targets,
    sampleWeights: new Float32Array(n).fill(1),
  };
});

using engine: Engine = native ? await createTensorflowEngine(native) : await createWasmEngine();
const optimizer = OPTIMIZER_DEFAULTS.adamw;
using network = await engine.build(networkNamed('compact', [bands, frames]), { seed: 1, optimizer });
let settled = count();
let peakBytes = 0;
const start = performance.now();
for (let step = 1; step <= steps; step++) {
  const batch = batches[step % DIFFERENT_BATCHES];
  await network.trainStep(batch, { learningRate: 1e-3, clipNorm: step % 2, dropoutSeed: [1, step] });
  if (step % STEPS_BETWEEN_PREDICTIONS !== 0) continue;
  await network.predict(batch.inputs, n);
  if (step === SETTLED_STEPS) settled = count();
  if (step >= SETTLED_STEPS) peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}
const seconds = (performance.now() - start) / 1000;
const end = count();
const grown = Object.fromEntries(
  Object.entries(end).map(([name, value]) => {
    const before = settled[name as keyof Counts];
    return [name, value === null || before === null ? null : value - before];
  }),
);
const peakGrowthBytes = peakBytes - settled.residentBytes;
if (given.json) console.log(JSON.stringify({ engine: engine.name, steps, seconds, grown, peakGrowthBytes }));
else {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(
    `${engine.name}, compact ${bands} × ${frames}, batch ${n}, ${steps} steps in ${seconds.toFixed(1)} s; grown since step ${SETTLED_STEPS}: ` +
      `${grown.tensors ?? '–'} tensors, ${grown.sessions ?? '–'} sessions, ${grown.openFiles ?? '–'} open files, ${grown.resources} resources, ` +
      `${megabytes(end.residentBytes - settled.residentBytes)} of ${megabytes(settled.residentBytes)} resident (at most ${megabytes(peakGrowthBytes)})`,
  );
}

function count(): Counts {
  const binding = native === null ? null : loadBinding(native);
  return {
    tensors: binding?.getNumOfTensors() ?? null,
    sessions: binding?.getNumOfSavedModels() ?? null,
    openFiles: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : null,
    resources: process.getActiveResourcesInfo().length,
    residentBytes: process.memoryUsage.rss(),
  };
}
