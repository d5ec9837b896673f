/**
 * The thesis's five networks on the native engine against Keras, as anyone gets it, on the same threads: the time of a
 * training step and of one prediction, and the peak of memory. The peers take turns, step by step, so that other load
 * weighs on all of them alike; medians of five. DenseNet201 is also measured against TensorFlow.js layers on the same
 * native TensorFlow, and `compact` against the built-in engine.
 *
 *     NEURAL_SER_PYTHON=venv/bin/python node scripts/bench-networks.ts [vgg19 …] [--batches 8,32]
 *
 * Keras runs where NEURAL_SER_PYTHON names a Python that has it.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nativeFolder } from '../src/cli/data-folder.ts';
import { findRuntime } from '../src/core/engines/tensorflow/runtime/find-runtime.ts';
import { runtimeEnvironment } from '../src/core/engines/tensorflow/runtime/runtime-environment.ts';
import { hasLayers } from './bench-networks-layers.ts';

const ROUNDS = 5;
const PREDICTIONS = 15;
const SGD = { optimizer: 'sgd', keras: 'SGD', rate: 1e-2 };
const ADADELTA = { optimizer: 'adadelta', keras: 'Adadelta' };
/** With the optimizers of the thesis. */
const NETWORKS = [
  { name: 'VGG19', ...SGD },
  { name: 'Xception', ...ADADELTA, rate: 1e-3 },
  { name: 'InceptionV3', ...ADADELTA, rate: 1e-2 },
  { name: 'ResNet101V2', ...ADADELTA, rate: 1e-2 },
  { name: 'DenseNet201', ...ADADELTA, rate: 1e-3 },
];
type NetworkBench = (typeof NETWORKS)[number];

