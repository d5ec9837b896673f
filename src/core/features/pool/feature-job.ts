import type { FeatureSettings } from '#shared/settings/features.ts';
import type { ClipFeatures, SoundConditions } from './extract-clip.ts';

/** The data that a feature worker starts with. */
export interface FeatureWorkerData {
  features: FeatureSettings;
  checkFingerprints: boolean;
  /** Every clip is extracted under these; null: as it is. */
  conditions: SoundConditions | null;
}

/** One clip to extract. Workers do and answer jobs in the order in which they receive them. */
export interface FeatureJob {
  path: string;
  fingerprint: string;
}

/** Messages of a feature worker: `ready` once, then one answer per job. */
export type FeatureAnswer = { kind: 'ready' } | { kind: 'clip'; fingerprint: string; result: ClipFeatures };
