import { EMOTIONS } from '../../shared/emotions.ts';
import { throwIfCancelled, UserError } from '../../shared/failure.ts';
import type { Network } from '../engines/engine.ts';
import { readSafetensors } from '../engines/safetensors.ts';
import { openFeatureRows } from '../features/cache-rows.ts';
import { networkNamed } from '../models/registry.ts';
import type { PredictJob } from './job.ts';
import type { JobContext } from './job-context.ts';
import { breathe } from './run-control.ts';

/**
 * Probabilities `[n, 7]`: the mean over the given weights. Throws {@link UserError} `invalid-job` when the values do
 * not fill whole clips, `weights-unreadable`, `weights-mismatch`, `cancelled`.
 */
export async function runPrediction(
  job: PredictJob,
  context: JobContext,
): Promise<{ probabilities: Float32Array } | 'stopped'> {
  const rowFloats = job.inputShape[0] * job.inputShape[1];
  const { engine } = await context.engine(job.engine);
  using network = await engine.build(networkNamed(job.network, job.inputShape), { seed: 0 });
  using inputs = openInputs(job.inputs, rowFloats);
  const probabilities = new Float32Array(inputs.n * EMOTIONS.length);
  const total = inputs.n * job.weightsPaths.length;
  for (const [number, path] of job.weightsPaths.entries()) {
    throwIfCancelled(context.control.signal);
    await network.writeWeights((await readSafetensors(path)).tensors);
    for (let from = 0; from < inputs.n; from += job.batchSize) {
      await breathe(context.control);
      if (context.control.wish === 'stop') return 'stopped';
      const n = Math.min(job.batchSize, inputs.n - from);
      await addPrediction(network, inputs.read(from, n), n, probabilities, from);
      context.emit({ kind: 'progress', done: number * inputs.n + from + n, total });
    }
  }
  for (let i = 0; i < probabilities.length; i++) probabilities[i] /= job.weightsPaths.length;
  return { probabilities };
}

async function addPrediction(
  network: Network,
  inputs: Float32Array,
  n: number,
  sum: Float32Array,
  from: number,
): Promise<void> {
  const predicted = await network.predict(inputs, n);
  for (const [i, probability] of predicted.entries()) sum[from * EMOTIONS.length + i] += probability;
}

interface Inputs extends Disposable {
  n: number;
  /** `[n, bands, frames, 1]` from clip `from` on. */
  read(from: number, n: number): Float32Array;
}

function openInputs(inputs: PredictJob['inputs'], rowFloats: number): Inputs {
  if (inputs.from === 'values') {
    const { values } = inputs;
    if (values.length % rowFloats !== 0) {
      throw new UserError(
        'invalid-job',
        `${values.length} values are no whole number of clips of ${rowFloats}. Prepare the features again.`,
      );
    }
    return {
      n: values.length / rowFloats,
      read: (from, n) => values.slice(from * rowFloats, (from + n) * rowFloats),
      [Symbol.dispose]: () => undefined,
    };
  }
  const rows = openFeatureRows(inputs.rowsPath, rowFloats);
  return {
    n: inputs.rows.length,
    read(from, n) {
      const values = new Float32Array(n * rowFloats);
      for (let i = 0; i < n; i++) rows.read(inputs.rows[from + i], values, i * rowFloats);
      return values;
    },
    [Symbol.dispose]: () => rows[Symbol.dispose](),
  };
}
