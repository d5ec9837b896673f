import { EMOTIONS } from '../../shared/emotions.ts';
import { throwIfCancelled, UserError } from '../../shared/failure.ts';
import type { NamedTensor, Network } from '../engines/engine.ts';
import { readSafetensors } from '../engines/safetensors.ts';
import { openFeatureRows } from '../features/cache-rows.ts';
import type { Architecture } from '../models/architecture.ts';
import { networkNamed } from '../models/registry.ts';
import { countParameters } from '../models/weights.ts';
import { isKerasFile, readWeightsFile } from '../models/weights-file.ts';
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
  const architecture = networkNamed(job.network, job.inputShape);
  const { engine, why, versions } = await context.engine(job.engine, { orAnother: job.orAnotherEngine });
  using network = await engine.build(architecture, { seed: 0 });
  const parameters = countParameters(architecture).total;
  context.emit({ kind: 'engine', engine: engine.name, device: engine.device, why, versions, parameters });
  using inputs = openInputs(job.inputs, rowFloats);
  const probabilities = new Float32Array(inputs.n * EMOTIONS.length);
  const total = inputs.n * job.weightsPaths.length;
  for (const [number, path] of job.weightsPaths.entries()) {
    throwIfCancelled(context.control.signal);
    await network.writeWeights(await weightsOf(path, architecture, job, context));
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

/** Every weight of the network: a prediction with some of them left to chance would be worth nothing. */
async function weightsOf(
  path: string,
  architecture: Architecture,
  { foldChannels }: PredictJob,
  context: JobContext,
): Promise<NamedTensor[]> {
  if (!(await isKerasFile(path))) return (await readSafetensors(path)).tensors;
  const { tensors, report } = await readWeightsFile(path, architecture, { foldChannels });
  const [missing] = report.missing;
  if (missing) {
    const others = report.unused.map((layer) => `“${layer}”`).join(', ');
    const besides = others === '' ? '' : ` In the file and not in the network: ${others}.`;
    throw new UserError(
      'weights-mismatch',
      `${path} does not fill the network “${architecture.name}”: “${missing.weight}” is ${missing.reason}.${besides} ` +
        'Choose a file of a network with as many emotions and the same input.',
    );
  }
  context.emit({ kind: 'weights', report });
  return tensors;
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
