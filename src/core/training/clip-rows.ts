import { type FeatureRows, openFeatureRows } from '#core/features/cache/feature-rows.ts';
import type { RowsPath } from '#core/features/cache/rows-path.ts';
import {
  normaliseRows,
  type RowSpeakers,
  type SpeakerStatistics,
  speakerStatistics,
} from '#core/features/speaker-normalisation.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import type { RowReader } from './batches.ts';

/** A file of rows as training reads it. Plain data, for other threads. */
export interface ClipRowsFile {
  rowsPath: RowsPath;
  /** `[bands, frames]` of a row. */
  rowShape: readonly [bands: number, frames: number];
  /** Absent: the rows as they are in the file. */
  statistics?: SpeakerStatistics;
}

/** Opens a file of rows, normalised by speaker where it has statistics. @throws UserError `damaged-cache`. */
export function openClipRows({ rowsPath, rowShape, statistics }: ClipRowsFile): RowReader & Disposable {
  const rows: FeatureRows = openFeatureRows(rowsPath, rowShape[0] * rowShape[1]);
  if (statistics === undefined) return rows;
  return {
    ...normaliseRows(rows, statistics, rowShape),
    [Symbol.dispose]: () => rows[Symbol.dispose](),
  };
}

/** The same file with the statistics of its speakers. @throws UserError `damaged-cache`. */
function withSpeakerStatistics(file: ClipRowsFile, speakers: RowSpeakers): ClipRowsFile {
  using rows = openClipRows(file);
  return { ...file, statistics: speakerStatistics(rows, speakers, file.rowShape) };
}

/**
 * The files of a training job: of its clips, and of their other recordings. Each has statistics of its own, as if the speaker had
 * been recorded in that way only. `pause` is awaited before each file is read.
 * @throws UserError `damaged-cache`.
 */
export async function clipRowsFiles(
  { settings, inputShape: [bands], rowFloats, rowsPath, clips, versions }: TrainJob,
  pause: () => Promise<void>,
): Promise<{ rows: ClipRowsFile; versions: { file: ClipRowsFile; clipRows: readonly (number | null)[] }[] }> {
  const prepare = async (path: RowsPath, clipRows: readonly (number | null)[]): Promise<ClipRowsFile> => {
    const file: ClipRowsFile = { rowsPath: path, rowShape: [bands, rowFloats / bands] };
    if (!settings.normaliseSpeakers) return file;
    await pause();
    const made = clips.flatMap(({ speaker = 0 }, i) => {
      const row = clipRows[i];
      return row === null ? [] : [{ row, speaker }];
    });
    return withSpeakerStatistics(file, {
      rows: made.map(({ row }) => row),
      speakers: made.map(({ speaker }) => speaker),
    });
  };
  const rows = await prepare(
    rowsPath,
    clips.map(({ row }) => row),
  );
  const prepared = [];
  for (const { rowsPath: path, clipRows } of versions)
    prepared.push({ file: await prepare(path, clipRows), clipRows });
  return { rows, versions: prepared };
}
