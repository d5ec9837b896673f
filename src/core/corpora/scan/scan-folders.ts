import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileOfPath } from '#core/audio/sound-part.ts';
import type { SoundReader } from '#core/audio/sound-reader.ts';
import { createSyntheticCheck } from '#core/corpora/sample-voices/sample-voices-marker.ts';
import type { TableOptions } from '#core/corpora/tables/read-table.ts';
import { usedOwnWords, withOwnWords } from '#core/corpora/words/own-words.ts';
import type { Reader } from '#core/reader/reader.ts';
import { forEachBounded } from '#core/system/bounded-parallel.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Scan } from '#shared/corpora.ts';
import type { OwnWord } from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import type { Candidate, CollectOptions, Findings } from './candidate-clips.ts';
import { collect } from './collect-clips.ts';
import type { CorpusNames, MeasuredCandidate } from './corpus-list.ts';
import { comparePaths } from './list-files.ts';
import { createMeasurer, createProcessMeasurer, type Measurer } from './measure-clip.ts';
import { type FolderReading, mergeScan, withoutRepeats } from './merge-scan.ts';
import {
  MEASUREMENT_VERSION,
  type Measurements,
  type RememberedFile,
  type ScanMemory,
} from './scan-memory.ts';

/** The progress of a scan. */
export interface ScanProgress {
  /** First all folders are searched, then the clips are read. */
  phase: 'searching' | 'reading';
  /** Files found, or clips read. */
  done: number;
  /** Clips to read; 0 while searching, when the number is not known yet. */
  total: number;
  /** The current folder or table. */
  folder: string;
}

export interface ScanOptions {
  /** Files in this memory are not read again unless they changed. */
  memory?: ScanMemory;
  /** Called at most ten times a second, and at the end of each phase. */
  onProgress?: (progress: ScanProgress) => void;
  signal?: AbortSignal;
  /** As in {@link TableOptions}. */
  reader?: Reader;
  /** Measures sounds in other processes; without it, all are measured in this one. */
  sounds?: SoundReader;
  /** Names of columns, for tables whose columns are not recognised. */
  columns?: TableOptions['columns'];
  /** As in {@link CollectOptions}. */
  ruleOf?: CollectOptions['ruleOf'];
  /** Names that the user gave to corpora. */
  names?: CorpusNames;
  /** The user's words for emotions; default: only those of the program. */
  ownWords?: readonly OwnWord[];
}

/** Files that are open at one time: reading overlaps measuring, and a folder of 12,000 clips stays within this limit. */
const FILES_AT_ONCE = 8;
/** Starting processes is slower than measuring fewer files than this. */
const FILES_FOR_PROCESSES = 300;
/** Known files need only a `stat` for size and time of change. */
const STATS_AT_ONCE = 32;
const PROGRESS_MILLISECONDS = 100;

/**
 * Scans folders (of any layout, nested, mixed or duplicated), tables of paths and emotions (`.csv`) and single WAV
 * files. Finds their corpora, reads every clip once and gives the reason for every file that is skipped.
 *
 * Clips and problems are sorted by path, corpora by the order of the arguments. Overlapping and repeated arguments
 * count once, under the first that contains them. A bad file never ends a scan. Throws {@link UserError}: `no-folders`,
 * `folder-missing` (none of the arguments exists) and `cancelled`; files read before a cancellation are in the memory.
 */
export async function scanFolders(folders: readonly string[], options: ScanOptions = {}): Promise<Scan> {
  return mergeScan([await readFolders(folders, options)], options.signal, options.names);
}

