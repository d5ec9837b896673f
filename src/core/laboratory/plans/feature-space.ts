import { freeBytes } from '#core/system/disk-space.ts';
import { UserError } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import { type FeaturePart, featureShape } from '#shared/settings/features.ts';

/** Less than this is not worth a word if there is space for it. */
const LARGE_BYTES = 1e9;

/** Features, and the clips, and other recordings of them, that have none yet. */
interface Part {
  part: FeaturePart;
  clips: { length: number };
}

/**
 * What the features that a run has to make take on the disk, as a warning: if there is not enough space for them, or if they
 * are many.
 * @param folder The laboratory's folder.
 */
export async function featureSpaceWarnings(
  folder: string,
  parts: readonly Part[],
  freeIn = freeBytes,
): Promise<string[]> {
  const { needed, shortage } = await featureSpace(folder, parts, freeIn);
  if (shortage !== null) return [`${shortage} Free some space, or choose fewer other recordings.`];
  return needed < LARGE_BYTES ? [] : [`The features take ${bytes(needed)} in ${folder}.`];
}

/**
 * The same for work that nobody has planned.
 * @throws UserError `disk-full` if there is not enough space.
 */
export async function requireFeatureSpace(
  folder: string,
  parts: readonly Part[],
  freeIn = freeBytes,
): Promise<string[]> {
  const { shortage } = await featureSpace(folder, parts, freeIn);
  if (shortage !== null) throw new UserError('disk-full', `${shortage} Free some space and try again.`);
  return featureSpaceWarnings(folder, parts, freeIn);
}

async function featureSpace(
  folder: string,
  parts: readonly Part[],
  freeIn: typeof freeBytes,
): Promise<{ needed: number; shortage: string | null }> {
  const needed = parts.reduce((sum, { part, clips }) => {
    const [bands, frames] = featureShape(part);
    return sum + clips.length * bands * frames * Float32Array.BYTES_PER_ELEMENT;
  }, 0);
  const free = await freeIn(folder);
  const shortage =
    needed > free ? `The features need ${bytes(needed)} in ${folder}, and ${bytes(free)} are free.` : null;
  return { needed, shortage };
}
