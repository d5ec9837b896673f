import type { Batch } from '#core/engines/engine.ts';
import { type CropShape, cropReader, middleCrop } from '#core/features/crop.ts';
import { createRandom } from '#shared/random.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { InputShape as SettingsInputShape } from '#shared/settings/features.ts';
import { augmentationRandom, augmentClip, augments } from './augmentation.ts';

/** A clip for training: the row of its features and its emotion. */
export interface TrainingClip {
  /** Row of the feature file. */
  row: number;
  /** Index of its emotion in the label set. */
  emotion: number;
  /** Number of its corpus within the run. */
  corpus?: number;
  /** What its annotators said: a share for each emotion of the label set, 1 in sum. Absent: they all said its emotion. */
  shares?: readonly number[];
}

/** Features of the same clips under other conditions: another file of rows. */
export interface ClipVersions {
  rows: RowReader;
  /** The row of each clip of the run; null for a clip without one, of which training takes the clip itself. */
  clipRows: readonly (number | null)[];
}

/** A file of fixed-size float32 rows, read by row. */
export interface RowReader {
  /** Copies one row to `into[offsetFloats…]`. */
  read(row: number, into: Float32Array, offsetFloats: number): void;
}

/** Shape of one clip's features; the input of the network is `[bands, frames, 1]`. */
export type InputShape = Readonly<SettingsInputShape>;

/** The rows that augmentation changes: all, or of joined features the mel bands, which come first. */
export const augmentedRows = ([bands, , , melRows = bands]: InputShape): number => melRows;

/** Steps of an epoch, including the last, smaller batch, as in Keras. */
export function stepsPerEpoch(clips: number, batchSize: number): number {
  return Math.ceil(clips / batchSize);
}

/**
 * The weights of `classes` emotions. `balanced` is scikit-learn's `compute_class_weight('balanced')`:
 * n / (emotions that occur · n of the emotion); an emotion that does not occur has weight 0. `none`: all 1.
 * @param draws How often each training clip occurs in an epoch, see `drawsInEpoch`.
 */
export function classWeights(
  kind: RunSettings['classWeights'],
  clips: readonly TrainingClip[],
  train: readonly number[],
  classes: number,
  draws: readonly number[] = train.map(() => 1),
): Float32Array {
  const weights = new Float32Array(classes);
  if (kind === 'none') return weights.fill(1);
  const counts = new Array<number>(classes).fill(0);
  for (const [i, index] of train.entries()) counts[clips[index].emotion] += draws[i];
  const occurring = counts.filter((count) => count > 0).length;
  return weights.map((_, emotion) =>
    counts[emotion] === 0 ? 0 : train.length / (occurring * counts[emotion]),
  );
}

/**
 * Writes one target row of `classes` values: 1 − smoothing at the emotion, or divided by the shares, and smoothing spread
 * evenly over all (Szegedy et al. 2016; Keras's `label_smoothing`).
 */
export function writeTarget(
  targets: Float32Array,
  offset: number,
  classes: number,
  { emotion, shares }: Pick<TrainingClip, 'emotion' | 'shares'>,
  smoothing: number,
): void {
  targets.fill(smoothing / classes, offset, offset + classes);
  if (shares === undefined) targets[offset + emotion] += 1 - smoothing;
  else for (let c = 0; c < classes; c++) targets[offset + c] += (1 - smoothing) * shares[c];
}

/** The weight of a clip's loss: that of its emotion, or the mean of those that its annotators named. */
function weightOf({ emotion, shares }: TrainingClip, weights: Float32Array): number {
  return shares === undefined
    ? weights[emotion]
    : shares.reduce((sum, share, index) => sum + share * weights[index], 0);
}

/** The data that batches are made from; the same for all batches of a fold. */
export interface BatchSource {
  settings: Pick<RunSettings, 'seed' | 'labelSmoothing' | 'augmentation'>;
  fold: number;
  clips: readonly TrainingClip[];
  rows: RowReader;
  /** Other recordings of the clips. */
  versions?: readonly ClipVersions[];
  inputShape: InputShape;
  /** Frames of a row, if the input is a crop of it. Absent: as many as the input has. */
  rowFrames?: number;
  cropsWithin?: CropShape['within'];
  /** Weight of each emotion, from {@link classWeights}. */
  weights: Float32Array;
}

