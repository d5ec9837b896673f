/**
 * Compares the thesis's five networks with a live Keras, the whole way that anyone would go: Keras draws random
 * weights, saves them in both of its formats and predicts 8 inputs; `neural-ser network` reads each file and predicts
 * the same, with each engine that works here. Ends with 1 when a probability differs by more than 1e-4.
 *
 *     NEURAL_SER_PYTHON=venv/bin/python npm run verify:keras [vgg19 …]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNpy } from '../src/core/features/npy.ts';
import type { Doctor, NetworkRun } from '../src/shared/answers.ts';

const PYTHON = process.env.NEURAL_SER_PYTHON ?? 'python3';
const NETWORKS = ['VGG19', 'Xception', 'InceptionV3', 'ResNet101V2', 'DenseNet201'];
const FILES = ['weights.weights.h5', 'weights.h5'];
const GREATEST_DIFFERENCE = 1e-4;

const cli = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const keras = fileURLToPath(new URL('./verify-keras.py', import.meta.url));

/** What a command of the laboratory prints with `--json`; its reason in place of that where it fails. */
function neuralSer<T>(...args: string[]): T | { error: { message: string } } {
  const { stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--json', '--quiet'], {
    encoding: 'utf8',
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
for (const network of NETWORKS.filter((name) => wanted.length === 0 || wanted.includes(name.toLowerCase()))) {
  const folder = mkdtempSync(join(tmpdir(), 'verify-keras-'));
  try {
    const made = spawnSync(PYTHON, [keras, network, folder], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    const expected = readNpy(join(folder, 'y.npy')).data;
    for (const engine of engines)
      for (const file of FILES) {
        const [input, output] = [join(folder, 'x.npy'), join(folder, 'found.npy')];
        const options = ['--weights', join(folder, file), '--input', input, '--output', output];
        const ran = neuralSer<NetworkRun>('network', network.toLowerCase(), ...options, '--engine', engine);
        const head = `${network.padEnd(12)} ${engine.padEnd(11)} ${file.padEnd(19)}`;
        if ('error' in ran) {
          process.exitCode = 1;
          console.log(`${head} failed: ${ran.error.message}`);
          continue;
        }
        const difference = largestDifference(readNpy(output).data, expected);
        const fits = difference <= GREATEST_DIFFERENCE;
        if (!fits) process.exitCode = 1;
        console.log(
          `${head} largest difference ${difference.toExponential(1)}${fits ? '' : ' — more than allowed'}`,
        );
        rmSync(output);
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
