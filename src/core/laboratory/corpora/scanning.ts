import { resolve } from 'node:path';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { labelUse, underLabelSet } from '#core/corpora/under-label-set.ts';
import { whileCacheBusy } from '#core/features/cache/cache-waits.ts';
import {
  type FeatureCache,
  type FeatureStore,
  openFeatureCache,
} from '#core/features/cache/feature-cache.ts';
import { createJoinedStore } from '#core/features/cache/joined-store.ts';
import { extractFeatures } from '#core/features/pool/feature-pool.ts';
import { correctScan, followCorrections } from '#core/laboratory/corrections/correct-scan.ts';
import { featureProcesses } from '#core/laboratory/encoders/encoder-memory.ts';
import { findLabelSet } from '#core/laboratory/label-sets/find-label-set.ts';
import { ruleOf } from '#core/laboratory/library/corpus-rule.ts';
import { updateClipPaths } from '#core/laboratory/library/library.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import { encodersFolder, featuresFolder } from '#core/laboratory/paths.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import type { Clip, Problem, Scan } from '#shared/corpora.ts';
import type { CorrectionUse } from '#shared/corrections.ts';
import { UserError } from '#shared/failure.ts';
import { completeLabelSet, type LabelSet, type LabelSetInput, type LabelUse } from '#shared/label-sets.ts';
import { type FeaturePart, type FeatureSettings, partsOf } from '#shared/settings/features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';

/** Scans with the log's scan memory, so that unchanged files are not read again, and updates the paths of clips. */
export async function scanAndRemember(
  { log, reader, sounds }: Services,
  folders: readonly string[],
  { signal, progress }: CallContext,
): Promise<Scan> {
  try {
    const scan = await scanFolders(
      folders.map((folder) => resolve(folder)),
      {
        memory: log.scanMemory,
        signal,
        reader,
        sounds,
        names: log.corpusNames(),
        ownWords: log.ownWords(),
        ruleOf: ruleOf(log),
        onProgress: ({ phase, done, total }) => progress(phase, done, phase === 'searching' ? null : total),
      },
    );
    await updateClipPaths(log, scan.clips, signal);
    await followCorrections(log, scan.clips);
    return scan;
  } finally {
    await whileBusy(() => log.scanMemory.flush());
  }
}

/** A scan with the corrections of the log under a label set. @throws UserError `label-set`, and what {@link findLabelSet} throws. */
export async function scanWithLabels(
  services: Services,
  folders: readonly string[],
  labels: LabelSetInput,
  context: CallContext,
): Promise<{ scan: Scan; set: LabelSet; use: LabelUse; corrections: CorrectionUse }> {
  const found = findLabelSet(services.log, labels);
  const corrected = correctScan(services.log, await scanAndRemember(services, folders, context));
  const { scan } = corrected;
  const set = completeLabelSet(
    found,
    scan.clips.map(({ emotion }) => emotion),
  );
  return { scan: underLabelSet(scan, set), set, use: labelUse(scan, set), corrections: corrected.use };
}

/** The warnings of clips that are used nevertheless. */
export function clipWarnings(clips: readonly Clip[]): { path: string; warning: string }[] {
  return clips.flatMap(({ path, warning }) => (warning === null ? [] : [{ path, warning }]));
}

/** The scan's clips. @throws UserError `no-clips` if there are none, with the first problems as reasons. */
export function clipsOf(scan: Pick<Scan, 'clips' | 'problems'>): Clip[] {
  if (scan.clips.length > 0) return scan.clips;
  const reasons = scan.problems.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  const skipped = reasons.length === 0 ? '' : ` Skipped: ${reasons.join(' ')}`;
  throw new UserError('no-clips', `No clips with a known emotion were found in these folders.${skipped}`);
}

/**
 * Opens the features of clips, of sounds changed by `effect`, and adds those that are missing: of joined features, those of one
 * part after the other. Returns the problems of single clips.
 */
export async function prepareFeatures(
  services: Services,
  clips: readonly Clip[],
  features: FeatureSettings,
  context: CallContext,
  effect: SoundEffect | null = null,
): Promise<{ cache: FeatureStore; problems: Problem[] }> {
  if (features.kind !== 'joined') return preparePart(services, clips, features, context, effect);
  using opening = new DisposableStack();
  const problems = new Map<string, Problem>();
  const prepare = async (number: number): Promise<FeatureCache> => {
    const { progress, signal } = context;
    const of: CallContext = {
      signal,
      progress: (phase, done, total) =>
        progress(phase, total === null ? done : number * total + done, total && 2 * total),
    };
    const part = await preparePart(services, clips, partsOf(features)[number], of, effect);
    // A file that cannot be read is a problem of both parts.
    for (const problem of part.problems) problems.set(problem.path, problem);
    return opening.use(part.cache);
  };
  const cache = createJoinedStore(features, await prepare(0), await prepare(1));
  opening.move();
  return { cache, problems: [...problems.values()] };
}

async function preparePart(
  { folder, entries }: Services,
  clips: readonly Clip[],
  features: FeaturePart,
  { signal, progress }: CallContext,
  effect: SoundEffect | null,
): Promise<{ cache: FeatureCache; problems: Problem[] }> {
  const open = () => openFeatureCache(featuresFolder(folder), features, effect);
  const cache = await whileCacheBusy(open, signal);
  try {
    const problems = await extractFeatures({
      clips,
      features,
      effect,
      resources: { encoders: encodersFolder(folder) },
      cache,
      entry: entries.features,
      processes: await featureProcesses(folder, features),
      signal,
      onProgress: ({ done, total }) => progress('features', done, total),
    });
    return { cache, problems };
  } catch (error) {
    cache[Symbol.dispose]();
    throw error;
  }
}
