import { whileCacheBusy } from '#core/features/cache/cache-waits.ts';
import { hasFeatureCache, openFeatureCache } from '#core/features/cache/feature-cache.ts';
import { featuresFolder } from '#core/laboratory/paths.ts';
import type { Services } from '#core/laboratory/services.ts';
import type { Yielder } from '#core/system/yielder.ts';
import type { Clip } from '#shared/corpora.ts';
import { type FeaturePart, type FeatureSettings, partsOf } from '#shared/settings/features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';

/** Clips to look up before other work can run. */
const LOOKUPS = 256;
/** As long as somebody waits for a plan. */
const CACHE_PATIENCE_MS = 5000;

/** The clips without features of a part; see {@link withoutFeatures}. */
export interface MissingFeatures {
  part: FeaturePart;
  clips: readonly Clip[];
}

/**
 * What is missing of each part of the features; of an encoder last.
 * @param recordings Other recordings of each clip, whose features are needed beside its own.
 */
export async function missingFeatures(
  services: Services,
  clips: readonly Clip[],
  features: FeatureSettings,
  recordings: readonly SoundEffect[],
  yieldNow: Yielder,
): Promise<MissingFeatures[]> {
  const missing: MissingFeatures[] = [];
  for (const part of partsOf(features)) {
    missing.push({ part, clips: await withoutFeatures(services, clips, part, recordings, yieldNow) });
  }
  return missing;
}

/** One clip of each sound that is not in the feature cache, and again for each other recording of it that is not. */
async function withoutFeatures(
  { folder }: Services,
  clips: readonly Clip[],
  features: FeaturePart,
  recordings: readonly SoundEffect[],
  yieldNow: Yielder,
): Promise<Clip[]> {
  const sounds = [...new Map(clips.map((clip) => [clip.fingerprint, clip])).values()];
  const missing: Clip[] = [];
  for (const effect of [null, ...recordings]) {
    // A plan makes no files.
    if (!hasFeatureCache(featuresFolder(folder), features, effect)) {
      missing.push(...sounds);
      continue;
    }
    const open = () => openFeatureCache(featuresFolder(folder), features, effect);
    using cache = await whileCacheBusy(open, undefined, CACHE_PATIENCE_MS);
    for (const [index, clip] of sounds.entries()) {
      if (index % LOOKUPS === 0) await yieldNow();
      if (!cache.isIndexed(clip.fingerprint)) missing.push(clip);
    }
  }
  return missing;
}
