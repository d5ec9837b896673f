import type { Network } from '#core/engines/engine.ts';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import type { RowsPath } from '#core/features/cache/rows-path.ts';
import { cropReader, cropStart } from '#core/features/crop.ts';
import { normaliseRows, type RowSpeakers, speakerStatistics } from '#core/features/speaker-normalisation.ts';
import { yieldToMessages } from '#core/jobs/job-control.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import type { PredictJob } from '#core/jobs/kinds/predict-job.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import { weightsReading } from '#core/models/weight-files/weights-reading.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import type { RowReader } from './batches.ts';

/**
 * Probabilities `[n, classes]`: the mean over the networks of all weights files. Throws {@link UserError} `invalid-job` if the
 * values do not make whole clips, `weights-unreadable`, `weights-not-finite`, `weights-mismatch`, `cancelled`.
 */
export async function runPrediction(
  job: PredictJob,
  context: JobContext,
): Promise<{ probabilities: Float32Array } | 'stopped'> {
  const architecture = networkNamed(job.network, job.inputShape, job.classes);
  const { engine, why, versions } = await context.engine(job.engine, { orAnother: job.orAnotherEngine });
  using network = await engine.build(architecture, { seed: 0 });
  const parameters = countParameters(architecture).total;
  context.emit({ kind: 'engine', engine: engine.name, device: engine.device, why, versions, parameters });
  using inputs = openInputs(job);
  const probabilities = new Float32Array(inputs.n * job.classes);
  const { crops, recordings } = inputs;
  const total = inputs.n * job.weightsPaths.length;
  for (const [number, path] of job.weightsPaths.entries()) {
    throwIfCancelled(context.control.signal);
    await network.writeWeights(await weightsOf(path, architecture, job, context));
    for (let from = 0; from < inputs.n; from += job.batchSize) {
      const n = Math.min(job.batchSize, inputs.n - from);
      for (let recording = 0; recording < recordings; recording++) {
        await yieldToMessages(context.control);
        if (context.control.command === 'stop') return 'stopped';
        for (let crop = 0; crop < crops; crop++) {
          const values = inputs.read(from, n, { crop, recording });
          await addPrediction(network, values, n, probabilities, from * job.classes);
        }
      }
      context.emit({ kind: 'progress', done: number * inputs.n + from + n, total });
    }
  }
  const inputsPerClip = job.weightsPaths.length * recordings * crops;
  for (let i = 0; i < probabilities.length; i++) probabilities[i] /= inputsPerClip;
  return { probabilities };
}

/** All weights of the network. A missing weight is an error, because random weights make a prediction useless. */
async function weightsOf(
  path: string,
  architecture: Architecture,
  { foreignWeights, foldChannels }: PredictJob,
  context: JobContext,
): Promise<NamedTensor[]> {
  if (!foreignWeights) return (await readSafetensors(path)).tensors;
  const input = { path, architecture, foldChannels, values: true };
  const { tensors, report, keras } = await context.reader.read(weightsReading, input, context.control.signal);
  const [missing] = report.missing;
  if (missing) {
    const others = report.unused.map((layer) => `“${layer}”`).join(', ');
    const unused = others === '' ? '' : ` In the file, but not in the network: ${others}.`;
    throw new UserError(
      'weights-mismatch',
      `${path} does not fit the network “${architecture.name}”: “${missing.weight}” is ${missing.reason}.${unused} ` +
        'Choose the weights of a network with the same emotions and the same input.',
    );
  }
  if (keras) context.emit({ kind: 'weights', report });
  else if (report.unused.length > 0) {
    throw new UserError(
      'weights-mismatch',
      `${path} does not fit the network “${architecture.name}”, which has no “${report.unused[0]}”. ` +
        'Choose the network that the weights were saved from.',
    );
  }
  return tensors;
}

async function addPrediction(
  network: Network,
  inputs: Float32Array,
  n: number,
  sum: Float32Array,
  offset: number,
): Promise<void> {
  const predicted = await network.predict(inputs, n);
  for (const [i, probability] of predicted.entries()) sum[offset + i] += probability;
}

/** Inputs of a network, from rows or values. */
export interface Inputs extends Disposable {
  n: number;
  /** Crops of each clip, whose probabilities are averaged. */
  crops: number;
  /** The clip itself and its other recordings. */
  recordings: number;
  /** Inputs `[n, bands, frames, 1]`, of crop `crop` of the clips from `from` on, of recording `recording` (0: the clip itself). */
  read(from: number, n: number, what: { crop: number; recording?: number }): Float32Array;
}

