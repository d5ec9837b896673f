import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clip } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import { recipeShape } from '../../shared/recipes.ts';
import type { Run, RunSettings, StartWeights } from '../../shared/runs.ts';
import type { WeightsReport } from '../../shared/weights.ts';
import { readSafetensorsHeader } from '../engines/safetensors.ts';
import type { Architecture } from '../models/architecture.ts';
import { inspectWeightsFile, isKerasFile } from '../models/weights-file.ts';
import type { Parts } from './parts.ts';
import { recogniserWeights } from './recogniser-files.ts';
import { trainedClips } from './trained-clips.ts';

export interface FoundStartWeights {
  /** As the record keeps them: an absolute path or a whole id, and the file's SHA-256. */
  startWeights: StartWeights;
  /** Clips that they were trained or chosen on, as far as the log knows: in a test set they leak. */
  trainedOn: Clip[];
}

/**
 * Finds the weights that settings name.
 * @throws UserError `weights-unreadable`, `weights-mismatch`, `start-weights-missing` when there is neither such a file nor such a run, `no-recogniser`,
 *   `several-recognisers` for a run of several folds, `start-weights-changed` when the file is no longer the one that the settings were recorded with.
 */
export async function findStartWeights(
  parts: Parts,
  settings: RunSettings,
  architecture: Architecture,
): Promise<FoundStartWeights | null> {
  if (settings.startWeights === null) return null;
  const { from, sha256: recorded, foldChannels } = settings.startWeights;
  const file = resolve(from);
  const run = existsSync(file) ? null : runNamed(parts, from);
  if (run !== null) refuseUnlike(run, settings);
  const path = run === null ? file : onlyRecogniser(parts, run);
  const sha256 = await digestOf(path);
  if (recorded !== null && recorded !== sha256) {
    throw new UserError(
      'start-weights-changed',
      `${path} is not the file that these settings were recorded with. Put that back, or leave startWeights.sha256 out.`,
    );
  }
  await inspectWeightsFile(path, architecture, { foldChannels });
  const source = run ?? (await originOf(parts, path));
  return {
    startWeights: { ...settings.startWeights, from: run?.id ?? file, sha256 },
    trainedOn: source === null ? [] : trainedClips(parts.log, source.id),
  };
}

/** The file of what {@link findStartWeights} has recorded. @throws UserError `no-recogniser`. */
export function startWeightsPath(parts: Parts, { from }: StartWeights): string {
  return existsSync(from) ? from : onlyRecogniser(parts, runNamed(parts, from));
}

/** What went from the file into the network, in a sentence or two. */
export function startWeightsSentence({ loaded, missing, unused, folded }: WeightsReport): string {
  const anew = missing.map(({ weight, reason }) => `${weight} (${reason})`);
  const sentences = [
    `Started from ${loaded} of ${loaded + missing.length} weights of the file.`,
    ...(anew.length > 0 ? [`These start anew: ${anew.join(', ')}.`] : []),
    ...(folded === null ? [] : [`The channels of ${folded} were summed into one.`]),
    ...(unused.length > 0 ? [`Not used: ${unused.join(', ')}.`] : []),
  ];
  return sentences.join(' ');
}

function runNamed({ log }: Parts, name: string): Run {
  try {
    return log.showRun(name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      'start-weights-missing',
      `The weights to start from are neither a file nor a run: ${name}. ${error.message}`,
      { cause: error },
    );
  }
}

function onlyRecogniser(parts: Parts, run: Run): string {
  const paths = recogniserWeights(parts.folder, run);
  if (paths.length === 1) return paths[0];
  throw new UserError(
    'several-recognisers',
    `Run ${run.id} has ${paths.length} recognisers, one of each fold. Start from a run with a single split.`,
  );
}

function refuseUnlike(run: Run, settings: RunSettings): void {
  const [bands, frames] = recipeShape(settings.recipe);
  const [runBands, runFrames] = recipeShape(run.settings.recipe);
  if (run.settings.network === settings.network && runBands === bands && runFrames === frames) return;
  throw new UserError(
    'weights-mismatch',
    `Run ${run.id} trained ${run.settings.network} on ${runBands} × ${runFrames} features, and this run is to train ` +
      `${settings.network} on ${bands} × ${frames}. Choose the same network and recipe.`,
  );
}

/** The run that a file of the laboratory's comes from; null for any other file, and when the log has no such run. */
async function originOf(parts: Parts, path: string): Promise<Run | null> {
  if (await isKerasFile(path)) return null;
  const { run } = (await readSafetensorsHeader(path)).metadata;
  if (run === undefined) return null;
  try {
    return parts.log.showRun(run);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw new UserError(
      'weights-unreadable',
      `The weights file ${path} cannot be read: ${(error as Error).message}.`,
      { cause: error },
    );
  }
  return hash.digest('hex');
}
