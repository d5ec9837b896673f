import { encoderShape } from '#shared/settings/encoder-features.ts';
import { type JoinedFeatures, joinedShape } from '#shared/settings/joined-features.ts';
import { melShape } from '#shared/settings/mel-features.ts';
import type { FeatureCache, FeatureStore } from './feature-cache.ts';
import { joinedRow } from './rows-path.ts';

/**
 * The features of clips that both caches have, joined when they are read: nothing is stored twice, and other runs with one of the
 * parts use the same caches. It owns the caches.
 */
export function createJoinedStore(
  features: JoinedFeatures,
  mel: FeatureCache,
  encoder: FeatureCache,
): FeatureStore {
  const [rows, frames] = joinedShape(features);
  return {
    rowFloats: rows * frames,
    rowsPath: {
      mel: { path: mel.rowsPath, shape: melShape(features.mel) },
      encoder: { path: encoder.rowsPath, shape: encoderShape(features.encoder) },
    },
    isIndexed: (fingerprint) => mel.isIndexed(fingerprint) && encoder.isIndexed(fingerprint),
    has: (fingerprint) => mel.has(fingerprint) && encoder.has(fingerprint),
    rowOf(fingerprint) {
      const [ofMel, ofEncoder] = [mel.rowOf(fingerprint), encoder.rowOf(fingerprint)];
      return ofMel === null || ofEncoder === null ? null : joinedRow(ofMel, ofEncoder);
    },
    [Symbol.dispose]() {
      mel[Symbol.dispose]();
      encoder[Symbol.dispose]();
    },
  };
}
