import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { modelWeights } from '#core/laboratory/recognition/model-files.ts';
import type { Services } from '#core/laboratory/services.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { weightsOriginReading, weightsReading } from '#core/models/weight-files/weights-reading.ts';
import { openRegularFile } from '#core/system/open-regular-file.ts';
import type { Clip } from '#shared/corpora.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import type { RunDescription } from '#shared/runs.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { inputShapeOf } from '#shared/settings/features.ts';
import type { StartWeights } from '#shared/settings/start-weights.ts';
import type { WeightsReport } from '#shared/weights.ts';
import { trainedClips } from './trained-clips.ts';

export interface FoundStartWeights {
  /** As recorded: an absolute path or a full id, and the file's SHA-256. */
  startWeights: StartWeights;
  /** The weights file. */
  path: string;
  /** The run that the weights come from, if the log has it. */
  source: string | null;
  /** Clips that the weights were trained or selected on, if the log knows them. In a test set, they leak. */
  trainedOn: Clip[];
}

/**
 * Finds the weights that settings name.
 * @throws UserError `weights-unreadable`, `weights-not-finite`, `weights-mismatch`, `start-weights-missing` if there is neither such a file nor
 *   such a run, `no-recogniser`, `several-recognisers` for a run of several folds, `start-weights-changed` if the file
 *   differs from the one that the settings were recorded with.
 */
export async function findStartWeights(
  services: Services,
  settings: RunSettings,
  architecture: Architecture,
  signal?: AbortSignal,
): Promise<FoundStartWeights | null> {
  if (settings.startWeights === null) return null;
  const { from, sha256: recorded, foldChannels } = settings.startWeights;
  const file = resolve(from);
  const run = existsSync(file) ? null : runNamed(services, from);
  if (run !== null) requireSameNetwork(run, settings);
  const path = run === null ? file : singleModelPath(services, run);
  const sha256 = await digestOf(path, signal);
  if (recorded !== null && recorded !== sha256) {
    throw new UserError(
      'start-weights-changed',
      `${path} is not the file that these settings were recorded with. Restore that file, or remove startWeights.sha256.`,
    );
  }
  const input = { path, architecture, foldChannels, values: false };
  const found = await services.reader.read(weightsReading, input, signal);
  const source = run ?? runOf(services, found.run);
  return {
    startWeights: { ...settings.startWeights, from: run?.id ?? file, sha256 },
    path,
    source: source?.id ?? null,
    trainedOn: source === null ? [] : trainedClips(services.log, source.id),
  };
}

/** The run whose weights a run started from; null if it started from none, from another file, or if it was deleted. */
export async function startingRun(
  services: Services,
  { settings }: RunDescription,
): Promise<RunDescription | null> {
  if (settings.startWeights === null) return null;
  const { from } = settings.startWeights;
  try {
    if (!existsSync(from)) return runNamed(services, from);
    return runOf(services, (await services.reader.read(weightsOriginReading, { path: from })).run);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** The file of the recorded start weights. @throws UserError `no-recogniser`. */
export function startWeightsPath(services: Services, { from }: StartWeights): string {
  return existsSync(from) ? from : singleModelPath(services, runNamed(services, from));
}

/** A message about which weights of the file the network uses. */
export function startWeightsSentence({ loaded, missing, unused, folded }: WeightsReport): string {
  const random = missing.map(({ weight, reason }) => `${weight} (${reason})`);
  const sentences = [
    `Started from ${loaded} of ${counted(loaded + missing.length, 'weight')} of the file.`,
    ...(random.length > 0 ? [`Random start values for ${random.join(', ')}.`] : []),
    ...(folded === null ? [] : [`The channels of ${folded} were summed into one.`]),
    ...(unused.length > 0 ? [`Not used: ${unused.join(', ')}.`] : []),
  ];
  return sentences.join(' ');
}

function runNamed({ log }: Services, name: string): RunDescription {
  try {
    return log.describeRun(name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      'start-weights-missing',
      `The start weights are neither a file nor a run: ${name}. ${error.message}`,
      { cause: error },
    );
  }
}

function singleModelPath(services: Services, run: RunDescription): string {
  const paths = modelWeights(services.folder, run);
  if (paths.length === 1) return paths[0];
  throw new UserError(
    'several-recognisers',
    `Run ${run.id} has ${paths.length} models, one for each fold. Start from a run with a single split.`,
  );
}

function requireSameNetwork(run: RunDescription, settings: RunSettings): void {
  const [shape, runShape] = [inputShapeOf(settings.features), inputShapeOf(run.settings.features)];
  if (run.settings.network === settings.network && String(runShape) === String(shape)) return;
  const [[bands, frames], [runBands, runFrames]] = [shape, runShape];
  throw new UserError(
    'weights-mismatch',
    `Run ${run.id} trained ${run.settings.network} on ${runBands} × ${runFrames} features, but this run trains ` +
      `${settings.network} on ${bands} × ${frames}. Choose the same network and features.`,
  );
}

/** The run that a weights file names; null if it names none, and if the log does not have the run. */
function runOf({ log }: Services, run: string | null): RunDescription | null {
  if (run === null) return null;
  try {
    return log.describeRun(run);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function digestOf(path: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  try {
    const file = await openRegularFile(path);
    await pipeline(file.createReadStream({ highWaterMark: 1 << 20 }), hash, { signal });
  } catch (error) {
    throwIfCancelled(signal);
    throw new UserError(
      'weights-unreadable',
      `The weights file ${path} cannot be read: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  return hash.digest('hex');
}
