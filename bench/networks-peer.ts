/**
 * For networks.ts: a network of the laboratory on one engine, or (`layers`) in TensorFlow.js layers on the same
 * native TensorFlow. Executes the command of each line and answers with a number: `step` and `predict` (of one clip) with
 * milliseconds, `memory` with the peak's megabytes, `cpu` with the CPU time so far in milliseconds. The first
 * line is the build time in milliseconds.
 *
 *     node bench/networks-peer.ts tensorflow|wasm|layers NETWORK CLIPS sgd|adadelta RATE
 */
import { createInterface } from 'node:readline';
import type { Batch, Engine } from '#core/engines/engine.ts';
import { runtimeOfProcess } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { createTensorflowEngine } from '#core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { networkNamed } from '#core/models/registry.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { OPTIMIZER_DEFAULTS, type OptimizerSettings } from '#shared/settings/optimizer.ts';
import { buildLayersModel } from './networks-layers.ts';

const [BANDS, FRAMES] = [75, 173];
const [on, name, clips, optimizerName, rate] = process.argv.slice(2);
const n = Number(clips);
const optimizer = OPTIMIZER_DEFAULTS[optimizerName as OptimizerSettings['name']];
const random = createRandom('bench networks');
const batch: Batch = {
  n,
  inputs: new Float32Array(n * BANDS * FRAMES).map(() => random.normal()),
  targets: new Float32Array(n * EMOTIONS.length),
  sampleWeights: new Float32Array(n).fill(1),
};
for (let clip = 0; clip < n; clip++)
  batch.targets[clip * EMOTIONS.length + random.integer(EMOTIONS.length)] = 1;

const start = performance.now();
const requests = await build(networkNamed(name, [BANDS, FRAMES]));
process.stdout.write(`${performance.now() - start}\n`);
for await (const request of createInterface({ input: process.stdin })) {
  if (request === 'memory') {
    process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
    continue;
  }
  if (request === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.stdout.write(`${(user + system) / 1000}\n`);
    continue;
  }
  const before = performance.now();
  await requests[request as keyof typeof requests]();
  process.stdout.write(`${performance.now() - before}\n`);
}

async function build(
  architecture: Architecture,
): Promise<Record<'step' | 'predict', () => Promise<unknown>>> {
  const clip = batch.inputs.subarray(0, BANDS * FRAMES);
  if (on === 'layers') return buildLayersModel(runtimeOfProcess(), architecture, batch, Number(rate));
  const engine: Engine =
    on === 'wasm' ? await createWasmEngine() : await createTensorflowEngine(runtimeOfProcess());
  const network = await engine.build(architecture, { seed: 1, optimizer });
  let steps = 0;
  return {
    step: () =>
      network.trainStep(batch, { learningRate: Number(rate), clipNorm: 0, dropoutSeed: [1, ++steps] }),
    predict: () => network.predict(clip, 1),
  };
}
