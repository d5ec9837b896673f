import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { missingEncoder, modelsFolder } from '#core/features/encoder/encoder-files.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import { readyMadeWeights } from '#core/models/ready-made.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import { installedEncoder } from '#core/runtime/encoders/installed-encoders.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '#shared/settings/catalogue.ts';
import type { ModelFeatures } from '#shared/settings/encoder-features.ts';
import { KIND_DEFAULTS } from '#shared/settings/feature-kind-defaults.ts';
import { READY_MADE_NETWORK } from '#shared/settings/ready-made-network.ts';

/** The features of an installed ready-made model, with its own labels. @throws UserError `encoder-missing`. */
export async function installedModelFeatures(folder: string, name: string): Promise<ModelFeatures> {
  const installed = await installedEncoder(encodersFolder(folder), { encoder: name, emotions: true });
  const features = installed?.features;
  if (features?.emotions === undefined) throw missingEncoder({ encoder: name, emotions: true });
  return { ...features, emotions: features.emotions };
}

/** The settings of a run in which nothing is trained: those of training have no effect. */
export const settingsOfModel = (
  features: ModelFeatures,
  { labels, ...others }: Pick<RunSettings, 'labels'> & Partial<RunSettings>,
): RunSettings => ({
  ...DEFAULT_SETTINGS,
  augmentation: KIND_DEFAULTS.encoder.augmentation,
  ...others,
  labels,
  network: READY_MADE_NETWORK,
  features,
  // Its work is done by then.
  engine: 'wasm',
  refit: false,
  startWeights: null,
  freezeUpTo: null,
});

/** The file with the fixed weights of the network for so many emotions, written if it is missing. */
export async function fixedWeightsPath(folder: string, emotions: number): Promise<string> {
  const path = join(modelsFolder(encodersFolder(folder)), `.weights-${emotions}.safetensors`);
  if (!existsSync(path)) await writeSafetensors(path, readyMadeWeights(emotions));
  return path;
}
