import { freeBytes } from '#core/system/disk-space.ts';
import { bytes } from '#shared/format.ts';
import { type FeatureSettings, featureShape } from '#shared/settings/features.ts';

/** Less than this is not worth a word if there is space for it. */
const LARGE_BYTES = 1e9;

/**
 * What the features that a run has to make take on the disk, as a warning: if there is not enough space for them, or if they
 * are many.
 * @param folder The laboratory's folder.
 * @param parts Features, and how many clips, and other recordings of them, have none yet.
 */
export async function featureSpaceWarnings(
  folder: string,
  parts: readonly { features: FeatureSettings; missing: number }[],
  freeIn = freeBytes,
): Promise<string[]> {
  const needed = parts.reduce((sum, { features, missing }) => {
    const [bands, frames] = featureShape(features);
    return sum + missing * bands * frames * Float32Array.BYTES_PER_ELEMENT;
  }, 0);
  const free = await freeIn(folder);
  if (needed > free) {
    return [
      `The features need ${bytes(needed)} in ${folder}, and ${bytes(free)} are free. Free some space, or choose fewer other recordings.`,
    ];
  }
  return needed < LARGE_BYTES ? [] : [`The features take ${bytes(needed)} in ${folder}.`];
}
