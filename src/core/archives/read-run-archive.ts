import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { networkNamed } from '#core/models/registry.ts';
import { readWeightsFile } from '#core/models/weight-files/weights-file.ts';
import { errorCode, fileReason, isDiskFull } from '#core/system/file-errors.ts';
import { openZip, readBytes, writeEntry, type ZipArchive } from '#core/system/zip-archive.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { metricsSchema } from '#shared/metrics.ts';
import { inputShapeOf } from '#shared/settings/features.ts';
import { trainingCount } from '#shared/settings/refit.ts';
import {
  FORMAT,
  FORMAT_VERSION,
  foldOfWeightsFile,
  inconsistent,
  MANIFEST,
  MAX_ARCHIVE_BYTES,
  MAX_FILES,
  MAX_RECORD_BYTES,
  type Manifest,
  manifestSchema,
  notAnArchive,
  RECORD_FILES,
} from './archive-files.ts';
import {
  type ArchivedRun,
  archivedEpochsSchema,
  archivedHeadSchema,
  archivedPredictionsSchema,
  archivedSplitSchema,
} from './archived-run.ts';
import { contradictionIn } from './check-archived-run.ts';

export interface ReadArchive {
  run: ArchivedRun;
  /** The unpacked weights of each fold that has some. */
  weights: { fold: number; path: string; sha256: string }[];
}

const MAX_MANIFEST_BYTES = 4 * 2 ** 20;
const plainMetricsSchema = metricsSchema
  .pick({ clips: true, accuracy: true, uar: true, f1Macro: true })
  .nullable();

/**
 * Reads and checks a run archive and unpacks its weights into `target`, a new folder. The file may come from anywhere: nothing in it is trusted, and only files with known names are unpacked. What was
 * written to `target` before an error stays; the caller removes the folder.
 * @throws UserError `archive-missing`, `corrupted` for a damaged or hostile zip file, `not-a-run-archive`, `archive-too-new`,
 *   `archive-inconsistent`, `unknown-network`, `weights-mismatch`, `weights-unreadable`, `disk-full`, `cancelled`.
 */
export async function readRunArchive(
  path: string,
  target: string,
  signal?: AbortSignal,
): Promise<ReadArchive> {
  try {
    return await read(path, target, signal);
  } catch (error) {
    throwIfCancelled(signal);
    if (isDiskFull(errorCode(error))) {
      throw new UserError(
        'disk-full',
        `The disk is full: ${path} was not imported. Free some space and try again.`,
        {
          cause: error,
        },
      );
    }
    const known = fileReason(error);
    if (known === null) throw error;
    throw new UserError('archive-missing', `${path} cannot be read. ${known.reason}`, { cause: error });
  }
}

async function read(path: string, target: string, signal: AbortSignal | undefined): Promise<ReadArchive> {
  using zip = await openZip(path, { entries: MAX_FILES, bytes: MAX_ARCHIVE_BYTES });
  const manifest = await readManifest(zip);
  const run: ArchivedRun = {
    head: await readRecord(zip, manifest, RECORD_FILES.head, archivedHeadSchema),
    split: await readRecord(zip, manifest, RECORD_FILES.split, archivedSplitSchema),
    epochs: await readRecord(zip, manifest, RECORD_FILES.epochs, archivedEpochsSchema),
    predictions: await readRecord(zip, manifest, RECORD_FILES.predictions, archivedPredictionsSchema),
  };
  const metrics = await readRecord(zip, manifest, RECORD_FILES.metrics, plainMetricsSchema);
  if (manifest.run !== run.head.id) throw inconsistent(path, 'its manifest names another run');
  const contradiction = contradictionIn(run, metrics);
  if (contradiction !== null) throw inconsistent(path, contradiction);
  return { run, weights: await unpackWeights(zip, manifest, run, target, signal) };
}

