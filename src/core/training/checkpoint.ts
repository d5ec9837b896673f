/**
 * The checkpoints of one fold: a folder of safetensors files. The newest complete checkpoint is used.
 *
 * | file | what |
 * | --- | --- |
 * | `next.safetensors` | a whole checkpoint that a killed process did not rename to `last` any more: the newest |
 * | `last.safetensors` | weights, optimizer state and, as metadata, the {@link Progress} of the newest checkpoint |
 * | `previous.safetensors` | the checkpoint before, used if the newest is damaged |
 * | `best-<epoch>.safetensors` | the best epoch's weights, referenced by the checkpoints |
 * | `weights.safetensors` | the weights for prediction; written when the fold ends or is stopped |
 *
 * Every file is written under a temporary name, synced and renamed, so a kill or a full disk keeps the earlier file.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import {
  readSafetensors,
  readSafetensorsHeader,
  writeSafetensors,
} from '#core/models/weight-files/safetensors.ts';
import { syncFolder } from '#core/system/sync-folder.ts';
import { earlyStoppingStateSchema } from '#shared/early-stopping.ts';
import { UserError } from '#shared/failure.ts';
import { epochSchema } from '#shared/runs.ts';

/** The progress of a fold. With the weights and the optimizer's state, it is all that a resumed run needs. */
const progressSchema = z.object({
  /** Hash of everything that must be equal in the run that writes and the run that resumes. */
  settingsHash: z.string(),
  fold: z.number().int(),
  /** All random values are derived from the seed and the positions below. */
  seed: z.number().int(),
  /** The epoch being trained, from 0. */
  epoch: z.number().int().min(0),
  /** Finished steps of this epoch. */
  step: z.number().int().min(0),
  /** Sums over these steps: of loss · clips, of correct clips, of clips, and of seconds. */
  lossSum: z.number(),
  correct: z.number().int(),
  seen: z.number().int(),
  seconds: z.number(),
  /** Finished epochs. */
  history: z.array(epochSchema),
  earlyStopping: earlyStoppingStateSchema,
  /** File with the best epoch's weights; null before the first. */
  bestFile: z
    .string()
    .regex(/^best-\d+\.safetensors$/)
    .nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** The metadata of `weights.safetensors` about its training. */
const weightsOriginSchema = z.object({
  settingsHash: z.string(),
  fold: z.number().int(),
  /** False: the fold was stopped, and these are the best weights so far. */
  finished: z.boolean(),
  /** The epoch (from 1) whose weights these are. */
  epoch: z.number().int(),
  history: z.array(epochSchema),
});
type WeightsOrigin = z.infer<typeof weightsOriginSchema>;

interface Checkpoint {
  progress: Progress;
  weights: NamedTensor[];
  state: NamedTensor[];
  best: NamedTensor[] | null;
  /** Why the newest checkpoint is not used; null if it is used. */
  warning: string | null;
}

export interface CheckpointStore {
  /** The weights of the finished fold, or null if it is not finished. */
  loadFinished(): Promise<{ weights: NamedTensor[]; origin: WeightsOrigin } | null>;
  /**
   * The newest complete checkpoint, or null if there is none. Throws {@link UserError} `checkpoint-damaged` if no
   * existing checkpoint can be read, `checkpoint-mismatch` if it belongs to other settings.
   */
  load(): Promise<Checkpoint | null>;
  /** Writes the best epoch's weights (`epoch` from 0) and returns the file's name for {@link Progress}. */
  saveBest(epoch: number, weights: readonly NamedTensor[]): Promise<string>;
  save(progress: Progress, weights: readonly NamedTensor[], state: readonly NamedTensor[]): Promise<void>;
  /** Writes `weights.safetensors`. If the fold is finished, removes the files that only a resumed run needs. */
  publish(weights: readonly NamedTensor[], origin: WeightsOrigin): Promise<void>;
}

/** A resumed training reports a network that diverged, as an uninterrupted one does. */
const AS_TRAINED = { acceptNotFinite: true };
const LAST = 'last.safetensors';
const PREVIOUS = 'previous.safetensors';
const NEXT = 'next.safetensors';
/** The files of checkpoints, the newest first. */
export const CHECKPOINT_FILES = [NEXT, LAST, PREVIOUS] as const;
export const WEIGHTS = 'weights.safetensors';
const OWN_FILE = /^(last|previous|next|weights|best-\d+)\.safetensors((\.\d+)+\.tmp)?$/;
/** A file that only a resumed run needs. */
export const RESUME_FILE = /^(last|previous|next|best-\d+)\.safetensors((\.\d+)+\.tmp)?$/;
const FOLD_FOLDER = /^fold-(\d+)$/;
const BEST_FILE = /^best-\d+\.safetensors$/;

/** The folder of a fold's checkpoints inside a run's folder. */
export function foldFolder(checkpointFolder: string, fold: number): string {
  return join(checkpointFolder, `fold-${fold}`);
}

/** The weights file of a fold, which prediction loads. */
export function foldWeightsPath(checkpointFolder: string, fold: number): string {
  return join(foldFolder(checkpointFolder, fold), WEIGHTS);
}

/** Whether a training in this folder can continue where it ended, so that it does not start again. */
export function hasCheckpoint(checkpointFolder: string): boolean {
  if (!existsSync(checkpointFolder)) return false;
  return readdirSync(checkpointFolder).some(
    (name) =>
      FOLD_FOLDER.test(name) &&
      [...CHECKPOINT_FILES, WEIGHTS].some((file) => existsSync(join(checkpointFolder, name, file))),
  );
}

/**
 * Removes the checkpoints of the folds from `fromFold` on in a run's folder, so that a new training does not resume an
 * earlier one. Files of other names stay.
 */
export async function clearCheckpoints(checkpointFolder: string, fromFold: number): Promise<void> {
  if (!existsSync(checkpointFolder)) return;
  for (const name of await readdir(checkpointFolder)) {
    const fold = FOLD_FOLDER.exec(name)?.[1];
    if (fold === undefined || Number(fold) < fromFold) continue;
    await removeFiles(join(checkpointFolder, name), (file) => OWN_FILE.test(file));
  }
}

/**
 * Opens the folder, and creates it if missing. `settingsHash` prevents resuming with other settings; `description` is
 * written into the metadata of `weights.safetensors`. `formerHashes`: what earlier versions wrote for the same
 * settings.
 */
export async function openCheckpoints(
  folder: string,
  settingsHash: string,
  description: Record<string, string> = {},
  formerHashes: readonly string[] = [],
): Promise<CheckpointStore> {
  await mkdir(folder, { recursive: true });
  const accepted = [settingsHash, ...formerHashes];
  /** The best file of the checkpoint in `last`. It stays after the next save, because `previous` then needs it. */
  let lastBestFile: string | null = null;

  return {
    loadFinished: () => loadFinished(folder, accepted),

    async load() {
      const found = await loadNewest(folder, accepted);
      lastBestFile = found?.progress.bestFile ?? null;
      return found;
    },

    async saveBest(epoch, weights) {
      const name = `best-${epoch + 1}.safetensors`;
      await writeSafetensors(join(folder, name), weights);
      return name;
    },

    async save(progress, weights, state) {
      const tensors = [...prefixed('weights/', weights), ...prefixed('state/', state)];
      await writeSafetensors(join(folder, NEXT), tensors, { progress: JSON.stringify(progress) });
      await promoteNext(folder);
      const needed = [progress.bestFile, lastBestFile];
      await removeFiles(folder, (name) => BEST_FILE.test(name) && !needed.includes(name));
      lastBestFile = progress.bestFile;
    },

    async publish(weights, origin) {
      const metadata = { ...description, training: JSON.stringify(origin) };
      await writeSafetensors(join(folder, WEIGHTS), weights, metadata);
      if (origin.finished) await removeFiles(folder, (name) => RESUME_FILE.test(name));
    },
  };
}

/** Makes the whole checkpoint `next` the newest, and the newest the previous one. */
async function promoteNext(folder: string): Promise<void> {
  if (existsSync(join(folder, LAST))) await rename(join(folder, LAST), join(folder, PREVIOUS));
  await rename(join(folder, NEXT), join(folder, LAST));
  await syncFolder(folder);
}

async function loadFinished(
  folder: string,
  accepted: readonly string[],
): Promise<{ weights: NamedTensor[]; origin: WeightsOrigin } | null> {
  const path = join(folder, WEIGHTS);
  if (!existsSync(path)) return null;
  try {
    const origin = parseOrigin((await readSafetensorsHeader(path)).metadata.training);
    // The file has another source, or the fold was stopped: the checkpoints are used.
    if (!origin?.finished) return null;
    checkHash(origin.settingsHash, accepted, folder);
    const { tensors } = await readSafetensors(path, AS_TRAINED);
    // A process that was killed after it wrote the weights could not remove them.
    await removeFiles(folder, (name) => RESUME_FILE.test(name));
    return { weights: tensors, origin };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'weights-unreadable') throw error;
    if (CHECKPOINT_FILES.some((name) => existsSync(join(folder, name)))) return null;
    throw damaged(folder, error.message);
  }
}

/** The metadata of a weights file about its training; null if there is none (the file has another source). */
export function parseOrigin(text: string | undefined): WeightsOrigin | null {
  if (text === undefined) return null;
  try {
    return weightsOriginSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function loadNewest(folder: string, accepted: readonly string[]): Promise<Checkpoint | null> {
  const damage: string[] = [];
  const damagedFiles: string[] = [];
  for (const name of CHECKPOINT_FILES) {
    if (!existsSync(join(folder, name))) continue;
    try {
      const found = await readCheckpoint(folder, name);
      checkHash(found.progress.settingsHash, accepted, folder);
      // Removes damaged newer files, so that the next save does not replace the good one with them.
      for (const file of damagedFiles) await rm(join(folder, file), { force: true });
      if (name === NEXT) await promoteNext(folder);
      return { ...found, warning: damage.length > 0 ? damage.join(' ') : null };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'weights-unreadable') throw error;
      damage.push(error.message);
      damagedFiles.push(name);
    }
  }
  if (damage.length === 0) return null;
  throw damaged(folder, damage.join(' '));
}

function damaged(folder: string, why: string): UserError {
  return new UserError(
    'checkpoint-damaged',
    `No checkpoint in ${folder} can be read, so the run cannot be resumed. Start it again. ${why}`,
  );
}

async function readCheckpoint(folder: string, name: string): Promise<Checkpoint> {
  const path = join(folder, name);
  const { tensors, metadata } = await readSafetensors(path, AS_TRAINED);
  const progress = parseProgress(metadata.progress, path);
  const best =
    progress.bestFile === null ? null : await readSafetensors(join(folder, progress.bestFile), AS_TRAINED);
  return {
    progress,
    weights: unprefixed('weights/', tensors),
    state: unprefixed('state/', tensors),
    best: best?.tensors ?? null,
    warning: null,
  };
}

export function parseProgress(text: string | undefined, path: string): Progress {
  try {
    return progressSchema.parse(JSON.parse(text ?? ''));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new UserError('weights-unreadable', `The checkpoint ${path} has no valid progress data.`, {
      cause: error,
    });
  }
}

function checkHash(found: string, accepted: readonly string[], folder: string): void {
  if (accepted.includes(found)) return;
  throw new UserError(
    'checkpoint-mismatch',
    `The checkpoint in ${folder} was written with other settings, clips or folds. Resume with those, or start a new run.`,
  );
}

function prefixed(prefix: string, tensors: readonly NamedTensor[]): NamedTensor[] {
  return tensors.map((tensor) => ({ ...tensor, name: prefix + tensor.name }));
}

function unprefixed(prefix: string, tensors: readonly NamedTensor[]): NamedTensor[] {
  return tensors
    .filter(({ name }) => name.startsWith(prefix))
    .map((tensor) => ({ ...tensor, name: tensor.name.slice(prefix.length) }));
}

async function removeFiles(folder: string, matches: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    if (matches(name)) await rm(join(folder, name), { force: true });
  }
}
