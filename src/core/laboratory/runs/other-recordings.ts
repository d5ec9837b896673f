import type { ClipVersionFiles } from '#core/jobs/kinds/clip-versions.ts';
import { prepareFeatures } from '#core/laboratory/corpora/scanning.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import type { Clip } from '#shared/corpora.ts';
import { firstRecordings } from '#shared/settings/augmentation.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { featuresOf } from '#shared/settings/features.ts';

/**
 * Makes the missing features of the first `count` other recordings of clips, each in a cache of its own, which other runs with
 * the same features share. A clip whose sound cannot be changed has no row there.
 * @throws UserError `cancelled` and those of the cache; what is made stays.
 */
export async function prepareVersions(
  services: Services,
  clips: readonly Clip[],
  settings: Pick<RunSettings, 'features' | 'channel'>,
  count: number,
  { signal, progress }: CallContext,
): Promise<ClipVersionFiles> {
  const versions: ClipVersionFiles = [];
  const effects = firstRecordings(count);
  for (const [number, effect] of effects.entries()) {
    const counted: CallContext = {
      signal,
      progress: (phase, done, total) => {
        if (total !== null) progress(phase, number * total + done, effects.length * total);
      },
    };
    const { cache } = await prepareFeatures(services, clips, featuresOf(settings), counted, effect);
    using _ = cache;
    const clipRows = clips.map(({ fingerprint }) => cache.rowOf(fingerprint));
    versions.push({ rowsPath: cache.rowsPath, clipRows });
  }
  return versions;
}
