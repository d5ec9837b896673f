import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { ArchivedRun } from '#core/archives/archived-run.ts';
import { writeRunArchive } from '#core/archives/write-run-archive.ts';
import { runFolder } from '#core/laboratory/paths.ts';
import type { Services } from '#core/laboratory/services.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { VERSION } from '#core/system/program-version.ts';
import { makeWorkingFolder } from '#core/system/working-folder.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import { ARCHIVE_ENDING, archiveName } from '#shared/archives.ts';
import type { RequestOutput, RequestParsed } from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { bytes as bytesText } from '#shared/format.ts';
import { MAX_ANSWERED_ARCHIVE_BYTES } from '#shared/limits.ts';
import { trainingCount } from '#shared/settings/refit.ts';

type Parts = Pick<Services, 'folder' | 'log'>;

/**
 * Writes a run as a file. Weights that are missing are left out: the results are complete without them.
 * @throws UserError `run-active`, and the errors of {@link writeRunArchive}.
 */
export async function exportRun(
  parts: Parts,
  { run, target, overwrite }: RequestParsed<'runs.export'>,
  signal: AbortSignal | undefined,
): Promise<RequestOutput<'runs.export'>> {
  const { archived, metrics } = parts.log.readArchivedRun(run);
  const weights = weightsOf(parts, archived);
  const isFile = extname(target).toLowerCase() === `.${ARCHIVE_ENDING}`;
  const path = resolve(isFile ? target : join(target, archiveName(archived.head)));
  const archive = { run: archived, metrics, weights, program: VERSION };
  const bytes = await writeRunArchive(archive, { path, overwrite, exportedAt: new Date(), signal });
  return { path, bytes, weights: weights.length };
}

/**
 * A run as the content of a file.
 * @throws UserError `archive-too-large` for content that a page could not hold in memory, `run-active`.
 */
export async function archiveContent(
  parts: Parts,
  run: string,
  signal: AbortSignal | undefined,
): Promise<RequestOutput<'runs.archive'>> {
  const { archived } = parts.log.readArchivedRun(run);
  const sizes = await Promise.all(
    weightsOf(parts, archived).map(async ({ path }) => (await stat(path)).size),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MAX_ANSWERED_ARCHIVE_BYTES) {
    throw new UserError(
      'archive-too-large',
      `The weights of this run have ${bytesText(bytes)}, too much for a download. Save the archive to a folder on the ` +
        'laboratory’s computer.',
    );
  }
  const folder = await makeWorkingFolder('archive');
  try {
    const { path } = await exportRun(parts, { run, target: folder, overwrite: false }, signal);
    return { name: archiveName(archived.head), content: new Uint8Array(await readRegularFile(path)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function weightsOf({ folder }: Parts, { head, split }: ArchivedRun): { fold: number; path: string }[] {
  const trainings = trainingCount(head.settings, split.folds.length);
  return Array.from({ length: trainings }, (_, fold) => fold).flatMap((fold) => {
    const path = foldWeightsPath(runFolder(folder, head.id), fold);
    return existsSync(path) ? [{ fold, path }] : [];
  });
}
