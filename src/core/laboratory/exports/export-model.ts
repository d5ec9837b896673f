import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import { finalModel, foldWeights } from '#core/laboratory/recognition/model-files.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { describeFeatures } from '#core/model-export/feature-description.ts';
import { modelCard } from '#core/model-export/model-card.ts';
import { makeFolder } from '#core/system/make-folder.ts';
import { VERSION } from '#core/system/program-version.ts';
import { writeInto } from '#core/system/write-into.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import type { RequestParsed } from '#shared/contract.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { MODEL_FORMATS, type WrittenFiles } from '#shared/model-formats.ts';
import { featuresOf, inputShapeOf } from '#shared/settings/features.ts';
import { isReadyMade } from '#shared/settings/ready-made-network.ts';

const FEATURES_FILE = 'features.json';
const CARD_FILE = 'MODEL_CARD.md';
const UNWRITABLE = { what: 'The model', code: 'export-unwritable' };

/**
 * Writes a run's model for other programs into a folder: the model, `features.json` and `MODEL_CARD.md`. Other files in
 * the folder stay.
 * @throws UserError `no-such-run`, `ambiguous-run`, `no-recogniser`, `no-such-fold`, `already-exists`,
 *   `export-unwritable`, `disk-full`, `cancelled`, and the errors of the job.
 */
export async function exportModel(
  services: Services,
  { run: name, fold, format, target, overwrite }: RequestParsed<'models.export'>,
  { signal, progress }: CallContext,
): Promise<WrittenFiles> {
  const run = services.log.showRun(name);
  if (isReadyMade(run.settings)) {
    throw new UserError(
      'not-trained',
      `Nothing was trained in run ${run.id}. Its ready-made model is the file that you added or downloaded.`,
    );
  }
  const final = fold === null ? finalModel(services.folder, run) : null;
  const weights = final === null ? foldWeights(services.folder, run, fold) : [{ fold: null, path: final }];
  const { file } = MODEL_FORMATS[format];
  const folder = resolve(target);
  if (!overwrite) refuseExisting(folder, [file, FEATURES_FILE, CARD_FILE]);
  await writeInto(folder, UNWRITABLE, () => makeFolder(folder));

  progress('exporting', 0, 1);
  const { network } = run.settings;
  const features = featuresOf(run.settings);
  const emotions = emotionNames(run.settings.labels);
  const job = services.hosts.evaluation.run({
    kind: 'export',
    format,
    network,
    inputShape: inputShapeOf(features),
    classes: emotions.length,
    weightsPaths: weights.map(({ path }) => path),
    path: join(folder, file),
    metadata: { run: run.id, labels: emotions.join(',') },
    version: VERSION,
  });
  const crashed =
    'The process that exported the model ended unexpectedly. Export one fold if memory is short.';
  const { bytes } = await outcomeResult(job, signal, crashed);

  const texts = [
    {
      path: FEATURES_FILE,
      text: `${JSON.stringify(describeFeatures(features, emotions, run.settings), null, 2)}\n`,
    },
    {
      path: CARD_FILE,
      text: modelCard({ run, format, folds: weights.flatMap((of) => of.fold ?? []), labels: emotions }),
    },
  ];
  for (const { path, text } of texts) {
    throwIfCancelled(signal);
    await writeInto(folder, UNWRITABLE, () => writeWholeFile(join(folder, path), text));
  }
  progress('exporting', 1, 1);
  return {
    folder,
    files: [
      { path: file, bytes },
      ...texts.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
    ],
  };
}

/** @throws UserError `already-exists` for the first of `files` that is in the folder. */
export function refuseExisting(folder: string, files: readonly string[]): void {
  const existing = files.map((file) => join(folder, file)).find((path) => existsSync(path));
  if (existing === undefined) return;
  throw new UserError(
    'already-exists',
    `${existing} already exists. Choose another folder, or overwrite it.`,
  );
}
