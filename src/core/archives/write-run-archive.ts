import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { digestOfFile } from '#core/system/file-digest.ts';
import { errorCode, isDiskFull } from '#core/system/file-errors.ts';
import { openRegularFile } from '#core/system/open-regular-file.ts';
import { syncFolder } from '#core/system/sync-folder.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import type { Metrics } from '#shared/metrics.ts';
import {
  FORMAT,
  FORMAT_VERSION,
  MANIFEST,
  type Manifest,
  RECORD_FILES,
  weightsFile,
} from './archive-files.ts';
import type { ArchivedRun } from './archived-run.ts';

export interface RunArchive {
  run: ArchivedRun;
  /** Derived from the predictions, for readers of other programs; null for a run without results. */
  metrics: Metrics | null;
  /** The weights file of each fold that has one. */
  weights: readonly { fold: number; path: string }[];
  /** Version of this program. */
  program: string;
}

export interface ArchiveTarget {
  path: string;
  overwrite: boolean;
  exportedAt: Date;
  signal?: AbortSignal;
}

/** Makes temporary names unique in this process. */
let writes = 0;

/**
 * Writes a run as one zip file. It is written under a temporary name beside `path` and renamed when it is whole. Returns
 * its size in bytes.
 * @throws UserError `target-exists` unless `overwrite`, `target-unwritable`, `disk-full`, `cancelled`.
 */
export async function writeRunArchive(archive: RunArchive, target: ArchiveTarget): Promise<number> {
  const { path, overwrite, signal } = target;
  refuseExisting(path, overwrite);
  const temporary = `${path}.${process.pid}.${writes++}.tmp`;
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  // A weights file that cannot be read is reported here, not by the output.
  zip.on('error', (error: Error) => output.destroy(error));
  try {
    await mkdir(dirname(path), { recursive: true });
    await fill(zip, archive, target.exportedAt);
    await using file = await open(temporary, 'wx');
    await file.writeFile(output, { signal });
    await file.sync();
    refuseExisting(path, overwrite);
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return (await stat(path)).size;
  } catch (error) {
    output.destroy();
    if (existsSync(temporary)) await rm(temporary, { force: true });
    throwIfCancelled(signal);
    throw asUserError(error, path);
  }
}

async function fill(
  zip: ZipFile,
  { run, metrics, weights, program }: RunArchive,
  exportedAt: Date,
): Promise<void> {
  const { head, split, epochs, predictions } = run;
  const records = Object.entries({ head, split, epochs, predictions, metrics }).map(([name, value]) => ({
    name: RECORD_FILES[name as keyof typeof RECORD_FILES],
    content: Buffer.from(JSON.stringify(value)),
  }));
  const files: Manifest['files'] = {};
  for (const { name, content } of records) {
    files[name] = { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }
  for (const { fold, path } of weights) files[weightsFile(fold)] = await digestOfFile(path);
  const manifest: Manifest = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    program,
    exportedAt: exportedAt.toISOString(),
    run: head.id,
    files,
  };
  // The time of the run, so that two exports differ only in the manifest.
  const mtime = new Date(head.createdAt);
  zip.addBuffer(Buffer.from(JSON.stringify(manifest, null, 2)), MANIFEST, { mtime });
  for (const { name, content } of records) zip.addBuffer(content, name, { mtime });
  for (const { fold, path } of weights) {
    const name = weightsFile(fold);
    // Weights hardly shrink (7 %), and deflating them takes longer than all else.
    const options = { mtime, compress: false, size: files[name].bytes };
    zip.addReadStreamLazy(name, options, (callback) =>
      openRegularFile(path).then(
        (file) => callback(null, file.createReadStream()),
        (error: unknown) => callback(error, new PassThrough()),
      ),
    );
  }
  zip.end();
}

function refuseExisting(path: string, overwrite: boolean): void {
  if (overwrite || !existsSync(path)) return;
  throw new UserError('target-exists', `${path} exists already. Choose another name, or overwrite it.`);
}

function asUserError(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (code === null) return error;
  if (isDiskFull(code)) {
    return new UserError(
      'disk-full',
      `The disk is full: ${path} was not written. Free some space and try again.`,
      {
        cause: error,
      },
    );
  }
  return new UserError(
    'target-unwritable',
    `${basename(path)} cannot be written to ${dirname(path)}: the system reports ${code}. Choose another folder.`,
    { cause: error },
  );
}
