/**
 * The checkpoints of one fold: a folder of safetensors files in which, at any moment, the newest whole one counts.
 *
 * | file | what |
 * | --- | --- |
 * | `last.safetensors` | weights, optimizer state and, as metadata, the {@link Progress} of the newest checkpoint |
 * | `previous.safetensors` | the one before, for when the newest turns out damaged |
 * | `best-<epoch>.safetensors` | the best epoch's weights, named by the checkpoints that need them |
 * | `weights.safetensors` | the weights to recognise with; written when the fold ends or is stopped |
 *
 * Every file is written to a temporary name, synced and renamed, so a kill or a full disk leaves what stood before.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../shared/failure.ts';
import { epochSchema } from '../../shared/runs.ts';
import type { NamedTensor } from '../engines/engine.ts';
import { readSafetensors, readSafetensorsHeader, writeSafetensors } from '../engines/safetensors.ts';
import { syncFolder } from '../files/sync-folder.ts';
import { earlyStoppingStateSchema } from './early-stopping.ts';

/** How far a fold has come: with the weights and the optimizer's state, all that a resumed run needs. */
export const progressSchema = z.object({
  /** What must not differ between the run that wrote and the run that resumes. */
  settingsHash: z.string(),
  fold: z.number().int(),
  /** Everything random is derived from it and the positions below. */
  seed: z.number().int(),
  /** The epoch being trained, from 0. */
  epoch: z.number().int().min(0),
  /** Steps of it that are done. */
  step: z.number().int().min(0),
  /** Sums over these steps: of loss · clips, of right clips, of clips, and of seconds. */
  lossSum: z.number(),
  correct: z.number().int(),
  seen: z.number().int(),
  seconds: z.number(),
  /** Finished epochs. */
  history: z.array(epochSchema),
  earlyStopping: earlyStoppingStateSchema,
  /** File with the best epoch's weights; null before there is one. */
  bestFile: z
    .string()
    .regex(/^best-\d+\.safetensors$/)
    .nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** What `weights.safetensors` says about the training it comes from. */
export const weightsOriginSchema = z.object({
  settingsHash: z.string(),
  fold: z.number().int(),
  /** False: the fold was stopped, and these are the best weights so far. */
  finished: z.boolean(),
  /** The epoch (from 1) whose weights these are. */
  epoch: z.number().int(),
  history: z.array(epochSchema),
});
export type WeightsOrigin = z.infer<typeof weightsOriginSchema>;

export interface Checkpoint {
  progress: Progress;
  weights: NamedTensor[];
  state: NamedTensor[];
  best: NamedTensor[] | null;
  /** Why an older checkpoint than the newest is used; null when all is well. */
  warning: string | null;
}

export interface CheckpointStore {
  /** The finished fold's weights, or null when it is not finished. */
  loadFinished(): Promise<{ weights: NamedTensor[]; origin: WeightsOrigin } | null>;
  /**
   * The newest whole checkpoint, or null when there is none. Throws {@link UserError} `checkpoint-damaged` when none
   * of those that are there can be read, `checkpoint-mismatch` when it belongs to other settings.
   */
  load(): Promise<Checkpoint | null>;
  /** Writes the best epoch's weights (`epoch` from 0) and returns the file's name for {@link Progress}. */
  saveBest(epoch: number, weights: readonly NamedTensor[]): Promise<string>;
  save(progress: Progress, weights: readonly NamedTensor[], state: readonly NamedTensor[]): Promise<void>;
  /** Writes `weights.safetensors`; once finished, what was only needed to resume is removed. */
  publish(weights: readonly NamedTensor[], origin: WeightsOrigin): Promise<void>;
}

const LAST = 'last.safetensors';
const PREVIOUS = 'previous.safetensors';
const NEXT = 'next.safetensors';
const WEIGHTS = 'weights.safetensors';
const OWN_FILE = /^(last|previous|next|weights|best-\d+)\.safetensors((\.\d+)+\.tmp)?$/;
const RESUME_FILE = /^(last|previous|next|best-\d+)\.safetensors((\.\d+)+\.tmp)?$/;
const FOLD_FOLDER = /^fold-(\d+)$/;
const BEST_FILE = /^best-\d+\.safetensors$/;

/** Where a fold's checkpoints lie inside a run's folder. */
export function foldFolder(checkpointFolder: string, fold: number): string {
  return join(checkpointFolder, `fold-${fold}`);
}

/** The weights file of a fold, as a recogniser loads it. */
export function foldWeightsPath(checkpointFolder: string, fold: number): string {
  return join(foldFolder(checkpointFolder, fold), WEIGHTS);
}

/**
 * Removes what an earlier training of the folds from `fromFold` on left in a run's folder, so that a new one does not
 * resume it. Files of other names are not touched.
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
 * Opens (and makes) the folder. `settingsHash` guards against resuming with other settings; `description` is written
 * into the metadata of `weights.safetensors`.
 */
export async function openCheckpoints(
  folder: string,
  settingsHash: string,
  description: Record<string, string> = {},
): Promise<CheckpointStore> {
  await mkdir(folder, { recursive: true });
  /** The best file of the checkpoint that `last` holds now: it must outlive the next one, as `previous` needs it. */
  let lastBestFile: string | null = null;

  return {
    loadFinished: () => loadFinished(folder, settingsHash),

    async load() {
      const found = await loadNewest(folder, settingsHash);
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
      if (existsSync(join(folder, LAST))) await rename(join(folder, LAST), join(folder, PREVIOUS));
      await rename(join(folder, NEXT), join(folder, LAST));
      await syncFolder(folder);
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

async function loadFinished(
  folder: string,
  settingsHash: string,
): Promise<{ weights: NamedTensor[]; origin: WeightsOrigin } | null> {
  const path = join(folder, WEIGHTS);
  if (!existsSync(path)) return null;
  try {
    const origin = parseOrigin((await readSafetensorsHeader(path)).metadata.training);
    // Not ours, or stopped half-way: the checkpoints decide.
    if (!origin?.finished) return null;
    checkHash(origin.settingsHash, settingsHash, folder);
    return { weights: (await readSafetensors(path)).tensors, origin };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'weights-unreadable') throw error;
    if (existsSync(join(folder, LAST)) || existsSync(join(folder, PREVIOUS))) return null;
    throw damaged(folder, error.message);
  }
}

/** What a weights file says about its training; null when it says nothing (it came from elsewhere). */
export function parseOrigin(text: string | undefined): WeightsOrigin | null {
  if (text === undefined) return null;
  try {
    return weightsOriginSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function loadNewest(folder: string, settingsHash: string): Promise<Checkpoint | null> {
  const damage: string[] = [];
  for (const name of [LAST, PREVIOUS]) {
    if (!existsSync(join(folder, name))) continue;
    try {
      const found = await readCheckpoint(folder, name);
      checkHash(found.progress.settingsHash, settingsHash, folder);
      // A damaged newest one must not take the good one's place when the next is written.
      if (damage.length > 0) await rm(join(folder, LAST), { force: true });
      return { ...found, warning: damage.length > 0 ? damage.join(' ') : null };
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'weights-unreadable') throw error;
      damage.push(error.message);
    }
  }
  if (damage.length === 0) return null;
  throw damaged(folder, damage.join(' '));
}

function damaged(folder: string, why: string): UserError {
  return new UserError(
    'checkpoint-damaged',
    `No checkpoint in ${folder} can be read, so the run cannot be resumed; start it again. ${why}`,
  );
}

async function readCheckpoint(folder: string, name: string): Promise<Checkpoint> {
  const path = join(folder, name);
  const { tensors, metadata } = await readSafetensors(path);
  const progress = parseProgress(metadata.progress, path);
  const best = progress.bestFile === null ? null : await readSafetensors(join(folder, progress.bestFile));
  return {
    progress,
    weights: unprefixed('weights/', tensors),
    state: unprefixed('state/', tensors),
    best: best?.tensors ?? null,
    warning: null,
  };
}

function parseProgress(text: string | undefined, path: string): Progress {
  try {
    return progressSchema.parse(JSON.parse(text ?? ''));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
    throw new UserError('weights-unreadable', `The checkpoint ${path} does not say how far it had come.`, {
      cause: error,
    });
  }
}

function checkHash(found: string, expected: string, folder: string): void {
  if (found === expected) return;
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

async function removeFiles(folder: string, chosen: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    if (chosen(name)) await rm(join(folder, name), { force: true });
  }
}
