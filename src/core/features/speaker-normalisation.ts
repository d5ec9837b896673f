/**
 * Normalisation of features by speaker: the mean and the deviation of each band over all clips of a speaker are removed
 * from these clips. No label is used. The features themselves stay in the cache as they are, and this is done where they are
 * read, because the same clip has other statistics in another set of clips.
 */
import { scaleFor } from './mel/normalise.ts';

/** Which rows of a file belong to which speaker: row `rows[i]` is a clip of speaker `speakers[i]`. */
export interface RowSpeakers {
  rows: readonly number[];
  /** Numbers from 0. A clip whose speaker is unknown has a number of its own. */
  speakers: readonly number[];
}

/** What is removed from the bands of the clips of one speaker. */
interface BandStatistics {
  /** The mean of each band over all frames. */
  means: Float64Array;
  /** 1 / (population) deviation of each band over all frames; 0 for a constant band, which becomes all zero. */
  scales: Float64Array;
}

/** The statistics of the rows of a file. Plain data, for other threads. */
export type SpeakerStatistics = ReadonlyMap<number, BandStatistics>;

/** Reads rows of features. */
interface Rows {
  read(row: number, into: Float32Array, offsetFloats: number): void;
}

/** `[bands, frames]` of a row. */
type RowShape = readonly [bands: number, frames: number];

/** The number of each clip's speaker: a speaker of two corpora counts as two, because their recordings differ. */
export function speakerNumbers(clips: readonly { corpus: string; speaker: string | null }[]): number[] {
  const known = new Map<string, number>();
  let next = 0;
  return clips.map(({ corpus, speaker }) => {
    if (speaker === null) return next++;
    const key = JSON.stringify([corpus, speaker]);
    const number = known.get(key) ?? next++;
    known.set(key, number);
    return number;
  });
}

/** The statistics of each speaker, by row. Reads every row once. */
export function speakerStatistics(
  rows: Rows,
  { rows: numbers, speakers }: RowSpeakers,
  [bands, frames]: RowShape,
): SpeakerStatistics {
  const matrix = new Float32Array(bands * frames);
  const sums = new Map<number, BandSums>();
  for (const [i, row] of numbers.entries()) {
    rows.read(row, matrix, 0);
    let sum = sums.get(speakers[i]);
    if (sum === undefined) {
      sum = { values: new Float64Array(bands), squares: new Float64Array(bands), frames: 0 };
      sums.set(speakers[i], sum);
    }
    addBands(sum, matrix, frames);
  }
  const statistics = new Map([...sums].map(([speaker, sum]) => [speaker, statisticsOf(sum)]));
  return new Map(numbers.map((row, i) => [row, statistics.get(speakers[i])!]));
}

/** Rows with the statistics of their speakers removed. A row without statistics is normalised by itself. */
export function normaliseRows(rows: Rows, statistics: SpeakerStatistics, [bands, frames]: RowShape): Rows {
  return {
    read(row, into, offset) {
      rows.read(row, into, offset);
      const matrix = into.subarray(offset, offset + bands * frames);
      const own = statistics.get(row);
      if (own === undefined) normaliseByItself(matrix, bands);
      else removeBands(matrix, own, frames);
    },
  };
}

/** Removes the mean and the deviation of each band of `[bands, frames]`, in place: what a single recording of a speaker gets. */
export function normaliseByItself(matrix: Float32Array, bands: number): void {
  const frames = matrix.length / bands;
  const sum = { values: new Float64Array(bands), squares: new Float64Array(bands), frames: 0 };
  addBands(sum, matrix, frames);
  removeBands(matrix, statisticsOf(sum), frames);
}

interface BandSums {
  values: Float64Array;
  squares: Float64Array;
  frames: number;
}

function addBands(sum: BandSums, matrix: Float32Array, frames: number): void {
  for (let band = 0; band < sum.values.length; band++) {
    let [values, squares] = [0, 0];
    for (let i = band * frames; i < (band + 1) * frames; i++) {
      values += matrix[i];
      squares += matrix[i] ** 2;
    }
    sum.values[band] += values;
    sum.squares[band] += squares;
  }
  sum.frames += frames;
}

function statisticsOf({ values, squares, frames }: BandSums): BandStatistics {
  const means = values.map((value) => value / frames);
  const scales = squares.map((square, band) => {
    const variance = Math.max(0, square / frames - means[band] ** 2);
    return scaleFor(means[band], Math.sqrt(variance));
  });
  return { means, scales };
}

function removeBands(matrix: Float32Array, { means, scales }: BandStatistics, frames: number): void {
  for (let i = 0; i < matrix.length; i++) {
    const band = Math.floor(i / frames);
    matrix[i] = (matrix[i] - means[band]) * scales[band];
  }
}
