import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '#shared/settings/catalogue.ts';

/** Settings without schedule, weighting, smoothing, clipping or augmentation, for tests that look at something else. */
export const PLAIN_SETTINGS: RunSettings = {
  ...DEFAULT_SETTINGS,
  batchSize: 32,
  schedule: { kind: 'constant', warmupShare: 0 },
  earlyStopping: { enabled: true, patience: 5, startEpoch: 0, restoreBest: true },
  classWeights: 'none',
  labelSmoothing: 0,
  clipNorm: 0,
  augmentation: AUGMENTATIONS.none,
};
