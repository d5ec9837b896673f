import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clip, Scan } from '../../shared/corpora.ts';
import { throwIfCancelled } from '../../shared/failure.ts';
import { type ConcludedScan, concludeScan, type FolderReading } from '../corpora/conclude-scan.ts';
import type { Measurements } from '../corpora/scan-memory.ts';
import type { ExperimentLog } from '../runs/experiment-log.ts';
import type { LibraryEntry, ScanSummary } from '../runs/library-table.ts';
import type { KeptSound } from '../runs/scanned-rows.ts';

/** Rows that are read or written at once: some milliseconds, after which others have their turn. */
const ROWS_AT_ONCE = 500;

/**
 * Writes a reading down as the folder's own. Until the last piece is written, the scan before it counts; a process
 * that dies in it, or a `signal`, leaves that as it was.
 */
export async function keepReading(
  log: ExperimentLog,
  folder: string,
  { measured, problems }: FolderReading<Measurements>,
  concluded: Scan,
  signal: AbortSignal | undefined,
): Promise<void> {
  const scan = log.beginScan();
  await inPieces(measured, signal, (piece, from) => log.addScannedClips(scan, from, piece));
  await inPieces(problems, signal, (piece, from) => log.addScannedProblems(scan, from, piece));
  log.keepScan(folder, scan, summarise(concluded));
}

function summarise({ corpora, clips, problems }: Scan): ScanSummary {
  const sexes = new Map<string, 'female' | 'male' | 'unknown'>();
  for (const { speaker, sex } of clips) if (speaker !== null) sexes.set(speaker, sex ?? 'unknown');
  const voices = { female: 0, male: 0, unknown: 0 };
  for (const sex of sexes.values()) voices[sex]++;
  return {
    corpora,
    clips: clips.length,
    durationSeconds: clips.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    problems: problems.length,
    voices,
    sampleRatesHz: [...new Set(clips.map(({ sampleRateHz }) => sampleRateHz))].toSorted((a, b) => a - b),
  };
}

/** What the last scans of these folders come to when they are taken together. */
export async function recallScan(
  log: ExperimentLog,
  entries: readonly LibraryEntry[],
  signal: AbortSignal | undefined,
): Promise<ConcludedScan<KeptSound>> {
  const readings: FolderReading<KeptSound>[] = [];
  for (const { scan, folder } of entries) {
    const measured = await allPieces(
      (from, limit) => log.readScannedClips(scan, from, limit, folder),
      signal,
    );
    const problems = await allPieces((from, limit) => log.readScannedProblems(scan, from, limit), signal);
    readings.push({ measured, problems });
  }
  return concludeScan(readings, signal);
}

/** Notes in the log where the clips of runs lie now. */
export async function noteWhereClipsLie(
  log: ExperimentLog,
  clips: readonly Clip[],
  signal: AbortSignal | undefined,
): Promise<void> {
  await inPieces(clips, signal, (piece) => log.seeClips(piece));
}

/** Writes clips down before the run that is to have them, and gives their numbers in the log. */
export async function saveClips(
  log: ExperimentLog,
  clips: readonly Clip[],
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const numbers: number[] = [];
  await inPieces(clips, signal, (piece) => numbers.push(...log.saveClips(piece)));
  return numbers;
}

/** Whether a folder, or a table of clips, can be found now. */
export async function isThere(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

async function inPieces<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (piece: readonly T[], from: number) => unknown,
): Promise<void> {
  for (let from = 0; from < items.length; from += ROWS_AT_ONCE) {
    throwIfCancelled(signal);
    work(items.slice(from, from + ROWS_AT_ONCE), from);
    await nextTurn();
  }
}

async function allPieces<T>(
  read: (from: number, limit: number) => T[],
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    throwIfCancelled(signal);
    const piece = read(all.length, ROWS_AT_ONCE);
    for (const item of piece) all.push(item);
    if (piece.length < ROWS_AT_ONCE) return all;
    await nextTurn();
  }
}
