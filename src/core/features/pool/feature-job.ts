import type { FeatureResources } from '#core/features/feature-kinds.ts';
import type { Failure } from '#shared/failure.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { ClipFeatures, SoundConditions } from './extract-clip.ts';

/** The data that a feature worker starts with. */
export interface FeatureWorkerData {
  features: FeatureSettings;
  resources: Pick<FeatureResources, 'encoders'>;
  checkFingerprints: boolean;
  /** Every clip is extracted under these; null: as it is. */
  conditions: SoundConditions | null;
}

/** One clip to extract. Workers do and answer jobs in the order in which they receive them. After `end`, a worker ends. */
export interface FeatureJob {
  path: string;
  fingerprint: string;
}

/** Messages of a feature worker: `ready` once, then one answer per job; `failed` if it cannot extract features at all. */
export type FeatureAnswer =
  | { kind: 'ready' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'clip'; fingerprint: string; result: ClipFeatures };
