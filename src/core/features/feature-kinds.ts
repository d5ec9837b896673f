import { checkMelFeatures } from '#core/features/mel/check-mel-features.ts';
import { createMelExtractor } from '#core/features/mel/mel-extractor.ts';
import { type FeatureSettings, featureSettingsSchema } from '#shared/settings/features.ts';
import type { Extractor } from './extractor.ts';
import { invalidFeatures } from './invalid-features.ts';

/** What a kind of features does with settings whose types and ranges are right. */
interface FeatureKind<F extends FeatureSettings> {
  /** @throws UserError `invalid-recipe` when settings do not fit together. */
  check(features: F): void;
  create(features: F): Promise<Extractor>;
}

/** Every kind of features. */
const KINDS: { [K in FeatureSettings['kind']]: FeatureKind<Extract<FeatureSettings, { kind: K }>> } = {
  mel: { check: checkMelFeatures, create: createMelExtractor },
};

/**
 * Checks feature settings of any kind and returns them without unknown fields.
 * @throws UserError `invalid-recipe` with a message about the first invalid setting.
 */
export function checkFeatures(candidate: FeatureSettings): FeatureSettings {
  const parsed = featureSettingsSchema.safeParse(candidate);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw invalidFeatures(candidate?.name, `${path.join('.') || 'settings'}: ${message}`);
  }
  KINDS[parsed.data.kind].check(parsed.data);
  return parsed.data;
}

/** Makes the extractor for feature settings of any kind. @throws UserError `invalid-recipe`. */
export async function createExtractor(candidate: FeatureSettings): Promise<Extractor> {
  const features = checkFeatures(candidate);
  return KINDS[features.kind].create(features);
}
