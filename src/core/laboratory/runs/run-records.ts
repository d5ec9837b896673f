/** The records that runs keep in their own folders, from which a lost log can be rebuilt. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeRunArchive } from '#core/archives/write-run-archive.ts';
import { runFolder, runRecordPath, runsFolder } from '#core/laboratory/paths.ts';
import type { Services } from '#core/laboratory/services.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { VERSION } from '#core/system/program-version.ts';
import type { UnlistedRuns } from '#shared/archives.ts';
import { counted } from '#shared/format.ts';
import { RUN_ID } from '#shared/runs.ts';
import { reportDefect } from './background-filler.ts';

/**
 * Writes the record of an ended run into its folder. Never rejects. If that is impossible, nothing is lost: the log has the run. A folder
 * that is a link belongs to a job of a grid, whose result is an archive anyway.
 */
export async function keepRecord(
  { folder, log }: Pick<Services, 'folder' | 'log'>,
  run: string,
): Promise<void> {
  const target = runFolder(folder, run);
  if (lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return;
  // Reading a run of thousands of clips takes time, so what waits goes first.
  await nextTurn();
  try {
    const { archived, metrics } = log.readArchivedRun(run);
    await writeRunArchive(
      { run: archived, metrics, weights: [], program: VERSION },
      { path: runRecordPath(folder, run), overwrite: true, exportedAt: new Date() },
    );
  } catch (error) {
    reportDefect(error);
  }
}

/** Compares the folders of runs with the log. */
export function unlistedRuns({ folder, log }: Pick<Services, 'folder' | 'log'>): UnlistedRuns {
  const unlisted: UnlistedRuns = { restorable: [], others: [] };
  // The folders first: a run of another process is in the log before it has a folder.
  for (const run of runFolders(folder)) {
    if (log.hasRun(run)) continue;
    unlisted[existsSync(runRecordPath(folder, run)) ? 'restorable' : 'others'].push(run);
  }
  return unlisted;
}

/** The ids of runs that have a folder of their own, sorted. */
export function runFolders(folder: string): string[] {
  try {
    return readdirSync(runsFolder(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name))
      .map(({ name }) => name)
      .toSorted();
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return [];
  }
}

/** What the user must know about unlisted runs; null without any. */
export function unlistedSentence(
  { folder, log }: Pick<Services, 'folder' | 'log'>,
  { restorable, others }: UnlistedRuns,
): string | null {
  const total = restorable.length + others.length;
  if (total === 0) return null;
  const isEmpty = log.listRuns({ includeTrashed: true, limit: 1 }).length === 0;
  return [
    `${runsFolder(folder)} has folders of ${counted(total, 'run')} that the experiment log ${log.path} does not have.`,
    isEmpty ? 'The log has no runs: it was emptied, removed or replaced.' : '',
    restorable.length > 0 ? `${counted(restorable.length, 'run')} can be restored with all results.` : '',
    others.length > 0
      ? `Of ${counted(others.length, 'run')} only weights and checkpoints are left; they are kept in their folders.`
      : '',
    'If you have a copy of the log, close neural-SER and put it back instead.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

/** What the user must know about a damaged log, which was renamed to `quarantined`; null without one. */
export const damagedLogSentence = (quarantined: string | null): string | null =>
  quarantined === null
    ? null
    : `The experiment log was damaged. It was renamed to ${quarantined}, and a new log was created.`;
