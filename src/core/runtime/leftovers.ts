/** What killed installations of native TensorFlow and of encoders left. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { modelsFolder } from '#core/features/encoder/encoder-files.ts';
import { finishReplacing, isReplacing } from '#core/system/replace-folder.ts';
import { UserError } from '#shared/failure.ts';
import { UNFINISHED_ENCODER } from './encoders/add-encoder.ts';
import { removeDeadDrafts, withInstallLock } from './tensorflow/install-lock.ts';
import { removeLeftovers, STAGING } from './tensorflow/install-runtime.ts';

/** Another process installs: what it leaves is of the next start. */
const LOCK_MILLISECONDS = 1000;

/** Encoders and ready-made models. Waits at most a second for another process. */
export async function tidyEncoders(encoders: string): Promise<void> {
  const isNew = (name: string) => name.startsWith(UNFINISHED_ENCODER);
  await tidy(encoders, [encoders, modelsFolder(encoders)], isNew, async () => {
    for (const name of (await readdir(encoders)).filter(isNew))
      await rm(join(encoders, name), { recursive: true, force: true });
  });
}

/** A folder of native TensorFlow. Waits at most a second for another process. */
export const tidyRuntimes = (folder: string): Promise<void> =>
  tidy(
    folder,
    [folder],
    (name) => name.startsWith(STAGING),
    () => removeLeftovers(folder),
  );

async function tidy(
  folder: string,
  replaced: readonly string[],
  isLeft: (name: string) => boolean,
  remove: () => Promise<void>,
): Promise<void> {
  if (!existsSync(folder)) return;
  await removeDeadDrafts(folder);
  const names = await readdir(folder);
  const wereReplacing = await Promise.all(replaced.map(isReplacing));
  if (!names.some(isLeft) && !wereReplacing.includes(true)) return;
  const work = async () => {
    for (const one of replaced) await finishReplacing(one);
    await remove();
  };
  try {
    await withInstallLock(folder, work, { signal: AbortSignal.timeout(LOCK_MILLISECONDS) });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'cancelled') throw error;
  }
}
