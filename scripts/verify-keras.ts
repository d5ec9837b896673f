/**
 * Compares the thesis's five networks with a live Keras, the whole way that anyone would go: Keras draws random
 * weights, saves them in both of its formats and predicts 8 inputs; `neural-ser network` reads each file and predicts
 * the same, with each engine that works here. Then one training step from Keras's initial weights, on the native engine
 * and in Keras, with three optimizers. Both sides use the same kernels: oneDNN's, unless TF_ENABLE_ONEDNN_OPTS says
 * otherwise. Ends with 1 when a probability differs by more than 1e-4, or the weights by more than 1e-3.
 *
 *     NEURAL_SER_PYTHON=venv/bin/python npm run verify:keras [vgg19 …]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findRuntime } from '../src/core/engines/tensorflow/runtime/find-runtime.ts';
import { runtimeEnvironment } from '../src/core/engines/tensorflow/runtime/runtime-environment.ts';
import { readNpy } from '../src/core/features/npy.ts';
import { nativeFolder } from '../src/core/laboratory/data-folder.ts';
import type { Doctor, NetworkRun } from '../src/shared/answers.ts';
import type { StepDifference } from './verify-keras-steps.ts';

const PYTHON = process.env.NEURAL_SER_PYTHON ?? 'python3';
const NETWORKS = ['VGG19', 'Xception', 'InceptionV3', 'ResNet101V2', 'DenseNet201'];
const FILES = ['weights.weights.h5', 'weights.h5'];
const GREATEST_DIFFERENCE = 1e-4;
/** ‖w − k‖ / ‖k‖ over all weights after a step. */
const GREATEST_STEP_DIFFERENCE = 1e-3;

const cli = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
/** TensorFlow would choose oneDNN by the processor for Keras, and the laboratory always takes it. */
const sameKernels = { TF_ENABLE_ONEDNN_OPTS: process.env.TF_ENABLE_ONEDNN_OPTS ?? '1' };

/** Of its own: what is in the user's is none of this script's business. */
const laboratory = mkdtempSync(join(tmpdir(), 'verify-keras-laboratory-'));
process.on('exit', () => rmSync(laboratory, { recursive: true, force: true }));

/** What a command of the laboratory prints with `--json`; its reason in place of that where it fails. */
function neuralSer<T>(...args: string[]): T | { error: { message: string } } {
  const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--json', '--quiet'], {
    encoding: 'utf8',
    env: { ...process.env, NEURAL_SER_DATA: laboratory },
    maxBuffer: 2 ** 28,
  });
  return stdout === '' ? { error: { message: stderr } } : JSON.parse(stdout);
}

function largestDifference(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (const [i, value] of found.entries()) {
    const difference = Math.abs(value - expected[i]);
    // A NaN must not pass as no difference.
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }
  return largest;
}

/** What a script says; throws with what it complains of. */
function run(command: string, args: string[], environment: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...sameKernels, ...environment };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** With a folder that is removed afterwards. */
function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'verify-keras-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints a line, and what is wrong with it; then this script ends with 1. */
function tell(line: string, fault: string | null): void {
  if (fault !== null) process.exitCode = 1;
  console.log(fault === null ? line : `${line} — ${fault}`);
}

const version = spawnSync(PYTHON, ['-c', 'import keras; print(keras.__version__)'], { encoding: 'utf8' });
if (version.status !== 0) {
  console.log(`Skipped: ${PYTHON} has no Keras. Name one that has with NEURAL_SER_PYTHON.`);
  process.exit();
}
const doctor = neuralSer<Doctor>('doctor');
if ('error' in doctor) throw new Error(doctor.error.message);
const engines = doctor.engines.filter(({ works }) => works).map(({ name }) => name);
for (const { name, works, reason } of doctor.engines)
  if (!works) console.log(`Skipped: the engine ${name}. ${reason}`);
console.log(`Keras ${version.stdout.trim()} against ${engines.join(' and ')}, 8 inputs of 75 × 173 × 1\n`);

const wanted = process.argv.slice(2).map((name) => name.toLowerCase());
const networks = NETWORKS.filter((name) => wanted.length === 0 || wanted.includes(name.toLowerCase()));
for (const network of networks)
  inFolder((folder) => {
    run(PYTHON, [script('verify-keras.py'), network, folder]);
    const expected = readNpy(join(folder, 'y.npy')).data;
    for (const engine of engines)
      for (const file of FILES) {
        const [input, output] = [join(folder, 'x.npy'), join(folder, 'found.npy')];
        const options = ['--weights', join(folder, file), '--input', input, '--output', output];
        const ran = neuralSer<NetworkRun>('network', network.toLowerCase(), ...options, '--engine', engine);
        const head = `${network.padEnd(12)} ${engine.padEnd(11)} ${file.padEnd(19)}`;
        if ('error' in ran) {
          tell(head, ran.error.message);
          continue;
        }
        const difference = largestDifference(readNpy(output).data, expected);
        const fits = difference <= GREATEST_DIFFERENCE;
        tell(`${head} largest difference ${difference.toExponential(1)}`, fits ? null : 'more than allowed');
        rmSync(output);
      }
  });

const native = findRuntime({
  explicit: process.env.NEURAL_SER_TENSORFLOW || null,
  folders: [nativeFolder()],
  device: 'cpu',
});
if (engines.includes('tensorflow') && native.runtime !== null) {
  const oneDnn = sameKernels.TF_ENABLE_ONEDNN_OPTS === '1' ? 'on' : 'off';
  console.log(
    `\nWeights after one training step of 8 clips, native engine against Keras, oneDNN ${oneDnn} for both`,
  );
  const columns = ['all weights', 'worst kernel', "of Keras's step"].map((title) => title.padStart(16));
  console.log(`${''.padEnd(24)}${columns.join('')}`);
  for (const network of networks)
    inFolder((folder) => {
      run(PYTHON, [script('verify-keras-steps.py'), network, folder]);
      const environment = runtimeEnvironment(native, 'cpu', { ...process.env, ...sameKernels });
      const steps = run(
        process.execPath,
        [script('verify-keras-steps.ts'), network.toLowerCase(), folder],
        environment,
      );
      for (const line of steps.trim().split('\n')) {
        const { optimizer, weights, worstKernel, ofStep }: StepDifference = JSON.parse(line);
        const cells = [weights, worstKernel, ofStep].map((value) => value.toExponential(1).padStart(16));
        // A NaN must not pass.
        const fits = weights <= GREATEST_STEP_DIFFERENCE;
        tell(
          `${network.padEnd(14)}${optimizer.padEnd(10)}${cells.join('')}`,
          fits ? null : 'more than allowed',
        );
      }
    });
} else console.log('Skipped: training steps, which need the native engine.');