const { values, positionals } = parseArgs({
  options: { batches: { type: 'string', default: '8,32' } },
  allowPositionals: true,
});
const batches = values.batches.split(',').map(Number);
const wanted = positionals.map((name) => name.toLowerCase());
const chosen = NETWORKS.filter(({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()));

const found = findRuntime({
  explicit: process.env.NEURAL_SER_TENSORFLOW || null,
  folders: [nativeFolder()],
  device: 'cpu',
});
if (found.runtime === null) {
  console.log(`Skipped: ${found.reason}`);
  process.exit();
}
const python = process.env.NEURAL_SER_PYTHON ?? 'python3';
const keras = spawnSync(
  python,
  ['-c', 'import keras, tensorflow as t; print(keras.__version__, t.__version__)'],
  {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  },
);
const hasKeras = keras.status === 0;
const [kerasVersion, itsTensorflow] = keras.stdout?.trim().split(' ') ?? [];
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} threads, TensorFlow ${found.runtime.tensorflow}`,
);
if (hasKeras) console.log(`Keras ${kerasVersion} on TensorFlow ${itsTensorflow}`);
else console.log(`Skipped: Keras. ${python} does not have it; name one that has with NEURAL_SER_PYTHON.`);
if (!hasLayers()) console.log('Skipped: TensorFlow.js layers. @tensorflow/tfjs is not among the packages.');

interface Peer {
  name: string;
  process: ChildProcess;
  answers: AsyncIterator<string>;
  /** What it says first. */
  ready: string;
}

const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

async function start(name: string, command: string, args: string[], environment: object): Promise<Peer> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', TF_CPP_MIN_LOG_LEVEL: '3', ...environment },
  });
  // TensorFlow says something on every start: shown only when it was the end.
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { done, value } = await answers.next();
  if (done) throw new Error(`${name} ended before it was ready:\n${said.join('\n')}`);
  return { name, process: child, answers, ready: value };
}

function startNative(
  on: 'tensorflow' | 'wasm' | 'layers',
  bench: NetworkBench,
  clips: number,
): Promise<Peer> {
  const { name, optimizer, rate } = bench;
  const args = [script('bench-networks-peer.ts'), on, name.toLowerCase(), `${clips}`, optimizer, `${rate}`];
  return start(on, process.execPath, args, runtimeEnvironment(found, 'cpu'));
}

function startKeras({ name, keras: optimizer, rate }: NetworkBench, clips: number): Promise<Peer> {
  const args = [script('bench-networks.py'), name, `${clips}`, optimizer, `${rate}`];
  return start('Keras', python, args, {});
}

async function ask({ name, process: child, answers }: Peer, request: string): Promise<number> {
  child.stdin!.write(`${request}\n`);
  const { done, value } = await answers.next();
  if (done) throw new Error(`${name} ended at “${request}”.`);
  return Number(value);
}

interface Measured {
  firstStepMs: number;
  stepMs: number;
  predictMs: number;
  megabytes: number;
}

/** The peers' figures, in their order; ends their processes. */
async function measure(peers: readonly Peer[]): Promise<Measured[]> {
  const rounds = peers.map(() => ({ steps: [] as number[], predictions: [] as number[], first: 0 }));
  for (const [i, peer] of peers.entries()) {
    rounds[i].first = await ask(peer, 'step');
    for (const request of ['step', 'predict', 'predict']) await ask(peer, request);
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, peer] of peers.entries()) rounds[i].steps.push(await ask(peer, 'step'));
  for (let round = 0; round < PREDICTIONS; round++)
    for (const [i, peer] of peers.entries()) rounds[i].predictions.push(await ask(peer, 'predict'));
  const measured: Measured[] = [];
  for (const [i, peer] of peers.entries()) {
    const { steps, predictions, first } = rounds[i];
    measured.push({
      firstStepMs: first,
      stepMs: median(steps),
      predictMs: median(predictions),
      megabytes: await ask(peer, 'memory'),
    });
    const gone = once(peer.process, 'exit');
    peer.process.stdin!.end();
    await gone;
  }
  return measured;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

const ratios: number[] = [];
const header = [
  'network',
  'batch',
  'step ms',
  'Keras',
  'ratio',
  'predict ms',
  'Keras',
  'ratio',
  'MB',
  'Keras',
  'ratio',
];
const row = (cells: readonly string[]) =>
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(10))).join(''));
console.log();
row(header);
const notes: string[] = [];
for (const bench of chosen) {
  for (const clips of batches) {
    const native = await startNative('tensorflow', bench, clips);
    const peers = hasKeras ? [native, await startKeras(bench, clips)] : [native];
    const [ours, theirs] = await measure(peers);
    const cells = (get: (of: Measured) => number) => {
      const [a, b] = [get(ours), theirs ? get(theirs) : Number.NaN];
      return [
        a.toFixed(a < 100 ? 1 : 0),
        theirs ? b.toFixed(b < 100 ? 1 : 0) : '–',
        theirs ? (a / b).toFixed(2) : '–',
      ];
    };
    row([
      bench.name,
      `${clips}`,
      ...cells(({ stepMs }) => stepMs),
      ...cells(({ predictMs }) => predictMs),
      ...cells(({ megabytes }) => megabytes),
    ]);
    if (theirs) ratios.push(ours.stepMs / theirs.stepMs);
    if (bench.name === 'DenseNet201' && clips === batches[0])
      notes.push(
        `DenseNet201, compiling and the first step: ${((Number(native.ready) + ours.firstStepMs) / 1000).toFixed(1)} s` +
          (theirs ? ` (Keras's first step alone: ${(theirs.firstStepMs / 1000).toFixed(1)} s)` : ''),
      );
  }
}
if (ratios.length > 0) {
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  notes.unshift(
    `Step ÷ Keras's: at most ${Math.max(...ratios).toFixed(2)}, geometric mean ${mean.toFixed(2)}`,
  );
}
const dense = chosen.find(({ name }) => name === 'DenseNet201');
if (dense && hasLayers()) {
  const peers = [await startNative('tensorflow', dense, 8), await startNative('layers', dense, 8)];
  const [ours, layers] = await measure(peers);
  notes.push(
    `DenseNet201, batch 8, TensorFlow.js layers on the same native TensorFlow: ${layers.stepMs.toFixed(0)} ms a step, ` +
      `${(layers.stepMs / ours.stepMs).toFixed(1)} times ours`,
  );
}
if (wanted.length === 0 || wanted.includes('compact')) {
  const compact = { name: 'compact', ...ADADELTA, rate: 1e-3 };
  const [ours, wasm] = await measure([
    await startNative('tensorflow', compact, 32),
    await startNative('wasm', compact, 32),
  ]);
  notes.push(
    `compact, batch 32: ${ours.stepMs.toFixed(0)} ms a step, ` +
      `the built-in engine ${wasm.stepMs.toFixed(0)} ms, ${(wasm.stepMs / ours.stepMs).toFixed(1)} times that`,
  );
}
console.log(`\n${notes.join('\n')}`);
