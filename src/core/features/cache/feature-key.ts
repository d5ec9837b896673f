import { hash } from 'node:crypto';
import { executionProvider } from '#core/features/encoder/execution-provider.ts';
import { canonicalJson } from '#shared/settings/canonical.ts';
import { type FeaturePart, featureSettingsSchema } from '#shared/settings/features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';

/** Increased when the other recordings of a clip become others. */
const RECORDINGS_VERSION = 2;

/**
 * SHA-256 (hex) of feature settings without their name and crop, as JSON with sorted keys: equal for those that give equal
 * features, whatever they are called and in whatever order their fields are. The kind `mel` is left out, for caches
 * were made before there were kinds. The values of an encoder depend on the execution provider, and those of a GPU have keys of
 * their own.
 * @param effect What the sounds are changed by first; null: nothing.
 */
export function featureKey(
  features: FeaturePart,
  effect: SoundEffect | null = null,
  provider = executionProvider().name,
): string {
  const { name: _, kind, ...data } = withoutCrop(featureSettingsSchema.parse(features) as FeaturePart);
  const settings =
    kind === 'mel'
      ? { ...data, ...paddingVersion(features) }
      : { kind, ...data, ...(provider === 'cpu' ? {} : { provider }) };
  if (effect === null) return hash('sha256', canonicalJson(settings));
  const version = effect.kind === 'recording' ? { version: RECORDINGS_VERSION } : {};
  return hash('sha256', canonicalJson({ settings, effect, ...version }));
}

/** Increased when the padding of features that are normalised by bands becomes another. */
function paddingVersion(features: FeaturePart): object {
  const byBands = features.kind === 'mel' && ['bands', 'half-bands'].includes(features.normalise);
  return byBands ? { padding: 2 } : {};
}

function withoutCrop(features: FeaturePart): FeaturePart {
  if (features.kind !== 'mel') return features;
  const { crop: _, ...others } = features;
  return others;
}
