import { resolve } from 'node:path';
import type { Clip, Problem, Scan } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import type { Recipe } from '../../shared/recipes.ts';
import { scanFolders } from '../corpora/scan.ts';
import { type FeatureCache, openFeatureCache } from '../features/cache.ts';
import { extractFeatures } from '../features/feature-pool.ts';
import { noteWhereClipsLie } from './library.ts';
import type { CallContext, Parts } from './parts.ts';
import { featuresFolder } from './places.ts';

/** Scans with the log's memory, so that unchanged files are not read again, and notes where clips lie now. */
export async function scanAndRemember(
  { log }: Parts,
  folders: readonly string[],
  { signal, progress }: CallContext,
): Promise<Scan> {
  try {
    const scan = await scanFolders(
      folders.map((folder) => resolve(folder)),
      {
        memory: log.scanMemory,
        signal,
        onProgress: ({ phase, done, total }) => progress(phase, done, phase === 'searching' ? null : total),
      },
    );
    await noteWhereClipsLie(log, scan.clips, signal);
    return scan;
  } finally {
    log.scanMemory.flush();
  }
}

/** The scan's clips. @throws UserError `no-clips` where there are none; the first problems say why. */
export function clipsOf(scan: Pick<Scan, 'clips' | 'problems'>): Clip[] {
  if (scan.clips.length > 0) return scan.clips;
  const reasons = scan.problems.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  const also = reasons.length === 0 ? '' : ` Left out: ${reasons.join(' ')}`;
  throw new UserError('no-clips', `No clips with a known emotion were found in these folders.${also}`);
}

/** Opens the recipe's cache and fills it with what the clips lack; gives what could not be done. */
export async function prepareFeatures(
  { folder, entries }: Parts,
  clips: readonly Clip[],
  recipe: Recipe,
  { signal, progress }: CallContext,
): Promise<{ cache: FeatureCache; problems: Problem[] }> {
  const cache = openFeatureCache(featuresFolder(folder), recipe);
  try {
    const problems = await extractFeatures({
      clips,
      recipe,
      cache,
      workerEntry: entries.features,
      signal,
      onProgress: ({ done, total }) => progress('features', done, total),
    });
    return { cache, problems };
  } catch (error) {
    cache[Symbol.dispose]();
    throw error;
  }
}
