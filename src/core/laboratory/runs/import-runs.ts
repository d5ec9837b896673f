import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inconsistent } from '#core/archives/archive-files.ts';
import { archiveReading } from '#core/archives/archive-reading.ts';
import type { ArchivedRun } from '#core/archives/archived-run.ts';
import { saveForeignClips } from '#core/laboratory/library/library.ts';
import { type LogWait, writeImported } from '#core/laboratory/log-waits.ts';
import { importsFolder, runFolder, runRecordPath } from '#core/laboratory/paths.ts';
import type { RequestContext, Services } from '#core/laboratory/services.ts';
import { digestOfFile } from '#core/system/file-digest.ts';
import { errorCode, isDiskFull } from '#core/system/file-errors.ts';
import { createMutex } from '#core/system/mutex.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import type { ImportReport } from '#shared/archives.ts';
import type { RequestParsed } from '#shared/contract.ts';
import { type Failure, throwIfCancelled, toFailure, UserError } from '#shared/failure.ts';
import { archivedDifferences } from './archived-differences.ts';
import { findArchives } from './find-archives.ts';
import { keepRecord } from './run-records.ts';

type Source = RequestParsed<'runs.import'>['sources'][number];

type Parts = Pick<Services, 'folder' | 'log' | 'reader'>;

/** The name of an uploaded archive in its folder. */
const UPLOAD = 'upload.neuralser';
/** A folder of this age was left by a process that ended during an import. */
const ABANDONED_MILLISECONDS = 24 * 60 * 60_000;

type Context = Pick<RequestContext, 'signal' | 'progress' | 'changed'>;

/** Adds runs to the log, one at a time also for several callers, so that no run is added twice. */
export interface Importer {
  /** Adds the runs of archives. An archive that cannot be imported does not prevent the others. */
  importArchives(sources: readonly Source[], context: Context): Promise<ImportReport>;
  /** Adds runs that the log has lost from the records in their folders, which keep their weights and checkpoints. */
  restoreRuns(runs: readonly string[], context: Context): Promise<ImportReport>;
}

export function createImporter(services: Parts): Importer {
  const mutex = createMutex();
  return {
    importArchives: (sources, context) =>
      mutex.take(context.signal, () => importRuns(services, sources, context)),
    restoreRuns: (runs, context) => mutex.take(context.signal, () => restoreRuns(services, runs, context)),
  };
}

async function restoreRuns(
  services: Parts,
  runs: readonly string[],
  { signal, progress, changed }: Context,
): Promise<ImportReport> {
  const report: ImportReport = { added: [], present: [], failed: [] };
  for (const [done, id] of runs.entries()) {
    progress('restoring', done, runs.length);
    const file = runRecordPath(services.folder, id);
    await addOne(report, file, { signal, changed }, () =>
      restoreRun(services, id, file, { signal, progress }),
    );
  }
  progress('restoring', runs.length, runs.length);
  return report;
}

/** Adds the run of one file, and reports what became of it. `failureOf`: how an error is reported. */
async function addOne(
  report: ImportReport,
  file: string,
  { signal, changed }: Pick<Context, 'signal' | 'changed'>,
  add: () => Promise<{ added: boolean; head: ArchivedRun['head'] }>,
  failureOf: (error: unknown) => Failure = toFailure,
): Promise<void> {
  try {
    const { added, head } = await add();
    report[added ? 'added' : 'present'].push({ file, run: head.id, name: head.name });
    if (added) changed();
  } catch (error) {
    throwIfCancelled(signal);
    report.failed.push({ file, failure: failureOf(error) });
  }
}

async function restoreRun(
  services: Parts,
  id: string,
  file: string,
  wait: LogWait,
): Promise<{ added: boolean; head: ArchivedRun['head'] }> {
  const { log, reader } = services;
  await using staging = await temporaryFolder(services);
  // The record is checked like an archive of another computer: damaged results must not become a run.
  const { run } = await reader.read(
    archiveReading,
    { path: file, target: join(staging.path, 'weights') },
    wait.signal,
  );
  if (run.head.id !== id) throw inconsistent(file, `it has run ${run.head.id}`);
  if (log.hasRun(id)) return { added: false, head: run.head };
  const write = (call: () => void) => writeImported(log, call, wait);
  const clipNumbers = await saveForeignClips(log, run.split.clips, wait.signal, write);
  await write(() => log.addArchivedRun(run, clipNumbers));
  return { added: true, head: run.head };
}

