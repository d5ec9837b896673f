import type { FeatureResources } from '#core/features/feature-kinds.ts';
import type { Failure } from '#shared/failure.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { ClipFeatures, SoundConditions } from './extract-clip.ts';

/** Which features a process extracts. */
export interface FeatureOrder {
  features: FeatureSettings;
  resources: Pick<FeatureResources, 'encoders'>;
  checkFingerprints: boolean;
  /** Every clip is extracted under these; null: as it is. */
  conditions: SoundConditions | null;
}

/** One clip to extract. */
export interface FeatureTask {
  path: string;
  fingerprint: string;
}

/** Messages to a feature process: `begin` once and first. It does and answers tasks in the order in which they come. */
export type FeatureMessage =
  | { kind: 'begin'; order: FeatureOrder }
  | { kind: 'clip'; task: FeatureTask }
  | { kind: 'end' };

/** Messages of a feature process: `ready` once, then one answer per task; `failed` if it cannot extract features at all. */
export type FeatureAnswer =
  | { kind: 'ready' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'clip'; fingerprint: string; result: ClipFeatures };
