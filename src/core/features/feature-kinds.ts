import { checkEncoderFeatures } from '#core/features/encoder/check-encoder-features.ts';
import { createEncoderExtractor } from '#core/features/encoder/encoder-extractor.ts';
import type { LoadNetwork } from '#core/features/encoder/network-process.ts';
import { checkJoinedFeatures } from '#core/features/joined/check-joined-features.ts';
import { createJoinedExtractor } from '#core/features/joined/joined-extractor.ts';
import { checkMelFeatures } from '#core/features/mel/check-mel-features.ts';
import { createMelExtractor } from '#core/features/mel/mel-extractor.ts';
import { type FeatureSettings, featureSettingsSchema } from '#shared/settings/features.ts';
import type { Extractor } from './extractor.ts';
import { invalidFeatures } from './invalid-features.ts';

/** What a kind of features does with settings whose types and ranges are right. */
interface FeatureKind<F extends FeatureSettings> {
  /** @throws UserError `invalid-recipe` when settings do not fit together. */
  check(features: F): void;
  create(features: F, resources: FeatureResources): Promise<Extractor>;
}

/** What features are made with, besides their settings. */
export interface FeatureResources {
  /** The folder of the encoders; null: features that need one cannot be made. */
  encoders: string | null;
  /** Loads the networks of encoders; absent: into this process, which they can hold up for ever. */
  loadNetwork?: LoadNetwork;
}

/** Every kind of features. */
const KINDS: { [K in FeatureSettings['kind']]: FeatureKind<Extract<FeatureSettings, { kind: K }>> } = {
  mel: { check: checkMelFeatures, create: createMelExtractor },
  encoder: {
    check: checkEncoderFeatures,
    create: (features, { encoders, loadNetwork }) => createEncoderExtractor(features, encoders, loadNetwork),
  },
  joined: {
    check: checkJoinedFeatures,
    async create(features, { encoders, loadNetwork }) {
      // The encoder is the part that may be missing.
      const encoder = await createEncoderExtractor(features.encoder, encoders, loadNetwork);
      return createJoinedExtractor(features, await createMelExtractor(features.mel), encoder);
    },
  },
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
  const features = parsed.data;
  kindOf(features).check(features);
  return features;
}

/**
 * Makes the extractor for feature settings of any kind.
 * @throws UserError `invalid-recipe`, and for an encoder `encoder-missing`, `encoder-changed`, `encoder-unusable`.
 */
export async function createExtractor(
  candidate: FeatureSettings,
  resources: FeatureResources = { encoders: null },
): Promise<Extractor> {
  const features = checkFeatures(candidate);
  return kindOf(features).create(features, resources);
}

/** TypeScript does not see that the kind of the settings selects the entry for them. */
function kindOf(features: FeatureSettings): FeatureKind<FeatureSettings> {
  return KINDS[features.kind] as unknown as FeatureKind<FeatureSettings>;
}
