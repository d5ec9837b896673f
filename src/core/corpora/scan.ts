import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Scan } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import { createBreath } from '../turns/breath.ts';
import { forEachBounded } from './bounded.ts';
import type { Candidate, Findings } from './candidates.ts';
import { collect } from './collect.ts';
import { concludeScan, type FolderReading, withoutRepeats } from './conclude-scan.ts';
import type { MeasuredCandidate } from './corpus-list.ts';
import { fileReason } from './file-reasons.ts';
import { createMeasurer, type Measurer } from './measure.ts';
import {
  MEASUREMENT_VERSION,
  type Measurements,
  type RememberedFile,
  type ScanMemory,
} from './scan-memory.ts';
import { createSyntheticCheck } from './synthetic.ts';
import type { TableOptions } from './table.ts';
import { comparePaths } from './walk.ts';

/** Where a scan stands. */
export interface ScanProgress {
  /** First all folders are searched, then the clips are read. */
  phase: 'searching' | 'reading';
  /** Files found, or clips read. */
  done: number;
  /** Clips to read; 0 while searching, when nobody knows. */
  total: number;
  /** The folder or table at hand. */
  folder: string;
}

export interface ScanOptions {
  /** Files that it knows and that have not changed are not read again. */
  memory?: ScanMemory;
  /** At most ten times a second, and at the end of each phase. */
  onProgress?: (progress: ScanProgress) => void;
  signal?: AbortSignal;
  /** Names of columns, for tables whose own names are not understood. */
  columns?: TableOptions['columns'];
}

/** Files open at one time: reading overlaps measuring, and a folder of 12,000 clips opens no more than this. */
const FILES_AT_ONCE = 8;
/** Known files only need their size and time of change asked. */
const QUESTIONS_AT_ONCE = 32;
const PROGRESS_MILLISECONDS = 100;

/**
 * Scans folders (of any layout, nested, mixed or doubled), tables of paths and emotions (`.csv`), and single WAV files:
 * finds the corpora in them, reads every clip once and says of every file that is left out, why.
 *
 * Clips and problems are sorted by path; corpora stand in the order of the arguments. Overlapping and repeated
 * arguments count once, under the first that holds them. Nothing about a file ends a scan. Throws {@link UserError}:
 * `no-folders`, `folder-missing` (none of the arguments exists) and `cancelled`; what was read until then is in the
 * memory.
 */
export async function scanFolders(folders: readonly string[], options: ScanOptions = {}): Promise<Scan> {
  return concludeScan([await readFolders(folders, options)], options.signal);
}

/** What {@link scanFolders} concludes from: every file with what was read in it. Throws the same. */
export async function readFolders(
  folders: readonly string[],
  options: ScanOptions = {},
): Promise<FolderReading<Measurements>> {
  if (folders.length === 0) throw new UserError('no-folders', 'Name at least one folder or table to scan.');
  const report = createReporter(options.onProgress);
  const found = await search(folders, options, report);
  const breath = createBreath(options.signal);
  const { candidates, problems } = withoutRepeats(found);
  await breath();

  // In the order of their paths, so that a disk's heads need not jump.
  const inOrder = candidates.toSorted((a, b) => comparePaths(a.path, b.path));
  const files = new Map<Candidate, RememberedFile>();
  (await readAll(inOrder, options, report)).forEach((file, index) => {
    files.set(inOrder[index], file);
  });
  await breath();
  const measured: MeasuredCandidate[] = [];
  for (const candidate of candidates) {
    const { sound, problem } = files.get(candidate)!;
    if (sound !== null) measured.push({ candidate, sound });
    else problems.push({ path: candidate.path, realPath: candidate.realPath, ...problem });
  }
  return { measured, problems };
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
      await collect(folder, { signal: options.signal, columns: options.columns, isSynthetic, onFound }),
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

/** What each candidate's file holds, in the order of `candidates`. */
async function readAll(
  candidates: readonly Candidate[],
  options: ScanOptions,
  report: Report,
): Promise<RememberedFile[]> {
  const { memory, signal } = options;
  const read = new Array<RememberedFile>(candidates.length);
  const changed: { index: number; size: number; mtimeMs: number }[] = [];
  let done = 0;
  const finish = (index: number, file: RememberedFile) => {
    read[index] = file;
    done++;
    const folder = candidates[index].corpus.folder;
    report({ phase: 'reading', done, total: candidates.length, folder }, done === candidates.length);
  };

  await forEachBounded([...candidates.keys()], QUESTIONS_AT_ONCE, signal, async (index) => {
    const file = candidates[index].path;
    try {
      const { size, mtimeMs } = await stat(file);
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
  using measurer: Measurer = await createMeasurer();
  await forEachBounded(changed, FILES_AT_ONCE, signal, async ({ index, size, mtimeMs }) => {
    const { file, lasting } = await measurer.measure(candidates[index].path);
    if (lasting) memory?.remember(candidates[index].path, size, mtimeMs, file);
    finish(index, file);
  });
  return read;
}
