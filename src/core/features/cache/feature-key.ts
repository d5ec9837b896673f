import { hash } from 'node:crypto';
import { canonicalJson } from '#shared/settings/canonical.ts';
import { type FeatureSettings, featureSettingsSchema } from '#shared/settings/features.ts';

/**
 * SHA-256 (hex) of feature settings without their name and crop, as JSON with sorted keys: equal for those that give equal
 * features, whatever they are called and in whatever order their fields are. The kind `mel` is left out, for caches
 * were made before there were kinds.
 */
export function featureKey(features: FeatureSettings): string {
  const { name: _, kind, ...data } = withoutCrop(featureSettingsSchema.parse(features));
  return hash('sha256', canonicalJson(kind === 'mel' ? data : { kind, ...data }));
}

function withoutCrop(features: FeatureSettings): FeatureSettings {
  if (features.kind !== 'mel') return features;
  const { crop: _, ...others } = features;
  return others;
}
