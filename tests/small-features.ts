import { readFileSync } from 'node:fs';
import type { MelFeatures } from '#shared/settings/mel-features.ts';

/** Features of an eighth of the usual size, where a test says nothing about features. */
export const SMALL_FEATURES = (
  JSON.parse(readFileSync(new URL('fixtures/small-features.json', import.meta.url), 'utf8')) as {
    features: MelFeatures;
  }
).features;
