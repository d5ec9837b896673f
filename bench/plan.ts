/**
 * Compares the estimated time of a run with the measured time on this machine: for each network and engine the seconds of
 * a training step and of a prediction, estimated from the description of the network and measured. Use it after changes of
 * an engine, to update the rates in `src/core/engines/estimates/throughput.ts`.
 *
 *     node bench/plan.ts [compact …] [--engines tensorflow,wasm] [--batch 8]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Engine } from '#core/engines/engine.ts';
import { emptyBatch, measureSpeed, median, timeSteps } from '#core/engines/estimates/calibrate.ts';
import { secondsOfStep, throughputOf } from '#core/engines/estimates/throughput.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { runtimeEnvironment } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { openTensorflowEngine } from '#core/engines/tensorflow/open-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import { networkWork } from '#core/models/layers/training-work.ts';
import { NETWORKS, networkNamed } from '#core/models/registry.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { featureShape } from '#shared/settings/features.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

const ROUNDS = { steps: 5, seconds: 20 };
const { values, positionals } = parseArgs({
  options: {
    engines: { type: 'string', default: 'tensorflow,wasm' },
    batch: { type: 'string', default: '8' },
  },
  allowPositionals: true,
});
const clips = Number(values.batch);
const names = positionals.length > 0 ? positionals : Object.keys(NETWORKS);
const optimizer = OPTIMIZER_DEFAULTS.adadelta;
const hold = async () => undefined;

async function compare(engine: Engine): Promise<void> {
  console.log(`\n${engine.name} (${engine.device}), batches of ${clips}`);
  console.log(
    'network        speed: products, rest   step: estimated   measured  ratio   prediction: estimated   measured  ratio',
  );
  for (const name of names) {
    const network = networkNamed(name, featureShape(name === 'compact' ? LOG_MEL : THESIS_MFCC));
    // Again for each network, so that other programs affect both equally.
    const speed = await measureSpeed(engine, hold);
    const options = { engine: engine.name, slots: slotNames(optimizer).length, speed };
    const throughput = throughputOf(networkWork(network), options);
    using built = await engine.build(network, { seed: 1, optimizer });
    const batch = emptyBatch(network, clips);
    const { steps } = await timeSteps(built, batch, ROUNDS, hold);
    const predictions: number[] = [];
    for (let round = 0; round < 4; round++) {
      const began = performance.now();
      await built.predict(batch.inputs, clips);
      // The first step packs weights and allocates memory.
      if (round > 0) predictions.push((performance.now() - began) / 1000);
    }
    const row = (estimated: number, measured: number) =>
      `${estimated.toFixed(4).padStart(9)}  ${measured.toFixed(4).padStart(9)}  ${(estimated / measured).toFixed(2).padStart(5)}`;
    console.log(
      name.padEnd(21),
      speed.products.toFixed(2).padStart(8),
      speed.rest.toFixed(2).padStart(5),
      row(secondsOfStep(throughput, clips), median(steps)).padStart(42),
      row(clips * throughput.predictClipSeconds, median(predictions)).padStart(38),
    );
  }
}

console.log(cpus()[0]?.model.trim());
for (const name of values.engines.split(',')) {
  if (name === 'wasm') {
    await compare(await createWasmEngine());
    continue;
  }
  const explicit = process.env.NEURAL_SER_TENSORFLOW || null;
  const found = findRuntime({ explicit, folders: [nativeFolder()], device: 'cpu' });
  // TensorFlow reads them when it is loaded.
  Object.assign(process.env, runtimeEnvironment(found, 'cpu'));
  if (found.runtime === null) console.log(`Skipped: ${found.reason}`);
  else await compare(await openTensorflowEngine());
}