/** The input of {@link mergeScan}: every file with its measurements. Throws the same as {@link scanFolders}. */
export async function readFolders(
  folders: readonly string[],
  options: ScanOptions = {},
): Promise<FolderReading<Measurements>> {
  if (folders.length === 0)
    throw new UserError('no-folders', 'No folder or table given. Name at least one to scan.');
  const report = createReporter(options.onProgress);
  const { found, words } = await withOwnWords(options.ownWords ?? [], async () => ({
    found: await search(folders, options, report),
    words: usedOwnWords(),
  }));
  const yieldNow = createYielder(options.signal);
  const { candidates, problems } = withoutRepeats(found);
  await yieldNow();

  // In path order, because a hard disk reads that faster.
  const inOrder = candidates.toSorted((a, b) => comparePaths(a.path, b.path));
  const files = new Map<Candidate, RememberedFile>();
  (await readAll(inOrder, options, report)).forEach((file, index) => {
    files.set(inOrder[index], file);
  });
  await yieldNow();
  const measured: MeasuredCandidate[] = [];
  for (const candidate of candidates) {
    const { sound, problem } = files.get(candidate)!;
    if (sound !== null) measured.push({ candidate, sound });
    else problems.push({ path: candidate.path, realPath: candidate.realPath, ...problem });
  }
  return { measured, problems, words };
}

type Report = (progress: ScanProgress, last?: boolean) => void;

function createReporter(onProgress: ScanOptions['onProgress']): Report {
  let reportedAt = -Infinity;
  return (progress, last = false) => {
    const now = performance.now();
    if (onProgress === undefined || (!last && now - reportedAt < PROGRESS_MILLISECONDS)) return;
    reportedAt = now;
    onProgress(progress);
  };
}

async function search(folders: readonly string[], options: ScanOptions, report: Report): Promise<Findings[]> {
  const isSynthetic = createSyntheticCheck();
  const found: Findings[] = [];
  let before = 0;
  for (const folder of folders) {
    let files = 0;
    const onFound = (count: number) => {
      files = count;
      report({ phase: 'searching', done: before + count, total: 0, folder });
    };
    found.push(
      await collect(folder, {
        signal: options.signal,
        reader: options.reader,
        columns: options.columns,
        ruleOf: options.ruleOf,
        isSynthetic,
        onFound,
      }),
    );
    before += files;
  }
  const isAbsent = ({ candidates, problems }: Findings, index: number) =>
    candidates.length === 0 &&
    problems.length === 1 &&
    problems[0].code === 'missing' &&
    problems[0].path === path.resolve(folders[index]);
  if (found.every(isAbsent))
    throw new UserError('folder-missing', `There is no such folder: ${folders.join(', ')}. Check the path.`);
  report({ phase: 'searching', done: before, total: 0, folder: folders[folders.length - 1] }, true);
  return found;
}

/** The measurements or the problem of each candidate's file, in the order of `candidates`. */
async function readAll(
  candidates: readonly Candidate[],
  options: ScanOptions,
  report: Report,
): Promise<RememberedFile[]> {
  const { memory, signal, sounds } = options;
  const read = new Array<RememberedFile>(candidates.length);
  const changed: { index: number; size: number; mtimeMs: number }[] = [];
  let done = 0;
  const finish = (index: number, file: RememberedFile) => {
    read[index] = file;
    done++;
    const folder = candidates[index].corpus.folder;
    report({ phase: 'reading', done, total: candidates.length, folder }, done === candidates.length);
  };

  await forEachBounded([...candidates.keys()], STATS_AT_ONCE, signal, async (index) => {
    const file = candidates[index].path;
    try {
      const { size, mtimeMs } = await stat(fileOfPath(file).file);
      const known = memory?.recall(file, size, mtimeMs);
      if (known?.version === MEASUREMENT_VERSION) finish(index, known);
      else changed.push({ index, size, mtimeMs });
    } catch (error) {
      const problem = fileReason(error);
      if (problem === null) throw error;
      finish(index, { version: MEASUREMENT_VERSION, sound: null, problem });
    }
  });
  if (changed.length === 0) return read;

  changed.sort((a, b) => a.index - b.index);
  const inProcesses = sounds !== undefined && changed.length >= FILES_FOR_PROCESSES;
  using measurer: Measurer = inProcesses
    ? createProcessMeasurer(sounds, signal)
    : await createMeasurer({ reader: sounds, signal });
  const atOnce = Math.max(FILES_AT_ONCE, inProcesses ? 3 * availableParallelism() : 0);
  await forEachBounded(changed, atOnce, signal, async ({ index, size, mtimeMs }) => {
    const { file, cacheable } = await measurer.measure(candidates[index].path, size);
    if (cacheable) memory?.remember(candidates[index].path, size, mtimeMs, file);
    finish(index, file);
  });
  return read;
}
