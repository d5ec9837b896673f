import type { Recipe } from '../../shared/recipes.ts';
import type { ClipFeatures } from './extract-clip.ts';

/** What a feature worker is started with. */
export interface FeatureWorkerData {
  recipe: Recipe;
  checkFingerprints: boolean;
}

/** One clip to do. Jobs are done and answered in the order in which they were sent. */
export interface FeatureJob {
  path: string;
  fingerprint: string;
}

/** From a feature worker: once that it is ready, then one answer a job. */
export type FeatureAnswer = { kind: 'ready' } | { kind: 'clip'; fingerprint: string; result: ClipFeatures };
