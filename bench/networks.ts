/**
 * Compares the thesis's five networks on the native engine with Keras in graph mode with its default environment, on the
 * same threads: a training step, one prediction, and the peak memory. Also Keras with the opposite oneDNN setting
 * (TensorFlow decides it by the CPU), and PyTorch. The programs alternate; medians of five. DenseNet201 is also compared
 * with TensorFlow.js layers on the same native TensorFlow, and `compact` with the built-in engine. On a shared machine,
 * `--patience` waits up to this many seconds for low load, each time; `--first` gives the programs the highest priority
 * (Linux, as root).
 *
 *     NEURAL_SER_PYTHON=venv/bin/python node bench/networks.ts [vgg19 …] [--batches 8,32] [--patience 0] [--first]
 *
 * Keras and PyTorch run where NEURAL_SER_PYTHON has them; NEURAL_SER_TORCH_PYTHON selects another Python for PyTorch.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runtimeEnvironment } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { hasLayers } from './networks-layers.ts';
import { type Comparison, geometricMean, type Measured, measure, type Peer, startPeer } from './peers.ts';

const SGD = { optimizer: 'sgd', python: 'SGD', rate: 1e-2 };
const ADADELTA = { optimizer: 'adadelta', python: 'Adadelta' };
/** With the optimizers of the thesis. */
const NETWORKS = [
  { name: 'VGG19', ...SGD },
  { name: 'Xception', ...ADADELTA, rate: 1e-3 },
  { name: 'InceptionV3', ...ADADELTA, rate: 1e-2 },
  { name: 'ResNet101V2', ...ADADELTA, rate: 1e-2 },
  { name: 'DenseNet201', ...ADADELTA, rate: 1e-3 },
];
const COMPACT = { name: 'compact', ...ADADELTA, rate: 1e-3 };
type NetworkBench = (typeof NETWORKS)[number];

const SHAPE = [75, 173] as const;
/** Environment variables of TensorFlow, which are unset by default. */
const ONEDNN = 'TF_ENABLE_ONEDNN_OPTS';