async function readManifest(zip: ZipArchive): Promise<Manifest> {
  const { path } = zip;
  const bytes = await readBytes(zip, MANIFEST, MAX_MANIFEST_BYTES);
  if (bytes === null) throw notAnArchive(path, `it has no ${MANIFEST}`);
  const value = parseJson(bytes, path, MANIFEST) as { format?: unknown; formatVersion?: unknown } | null;
  if (value?.format !== FORMAT) throw notAnArchive(path, 'it has another format');
  if (typeof value.formatVersion === 'number' && value.formatVersion > FORMAT_VERSION) {
    throw new UserError(
      'archive-too-new',
      `${path} was written by a newer neural-SER (format ${value.formatVersion}; this version reads format ` +
        `${FORMAT_VERSION}). Update neural-SER.`,
    );
  }
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) throw inconsistent(path, firstProblem(MANIFEST, parsed.error), parsed.error);
  const listed = new Set([MANIFEST, ...Object.keys(parsed.data.files)]);
  const unlisted = [...zip.entries.keys()].find((name) => !listed.has(name));
  if (unlisted !== undefined) throw inconsistent(path, `its manifest does not list its file ${unlisted}`);
  const missing = [...listed].find((name) => !zip.entries.has(name));
  if (missing !== undefined) throw inconsistent(path, `its file ${missing} is missing`);
  return parsed.data;
}

async function readRecord<T>(
  zip: ZipArchive,
  manifest: Manifest,
  name: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const { path } = zip;
  const listed = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined;
  const bytes = listed === undefined ? null : await readBytes(zip, name, MAX_RECORD_BYTES);
  if (listed === undefined || bytes === null) throw inconsistent(path, `its file ${name} is missing`);
  if (createHash('sha256').update(bytes).digest('hex') !== listed.sha256)
    throw inconsistent(path, `${name} does not match its checksum in the manifest`);
  const parsed = schema.safeParse(parseJson(bytes, path, name));
  if (parsed.success) return parsed.data;
  throw inconsistent(path, firstProblem(name, parsed.error), parsed.error);
}

function parseJson(bytes: Buffer, path: string, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw inconsistent(path, `${name} is not JSON`, error);
  }
}

function firstProblem(name: string, error: z.ZodError): string {
  const [{ path, message }] = error.issues;
  const place = path.length === 0 ? '' : ` (${path.map(String).join('.')})`;
  return `${name} is not as it should be${place}: ${message}`;
}

/** Only weights that fit the network completely, because random weights in their place would make predictions useless. */
async function unpackWeights(
  zip: ZipArchive,
  manifest: Manifest,
  { head, split }: ArchivedRun,
  target: string,
  signal: AbortSignal | undefined,
): Promise<ReadArchive['weights']> {
  const architecture = networkNamed(
    head.settings.network,
    inputShapeOf(head.settings.features),
    head.labels.length,
  );
  const weights: ReadArchive['weights'] = [];
  await mkdir(target, { recursive: true });
  for (const [name, { sha256 }] of Object.entries(manifest.files)) {
    const fold = foldOfWeightsFile(name);
    if (fold === null) continue;
    if (fold >= trainingCount(head.settings, split.folds.length))
      throw inconsistent(zip.path, `it has weights of fold ${fold}, which does not exist`);
    const path = join(target, `${fold}.safetensors`);
    const hash = createHash('sha256');
    await writeEntry(zip, zip.entries.get(name)!, path, (piece) => void hash.update(piece), signal);
    if (hash.digest('hex') !== sha256)
      throw inconsistent(zip.path, `${name} does not match its checksum in the manifest`);
    const { run, report } = await readWeightsFile(path, architecture);
    if (run !== null && run !== head.id) throw inconsistent(zip.path, `${name} has weights of run ${run}`);
    if (report.missing.length + report.unused.length > 0)
      throw inconsistent(zip.path, `${name} does not match the network ${architecture.name}`);
    weights.push({ fold, path, sha256 });
  }
  return weights;
}