/** Opens the inputs of a job. @throws UserError `invalid-job`. */
export function openInputs({
  inputs,
  inputShape: [bands, frames, , melRows],
  crops,
  speakers,
}: Pick<PredictJob, 'inputs' | 'inputShape' | 'crops' | 'speakers'>): Inputs {
  const { rowFrames, within, count } = crops ?? { rowFrames: frames, count: 1 };
  const opened = openRows(inputs, [bands, rowFrames], speakers);
  const readers = Array.from({ length: opened.recordings }, (_, recording) =>
    cropReader(
      { read: (position, into, offset) => opened.read(position, into, offset, recording) },
      { bands, melRows, rowFrames, frames, ...(within && { within }) },
    ),
  );
  return {
    n: opened.n,
    crops: count,
    recordings: opened.recordings,
    read(from, n, { crop, recording = 0 }) {
      const values = new Float32Array(n * bands * frames);
      const reader = readers[recording];
      const start = (last: number): number => cropStart(last, crop, count);
      for (let i = 0; i < n; i++) reader.read(from + i, start, values, i * bands * frames);
      return values;
    },
    [Symbol.dispose]: () => opened[Symbol.dispose](),
  };
}

interface OpenedRows extends Disposable {
  n: number;
  recordings: number;
  /** `recording` 0 is the clip itself, which is also read in place of a recording that it lacks. */
  read(position: number, into: Float32Array, offset: number, recording: number): void;
}

/** The rows of the job by their position in it. */
function openRows(
  inputs: PredictJob['inputs'],
  shape: readonly [bands: number, frames: number],
  speakers: RowSpeakers | undefined,
): OpenedRows {
  const rowFloats = shape[0] * shape[1];
  if (inputs.from === 'values') {
    const { values } = inputs;
    if (values.length % rowFloats !== 0) {
      throw new UserError(
        'invalid-job',
        `${values.length} values do not make whole clips of ${rowFloats} values. Prepare the features again.`,
      );
    }
    return {
      n: values.length / rowFloats,
      recordings: 1,
      read: normalisedRows(
        {
          read: (position, into, offset) =>
            into.set(values.subarray(position * rowFloats, (position + 1) * rowFloats), offset),
        },
        speakers,
        shape,
      ).read,
      [Symbol.dispose]: () => undefined,
    };
  }
  using opening = new DisposableStack();
  const open = (rowsPath: RowsPath, of: RowSpeakers | undefined): RowReader =>
    normalisedRows(opening.use(openFeatureRows(rowsPath, rowFloats)), of, shape);
  const files = [
    open(inputs.rowsPath, speakers),
    ...inputs.versions.map(({ rowsPath, clipRows }) =>
      open(rowsPath, speakers && speakersOfRecordings(speakers, inputs.rows, clipRows)),
    ),
  ];
  const opened = opening.move();
  return {
    n: inputs.rows.length,
    recordings: files.length,
    read(position, into, offset, recording) {
      const row = recording === 0 ? null : inputs.versions[recording - 1].clipRows[position];
      if (row === null) files[0].read(inputs.rows[position], into, offset);
      else files[recording].read(row, into, offset);
    },
    [Symbol.dispose]: () => opened.dispose(),
  };
}

/** The rows with the statistics of their speakers removed; without speakers as they are. */
function normalisedRows(
  rows: RowReader,
  speakers: RowSpeakers | undefined,
  shape: readonly [bands: number, frames: number],
): RowReader {
  return speakers === undefined ? rows : normaliseRows(rows, speakerStatistics(rows, speakers, shape), shape);
}

/** The speakers of other recordings of the clips in `rows`, which have statistics of their own. */
function speakersOfRecordings(
  { rows: known, speakers }: RowSpeakers,
  rows: readonly number[],
  clipRows: readonly (number | null)[],
): RowSpeakers {
  const speakerOf = new Map(known.map((row, i) => [row, speakers[i]]));
  const made = rows.flatMap((row, position) => {
    const [other, speaker] = [clipRows[position], speakerOf.get(row)];
    return other === null || speaker === undefined ? [] : [{ row: other, speaker }];
  });
  return { rows: made.map(({ row }) => row), speakers: made.map(({ speaker }) => speaker) };
}