async function importRuns(
  services: Parts,
  sources: readonly Source[],
  { signal, progress, changed }: Context,
): Promise<ImportReport> {
  const report: ImportReport = { added: [], present: [], failed: [] };
  const files: { file: string; content: Uint8Array | null }[] = [];
  for (const source of sources) {
    if ('content' in source) {
      files.push({ file: source.name, content: source.content });
      continue;
    }
    try {
      for (const file of await findArchives(source.path, signal)) files.push({ file, content: null });
    } catch (error) {
      throwIfCancelled(signal);
      report.failed.push({ file: source.path, failure: toFailure(error) });
    }
  }
  for (const [done, { file, content }] of files.entries()) {
    progress('importing', done, files.length);
    await using staging = await temporaryFolder(services);
    const path = content === null ? file : join(staging.path, UPLOAD);
    const add = async () => {
      if (content !== null) await writeFile(path, content);
      return importArchive(services, path, staging.path, { signal, progress });
    };
    const failureOf = (error: unknown) => withFileName(error, staging.path, file);
    await addOne(report, file, { signal, changed }, add, failureOf);
  }
  progress('importing', files.length, files.length);
  return report;
}

async function importArchive(
  services: Parts,
  file: string,
  staging: string,
  wait: LogWait,
): Promise<{ added: boolean; head: ArchivedRun['head'] }> {
  const { log, folder, reader } = services;
  const input = { path: file, target: join(staging, 'weights') };
  const { run, weights } = await reader.read(archiveReading, input, wait.signal);
  const { id } = run.head;
  if (log.hasRun(id)) {
    await refuseDifferent(services, run, weights);
    return { added: false, head: run.head };
  }
  const write = (call: () => void) => writeImported(log, call, wait);
  const clipNumbers = await saveForeignClips(log, run.split.clips, wait.signal, write);
  // The weights come first: if the process ends in between, the next import of the run replaces them.
  const target = runFolder(folder, id);
  const prepared = join(staging, 'run');
  for (const { fold, path } of weights) {
    const weightsPath = foldWeightsPath(prepared, fold);
    await mkdir(dirname(weightsPath), { recursive: true });
    await rename(path, weightsPath);
  }
  await rm(target, { recursive: true, force: true });
  if (weights.length > 0) {
    await mkdir(dirname(target), { recursive: true });
    await rename(prepared, target);
  }
  try {
    await write(() => log.addArchivedRun(run, clipNumbers));
  } catch (error) {
    if (!log.hasRun(id)) await rm(target, { recursive: true, force: true });
    throw error;
  }
  await keepRecord(services, id);
  return { added: true, head: run.head };
}

async function refuseDifferent(
  { folder, log }: Parts,
  run: ArchivedRun,
  weights: readonly { fold: number; sha256: string }[],
): Promise<void> {
  const { id } = run.head;
  const differing = archivedDifferences(log.readArchivedRun(id).archived, run);
  for (const { fold, sha256 } of weights) {
    const path = foldWeightsPath(runFolder(folder, id), fold);
    if (existsSync(path) && (await digestOfFile(path)).sha256 !== sha256) {
      differing.push('weights');
      break;
    }
  }
  if (differing.length === 0) return;
  throw new UserError(
    'run-differs',
    `Run ${id} is in this laboratory with other content (${differing.join(', ')}). Nothing was changed.`,
  );
}

/** The user knows an uploaded file by its own name. */
function withFileName(error: unknown, staging: string, file: string): Failure {
  if (isDiskFull(errorCode(error))) {
    const message = `The disk is full: ${file} was not imported. Free some space and try again.`;
    return { code: 'disk-full', message };
  }
  const { code, message } = toFailure(error);
  return { code, message: message.replaceAll(join(staging, UPLOAD), file) };
}

/** A folder for one archive, on the disk of the runs. */
async function temporaryFolder({ folder }: Parts): Promise<AsyncDisposable & { path: string }> {
  const root = importsFolder(folder);
  await mkdir(root, { recursive: true });
  await removeAbandoned(root);
  const path = await mkdtemp(join(root, 'archive-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Removes the folders of imports whose process ended long ago. */
export async function removeAbandoned(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    if (Date.now() - (await stat(path)).mtimeMs > ABANDONED_MILLISECONDS)
      await rm(path, { recursive: true, force: true });
  }
}
