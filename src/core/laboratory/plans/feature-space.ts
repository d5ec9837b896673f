import { freeBytes } from '#core/system/disk-space.ts';
import { bytes } from '#shared/format.ts';
import { type FeatureSettings, featureShape } from '#shared/settings/features.ts';

/** Less than this is not worth a word if there is space for it. */
const LARGE_BYTES = 1e9;

/**
 * What the features that a run has to make take on the disk, as a warning: if there is not enough space for them, or if they
 * are many.
 * @param folder The laboratory's folder.
 * @param missing How many clips, and other recordings of them, have no features yet.
 */
export async function featureSpaceWarnings(
  folder: string,
  features: FeatureSettings,
  missing: number,
  freeIn = freeBytes,
): Promise<string[]> {
  const [bands, frames] = featureShape(features);
  const needed = missing * bands * frames * Float32Array.BYTES_PER_ELEMENT;
  const free = await freeIn(folder);
  if (needed > free) {
    return [
      `The features need ${bytes(needed)} in ${folder}, and ${bytes(free)} are free. Free some space, or choose fewer other recordings.`,
    ];
  }
  return needed < LARGE_BYTES ? [] : [`The features take ${bytes(needed)} in ${folder}.`];
}
