/**
 * How far the estimate of a run's time is from the truth on this machine: for each network and engine the seconds of a
 * training step and of a prediction, estimated from its description and measured. For whoever changes an engine, and
 * with it the rates in `src/core/engines/pace.ts`.
 *
 *     node scripts/bench-plan.ts [compact …] [--engines tensorflow,wasm] [--batch 8]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { emptyBatch, measureSpeed, median, timeSteps } from '../src/core/engines/calibrate.ts';
import type { Engine } from '../src/core/engines/engine.ts';
import { slotNames } from '../src/core/engines/optimizer-slots.ts';
import { paceOf, secondsOfStep } from '../src/core/engines/pace.ts';
import { openTensorflowEngine } from '../src/core/engines/tensorflow/open-engine.ts';
import { findRuntime } from '../src/core/engines/tensorflow/runtime/find-runtime.ts';
import { runtimeEnvironment } from '../src/core/engines/tensorflow/runtime/runtime-environment.ts';
import { createWasmEngine } from '../src/core/engines/wasm/wasm-engine.ts';
import { nativeFolder } from '../src/core/laboratory/data-folder.ts';
import { NETWORKS, networkNamed } from '../src/core/models/registry.ts';
import { networkWork } from '../src/core/models/training-work.ts';
import { LOG_MEL, recipeShape, THESIS_MFCC } from '../src/shared/recipes.ts';
import { OPTIMIZER_DEFAULTS } from '../src/shared/runs.ts';

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
    const network = networkNamed(name, recipeShape(name === 'compact' ? LOG_MEL : THESIS_MFCC));
    // Anew for each: other programs weigh on both alike then.
    const speed = await measureSpeed(engine, hold);
    const options = { engine: engine.name, slots: slotNames(optimizer).length, speed };
    const pace = paceOf(networkWork(network), options);
    using built = await engine.build(network, { seed: 1, optimizer });
    const batch = emptyBatch(network, clips);
    const { steps } = await timeSteps(built, batch, ROUNDS, hold);
    const predictions: number[] = [];
    for (let round = 0; round < 4; round++) {
      const began = performance.now();
      await built.predict(batch.inputs, clips);
      // The first one packs weights and allocates.
      if (round > 0) predictions.push((performance.now() - began) / 1000);
    }
    const row = (estimated: number, measured: number) =>
      `${estimated.toFixed(4).padStart(9)}  ${measured.toFixed(4).padStart(9)}  ${(estimated / measured).toFixed(2).padStart(5)}`;
    console.log(
      name.padEnd(21),
      speed.products.toFixed(2).padStart(8),
      speed.rest.toFixed(2).padStart(5),
      row(secondsOfStep(pace, clips), median(steps)).padStart(42),
      row(clips * pace.predictClipSeconds, median(predictions)).padStart(38),
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