/**
 * The augmented training batch of `indices` (into the run's clips) in epoch `epoch` (from 0). Its arrays share one
 * buffer, which can be transferred to another thread.
 */
export function trainingBatch(source: BatchSource, indices: Int32Array, epoch: number): Batch {
  const { clips, settings, inputShape, weights } = source;
  const [bands, frames] = inputShape;
  const classes = weights.length;
  const n = indices.length;
  const floats = bands * frames;
  const shared = new Float32Array(n * (floats + classes + 1));
  const inputs = shared.subarray(0, n * floats);
  const targets = shared.subarray(n * floats, n * (floats + classes));
  const sampleWeights = shared.subarray(n * (floats + classes));
  const crop = cropShapeOf(source);
  const reader = cropReader(source.rows, crop);
  const versions = (source.versions ?? []).map(({ rows, clipRows }) => ({
    reader: cropReader(rows, crop),
    clipRows,
  }));
  const augmenting = augments(settings.augmentation);
  const augmented = augmentedRows(inputShape);
  for (const [position, index] of indices.entries()) {
    const clip = clips[index];
    writeTarget(targets, position * classes, classes, clip, settings.labelSmoothing);
    sampleWeights[position] = weightOf(clip, weights);
    const start = (last: number): number =>
      last === 0 ? 0 : createRandom(settings.seed, 'crop', source.fold, epoch, index).integer(last + 1);
    const version = drawVersion(versions, settings.seed, source.fold, epoch, index);
    const versionRow = version?.clipRows[index] ?? null;
    if (version === null || versionRow === null) reader.read(clip.row, start, inputs, position * floats);
    else version.reader.read(versionRow, start, inputs, position * floats);
    if (augmenting) {
      const values = inputs.subarray(position * floats, position * floats + augmented * frames);
      const random = augmentationRandom(settings.seed, source.fold, epoch, index);
      augmentClip(values, augmented, frames, settings.augmentation, random);
    }
  }
  return { inputs, targets, sampleWeights, n };
}

/** How often training takes the clip itself where it has other recordings of it. */
const OWN_RECORDING_SHARE = 0.3;

/** One of the other recordings of a clip in an epoch; null: the clip itself. */
function drawVersion<V>(
  versions: readonly V[],
  seed: number,
  fold: number,
  epoch: number,
  clip: number,
): V | null {
  if (versions.length === 0) return null;
  const random = createRandom(seed, 'recording', fold, epoch, clip);
  return random.next() < OWN_RECORDING_SHARE ? null : versions[random.integer(versions.length)];
}

/** Where inputs are read from. */
type InputSource = Pick<BatchSource, 'rows' | 'clips' | 'inputShape' | 'rowFrames' | 'cropsWithin'>;

/**
 * The inputs `[n, bands, frames, 1]` of the clips at `indices`, without augmentation; of rows that are longer than the input,
 * the crop that `start` chooses (by default the middle one), see {@link CropReader}. With a `version`, those of that recording of the clips that have it.
 */
export function readInputs(
  source: InputSource,
  indices: ArrayLike<number>,
  {
    start = middleCrop,
    version = null,
  }: { start?: (last: number) => number; version?: ClipVersions | null } = {},
): Float32Array {
  const crop = cropShapeOf(source);
  const reader = cropReader(source.rows, crop);
  const other = version && cropReader(version.rows, crop);
  const floats = crop.bands * crop.frames;
  const inputs = new Float32Array(indices.length * floats);
  for (let position = 0; position < indices.length; position++) {
    const index = indices[position];
    const row = version?.clipRows[index] ?? null;
    if (other === null || row === null)
      reader.read(source.clips[index].row, start, inputs, position * floats);
    else other.read(row, start, inputs, position * floats);
  }
  return inputs;
}

function cropShapeOf({
  inputShape: [bands, frames, , melRows],
  rowFrames = frames,
  cropsWithin,
}: Pick<BatchSource, 'inputShape' | 'rowFrames' | 'cropsWithin'>): CropShape {
  return { bands, melRows, rowFrames, frames, ...(cropsWithin && { within: cropsWithin }) };
}