const { values, positionals } = parseArgs({
  options: {
    batches: { type: 'string', default: '8,32' },
    patience: { type: 'string', default: '0' },
    first: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const batches = values.batches.split(',').map(Number);
const sharing = { patienceSeconds: Number(values.patience), first: values.first };
const wanted = positionals.map((name) => name.toLowerCase());
const isWanted = ({ name }: NetworkBench) => wanted.length === 0 || wanted.includes(name.toLowerCase());

const found = findRuntime({
  explicit: process.env.NEURAL_SER_TENSORFLOW || null,
  folders: [nativeFolder()],
  device: 'cpu',
});
if (found.runtime === null) {
  console.log(`Skipped: ${found.reason}`);
  process.exit();
}
const native = found;
const python = process.env.NEURAL_SER_PYTHON ?? 'python3';
const torchPython = process.env.NEURAL_SER_TORCH_PYTHON ?? python;

/** The versions that a Python prints of its packages; null if one is missing. */
function versions(of: string, program: string): string | null {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const { status, stdout } = spawnSync(of, ['-c', program], { encoding: 'utf8', env });
  return status === 0 ? stdout.trim() : null;
}
const keras = versions(
  python,
  'import keras, tensorflow as t; print(f"{keras.__version__} on TensorFlow {t.__version__}")',
);
const torch = versions(
  torchPython,
  'import torch; print(f"{torch.__version__}, {torch.get_num_threads()} threads")',
);
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} threads, TensorFlow ${native.runtime.tensorflow}`,
);
console.log(
  keras === null
    ? `Skipped: Keras. ${python} does not have it. Set NEURAL_SER_PYTHON to a Python with Keras.`
    : `Keras ${keras}, graph mode`,
);
console.log(
  torch === null
    ? `Skipped: PyTorch. ${torchPython} does not have it. Set NEURAL_SER_TORCH_PYTHON to a Python with PyTorch.`
    : `PyTorch ${torch}, eager`,
);
if (!hasLayers()) console.log('Skipped: TensorFlow.js layers. @tensorflow/tfjs is not installed.');

const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

function startNative(
  on: 'tensorflow' | 'wasm' | 'layers',
  { name, optimizer, rate }: NetworkBench,
  clips: number,
): Promise<Peer> {
  const args = [script('networks-peer.ts'), on, name.toLowerCase(), `${clips}`, optimizer, `${rate}`];
  // Our engine is measured with the environment of the laboratory, not of this shell.
  const own = runtimeEnvironment(native, 'cpu', { ...process.env, [ONEDNN]: undefined });
  return startPeer({ name: on, command: process.execPath, args, environment: own });
}

async function startKeras(bench: NetworkBench, clips: number, oneDnn?: '0' | '1'): Promise<Peer> {
  const { name, python: optimizer, rate } = bench;
  const args = [script('networks.py'), name, `${clips}`, optimizer, `${rate}`];
  const peer = await startPeer({ name: 'Keras', command: python, args, environment: { [ONEDNN]: oneDnn } });
  if (oneDnn !== undefined) peer.name = `oneDNN ${oneDnn === '1' ? 'on' : 'off'}`;
  return peer;
}

async function startTorch(bench: NetworkBench, clips: number): Promise<Peer> {
  const architecture = networkNamed(bench.name.toLowerCase(), SHAPE);
  const args = [script('networks-torch.py'), `${clips}`, bench.python, `${bench.rate}`];
  const given = JSON.stringify(architecture);
  const peer = await startPeer({ name: 'PyTorch', command: torchPython, args, given });
  const { trainable } = countParameters(architecture);
  if (Number(peer.ready) !== trainable)
    throw new Error(`PyTorch trains ${peer.ready} parameters of ${bench.name}, not ${trainable}.`);
  return peer;
}

/** Our engine first, then Keras with its defaults, then the others. */
async function startPeers(bench: NetworkBench, clips: number): Promise<Peer[]> {
  const peers = [await startNative('tensorflow', bench, clips)];
  if (keras !== null) {
    const asGiven = await startKeras(bench, clips);
    peers.push(asGiven, await startKeras(bench, clips, asGiven.ready === 'oneDNN' ? '0' : '1'));
  }
  if (torch !== null) peers.push(await startTorch(bench, clips));
  return peers;
}

const KINDS = [
  { title: 'training step, ms', get: ({ stepMs }: Measured) => stepMs },
  { title: 'one prediction, ms', get: ({ predictMs }: Measured) => predictMs },
  { title: 'peak memory, MB', get: ({ megabytes }: Measured) => megabytes },
];
const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
const steps = new Map<string, number[]>();
const notes: string[] = [];

function report(
  bench: NetworkBench,
  clips: number,
  peers: readonly Peer[],
  { measured, otherLoad }: Comparison,
): void {
  console.log(`\n${bench.name}, batch ${clips}, ${percent(otherLoad)} other load`);
  for (const { title, get } of KINDS) {
    const ours = get(measured[0]);
    const cells = peers.slice(1).map(({ name }, i) => {
      const theirs = get(measured[i + 1]);
      return `${name} ${theirs.toFixed(theirs < 100 ? 1 : 0)}, ratio ${(ours / theirs).toFixed(2)}`;
    });
    console.log([`  ${title.padEnd(20)}${ours.toFixed(ours < 100 ? 1 : 0)}`, ...cells].join(' · '));
  }
  for (const [i, { name }] of peers.slice(1).entries()) {
    const ratios = steps.get(name) ?? [];
    ratios.push(measured[0].stepMs / measured[i + 1].stepMs);
    steps.set(name, ratios);
  }
}

for (const bench of NETWORKS.filter(isWanted)) {
  for (const clips of batches) {
    const peers = await startPeers(bench, clips);
    const comparison = await measure(peers, sharing);
    const { measured } = comparison;
    report(bench, clips, peers, comparison);
    if (bench.name === 'DenseNet201' && clips === batches[0]) {
      const seconds = (Number(peers[0].ready) + measured[0].firstStepMs) / 1000;
      const theirs =
        keras === null ? '' : ` (Keras's first step alone: ${(measured[1].firstStepMs / 1000).toFixed(1)} s)`;
      notes.push(`DenseNet201, compiling and the first step: ${seconds.toFixed(1)} s${theirs}`);
    }
  }
}
for (const [name, ratios] of [...steps].toReversed()) {
  const mean = geometricMean(ratios).toFixed(2);
  notes.unshift(`Step ÷ ${name}'s: at most ${Math.max(...ratios).toFixed(2)}, geometric mean ${mean}`);
}
const dense = NETWORKS.filter(isWanted).find(({ name }) => name === 'DenseNet201');
if (dense && hasLayers()) {
  const peers = [await startNative('tensorflow', dense, 8), await startNative('layers', dense, 8)];
  const { measured, otherLoad } = await measure(peers, sharing);
  const [ours, layers] = measured;
  notes.push(
    `DenseNet201, batch 8, TensorFlow.js layers on the same native TensorFlow: ${layers.stepMs.toFixed(0)} ms per step, ` +
      `${(layers.stepMs / ours.stepMs).toFixed(1)} times ours (${percent(otherLoad)} other load)`,
  );
}
if (isWanted(COMPACT)) {
  const peers = [await startNative('tensorflow', COMPACT, 32), await startNative('wasm', COMPACT, 32)];
  const { measured, otherLoad } = await measure(peers, sharing);
  const [ours, wasm] = measured;
  notes.push(
    `compact, batch 32: ${ours.stepMs.toFixed(0)} ms per step, the built-in engine ${wasm.stepMs.toFixed(0)} ms, ` +
      `${(wasm.stepMs / ours.stepMs).toFixed(1)} times that (${percent(otherLoad)} other load)`,
  );
}
console.log(`\n${notes.join('\n')}`);
