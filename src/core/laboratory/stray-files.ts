import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { importsFolder, ownCorporaFolder, recordingsFolder, runFolder } from '#core/laboratory/paths.ts';
import { reportDefect } from '#core/laboratory/runs/background-filler.ts';
import { removeAbandoned } from '#core/laboratory/runs/import-runs.ts';
import { runFolders } from '#core/laboratory/runs/run-records.ts';
import type { Services } from '#core/laboratory/services.ts';
import { emptyTrash } from '#core/own-corpora/consent-trash.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { processExists } from '#core/system/process-owner.ts';
import { removeDeadWorkingFolders } from '#core/system/working-folder.ts';
import { removeStrayCheckpoints } from '#core/training/stray-checkpoints.ts';

const FOLD_FOLDER = /^fold-\d+$/;
/** An unfinished file of `writeWholeFile`, with the process that wrote it. */
const UNFINISHED = /\.(\d+)\.\d+\.tmp$/;
/** An unfinished file in the folder of a run, with the process that wrote it. */
const UNFINISHED_RECORD = /^record\.neuralser\.(\d+)\.\d+\.tmp$/;

/**
 * Removes what killed processes left in the laboratory's folder: unfinished files, and checkpoints that no resumed run
 * needs. Deletes withdrawn recordings that have been in the trash long enough. Folders of runs that are active, in this or another process, and of runs that the log does not have stay as they
 * are. First come the `interrupted` runs, which the last process has left; the others follow until `signal` is aborted.
 * Works in small pieces beside other work. Never rejects.
 */
export async function removeStrays(
  { folder, log }: Pick<Services, 'folder' | 'log'>,
  interrupted: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const clean = async (run: string) => {
    await nextTurn();
    await removeStraysOf({ folder, log }, run);
  };
  try {
    for (const run of interrupted) await clean(run);
    await removeUnfinished(folder);
    await removeDeadWorkingFolders();
    await emptyTrash(ownCorporaFolder(folder), new Date());
    const imports = importsFolder(folder);
    if (existsSync(imports)) await removeAbandoned(imports);
    for (const run of runFolders(folder)) {
      if (signal.aborted) return;
      await clean(run);
    }
  } catch (error) {
    // What cannot be read or removed stays.
    if (errorCode(error) === null) reportDefect(error);
  }
}

/** Unfinished files of `writeWholeFile` whose processes have ended, but in the folders of runs, and of installations. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const [place, recursive] of [
    [folder, false],
    [recordingsFolder(folder), false],
    [ownCorporaFolder(folder), true],
  ] as const) {
    if (!existsSync(place)) continue;
    for (const name of await readdir(place, { recursive })) {
      const writer = UNFINISHED.exec(name)?.[1];
      if (writer !== undefined && !processExists(Number(writer)))
        await rm(join(place, name), { force: true });
    }
  }
}

/** The same for one run that has ended. Never rejects. */
export async function removeStraysOf(
  { folder, log }: Pick<Services, 'folder' | 'log'>,
  run: string,
): Promise<void> {
  try {
    const isFree = () => log.hasEnded(run);
    const own = runFolder(folder, run);
    if (!isFree() || !existsSync(own)) return;
    for (const name of readdirSync(own)) {
      const path = join(own, name);
      const writer = UNFINISHED_RECORD.exec(name)?.[1];
      if (writer !== undefined && !processExists(Number(writer))) rmSync(path, { force: true });
      if (FOLD_FOLDER.test(name)) await removeStrayCheckpoints(path, isFree);
    }
  } catch (error) {
    // What cannot be read or removed stays.
    if (errorCode(error) === null) reportDefect(error);
  }
}
