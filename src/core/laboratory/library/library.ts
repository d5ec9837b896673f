import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FolderReading, type MergedScan, mergeScan } from '#core/corpora/scan/merge-scan.ts';
import type { Measurements } from '#core/corpora/scan/scan-memory.ts';
import { voicesOf } from '#core/corpora/scan/voices.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { LibraryEntry, ScanSummary } from '#core/database/tables/library-table.ts';
import type { StoredSound } from '#core/database/tables/scanned-rows.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import type { Clip, Scan } from '#shared/corpora.ts';
import { throwIfCancelled } from '#shared/failure.ts';

/** Rows to read or write before other work can run. They take some milliseconds. */
const ROWS_AT_ONCE = 500;

/** Does a call of the log, now or when the log accepts it. */
type Write = (call: () => void) => Promise<void>;

/**
 * Saves a reading as the folder's current scan. `words`: the key of the user's words that were in force.
 * The previous scan stays current until all rows are written, also if the
 * process ends or `signal` is aborted before.
 */
export async function saveReading(
  log: ExperimentLog,
  folder: string,
  {
    reading: { measured, problems },
    scan: concluded,
    words,
  }: { reading: FolderReading<Measurements>; scan: Scan; words: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const scan = await whileBusy(() => log.beginScan(), signal);
  await inChunks(measured, signal, (chunk, from) => log.addScannedClips(scan, from, chunk));
  await inChunks(problems, signal, (chunk, from) => log.addScannedProblems(scan, from, chunk));
  await whileBusy(() => log.saveScan(folder, scan, { ...summarise(concluded), words }), signal);
}

function summarise({ corpora, clips, problems }: Scan): Omit<ScanSummary, 'words'> {
  return {
    corpora,
    clips: clips.length,
    durationSeconds: clips.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    problems: problems.length,
    voices: voicesOf(clips),
    sampleRatesHz: [...new Set(clips.map(({ sampleRateHz }) => sampleRateHz))].toSorted((a, b) => a - b),
  };
}

/** The combined result of the last scans of these folders. */
export async function recallScan(
  log: ExperimentLog,
  entries: readonly LibraryEntry[],
  signal: AbortSignal | undefined,
): Promise<MergedScan<StoredSound>> {
  const readings: FolderReading<StoredSound>[] = [];
  for (const { scan, folder } of entries) {
    const measured = await readAllChunks(
      (from, limit) => log.readScannedClips(scan, from, limit, folder),
      signal,
    );
    const problems = await readAllChunks((from, limit) => log.readScannedProblems(scan, from, limit), signal);
    readings.push({ measured, problems });
  }
  return mergeScan(readings, signal, log.corpusNames());
}

/** Updates the paths of the clips of runs in the log. */
export async function updateClipPaths(
  log: ExperimentLog,
  clips: readonly Clip[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await inChunks(clips, signal, (chunk) => log.updateClipPaths(chunk));
}

/**
 * Saves clips before the run that uses them is recorded, and returns their numbers in the log. `write` does each call of the log, and
 * waits for it as long as the user would.
 */
export async function saveClips(
  log: ExperimentLog,
  clips: readonly Clip[],
  signal: AbortSignal | undefined,
  write?: Write,
): Promise<number[]> {
  const numbers: number[] = [];
  await inChunks(clips, signal, (chunk) => void numbers.push(...log.saveClips(chunk)), write);
  return numbers;
}

/**
 * Saves the clips of a run that another computer recorded, and returns their numbers in the log. Clips whose sound is in the
 * library can be played from there.
 */
export async function saveForeignClips(
  log: ExperimentLog,
  clips: readonly Clip[],
  signal: AbortSignal | undefined,
  write?: Write,
): Promise<number[]> {
  const paths = log.libraryPaths();
  const numbers: number[] = [];
  await inChunks(clips, signal, (chunk) => void numbers.push(...log.saveForeignClips(chunk, paths)), write);
  return numbers;
}

/** Whether a folder or a table of clips exists now. */
export async function pathExists(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** `work` writes a chunk with one call of the log. */
async function inChunks<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (chunk: readonly T[], from: number) => void,
  write: Write = (call) => whileBusy(call, signal),
): Promise<void> {
  for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
    throwIfCancelled(signal);
    await write(() => work(items.slice(from, from + ROWS_AT_ONCE), from));
    await nextTurn();
  }
}

async function readAllChunks<T>(
  read: (from: number, limit: number) => T[],
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    throwIfCancelled(signal);
    const chunk = read(all.length, ROWS_AT_ONCE);
    for (const item of chunk) all.push(item);
    if (chunk.length < ROWS_AT_ONCE) return all;
    await nextTurn();
  }
}
