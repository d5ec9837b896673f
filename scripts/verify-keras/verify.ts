/**
 * Compares the thesis's five networks with an installed Keras: Keras draws random weights, saves them in both of its
 * formats and predicts 8 inputs; `neural-ser network` reads each file and predicts the same inputs with each engine that
 * works here. Then both make one training step from Keras's initial weights with three optimizers, on the native engine
 * and in Keras. Both use the same kernels: oneDNN's, unless TF_ENABLE_ONEDNN_OPTS is set. Exits with 1 if a probability
 * differs by more than 1e-4, or the weights by more than 1e-3.
 *
 *     NEURAL_SER_PYTHON=venv/bin/python npm run verify:keras [vgg19 …]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimeEnvironment } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { readNpy } from '#core/features/npy.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import type { Doctor, NetworkRun } from '#shared/answers.ts';
import type { StepDifference } from './steps.ts';

const PYTHON = process.env.NEURAL_SER_PYTHON ?? 'python3';
const NETWORKS = ['VGG19', 'Xception', 'InceptionV3', 'ResNet101V2', 'DenseNet201'];
const FILES = ['weights.weights.h5', 'weights.h5'];
const MAX_DIFFERENCE = 1e-4;
/** ‖w − k‖ / ‖k‖ over all weights after a step. */
const MAX_STEP_DIFFERENCE = 1e-3;

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
/** The laboratory always uses oneDNN. For Keras, TensorFlow would decide by the CPU. */
const sameKernels = { TF_ENABLE_ONEDNN_OPTS: process.env.TF_ENABLE_ONEDNN_OPTS ?? '1' };

/** A temporary folder, not the user's laboratory. */
const laboratory = mkdtempSync(join(tmpdir(), 'verify-keras-laboratory-'));
process.on('exit', () => rmSync(laboratory, { recursive: true, force: true }));

/** The JSON output of a command; its error message if it fails. */
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
    // NaN must not count as no difference.
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }
  return largest;
}

/** The output of a script. @throws Error with its stderr. */
function run(command: string, args: string[], environment: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...sameKernels, ...environment };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Calls a function with a temporary folder. */
function inFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'verify-keras-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints a line with its problem, if any. With a problem, this script exits with 1. */
function printLine(line: string, fault: string | null): void {
  if (fault !== null) process.exitCode = 1;
  console.log(fault === null ? line : `${line} — ${fault}`);
}

const version = spawnSync(PYTHON, ['-c', 'import keras; print(keras.__version__)'], { encoding: 'utf8' });
if (version.status !== 0) {
  console.log(`Skipped: ${PYTHON} has no Keras. Set NEURAL_SER_PYTHON to a Python with Keras.`);
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
    run(PYTHON, [script('verify.py'), network, folder]);
    const expected = readNpy(join(folder, 'y.npy')).data;
    for (const engine of engines)
      for (const file of FILES) {
        const [input, output] = [join(folder, 'x.npy'), join(folder, 'found.npy')];
        const options = ['--weights', join(folder, file), '--input', input, '--output', output];
        const ran = neuralSer<NetworkRun>('network', network.toLowerCase(), ...options, '--engine', engine);
        const head = `${network.padEnd(12)} ${engine.padEnd(11)} ${file.padEnd(19)}`;
        if ('error' in ran) {
          printLine(head, ran.error.message);
          continue;
        }
        const difference = largestDifference(readNpy(output).data, expected);
        const fits = difference <= MAX_DIFFERENCE;
        printLine(
          `${head} largest difference ${difference.toExponential(1)}`,
          fits ? null : 'more than allowed',
        );
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
      run(PYTHON, [script('steps.py'), network, folder]);
      const environment = runtimeEnvironment(native, 'cpu', { ...process.env, ...sameKernels });
      const steps = run(process.execPath, [script('steps.ts'), network.toLowerCase(), folder], environment);
      for (const line of steps.trim().split('\n')) {
        const { optimizer, weights, worstKernel, ofStep }: StepDifference = JSON.parse(line);
        const cells = [weights, worstKernel, ofStep].map((value) => value.toExponential(1).padStart(16));
        // NaN must not pass.
        const fits = weights <= MAX_STEP_DIFFERENCE;
        printLine(
          `${network.padEnd(14)}${optimizer.padEnd(10)}${cells.join('')}`,
          fits ? null : 'more than allowed',
        );
      }
    });
} else console.log('Skipped: training steps, which need the native engine.');
