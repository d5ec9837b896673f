import { availableParallelism } from 'node:os';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import type { Problem } from '#shared/corpora.ts';
import { throwIfCancelled } from '#shared/failure.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { SoundConditions } from './extract-clip.ts';

import { runPool, type Task } from './feature-pool.ts';
import type { FeatureOrder } from './feature-task.ts';

export interface ConditionFeaturesOptions extends SoundConditions {
  /** Files, each with the SHA-256 of its sound, which the file must still have. */
  clips: readonly { path: string; fingerprint: string }[];
  features: FeatureSettings;
  /** Without encoders if absent. */
  resources?: FeatureOrder['resources'];
  /** URL of `src/workers/feature-process.ts` or of its bundle. */
  entry: URL;
  /** At least 1; default: one per available processor. */
  processes?: number;
  /** Called after every sound with the number of those that are done. */
  onProgress?: (done: number) => void;
  signal?: AbortSignal;
}

/**
 * The features of clips under several conditions, `[conditions, bands, frames]` by fingerprint, extracted in several processes.
 * Each sound is decoded once. They are returned and not cached, because the cache is for sounds as they are; so the
 * caller gives as many clips at a time as fit into memory. A sound that cannot be read is missing.
 * @throws UserError `cancelled`, `invalid-recipe`.
 */
export async function extractConditionFeatures({
  clips,
  features,
  resources = { encoders: null },
  effects,
  seed,
  entry,
  processes = availableParallelism(),
  onProgress,
  signal,
}: ConditionFeaturesOptions): Promise<{ matrices: Map<string, Float32Array>; problems: Problem[] }> {
  throwIfCancelled(signal);
  const tasks = new Map<string, Task>();
  for (const { path, fingerprint } of clips) {
    const task = tasks.get(fingerprint);
    if (task) task.paths.push(path);
    else tasks.set(fingerprint, { fingerprint, paths: [path], crashes: 0 });
  }
  const matrices = new Map<string, Float32Array>();
  if (tasks.size === 0) return { matrices, problems: [] };
  const problems = await runPool({
    tasks: [...tasks.values()],
    processes,
    entry,
    order: {
      features: checkFeatures(features),
      resources,
      checkFingerprints: true,
      conditions: { effects: [...effects], seed },
    },
    signal,
    store({ fingerprint }, matrix) {
      matrices.set(fingerprint, matrix);
      onProgress?.(matrices.size);
    },
    skipped: () => undefined,
  });
  return { matrices, problems };
}
