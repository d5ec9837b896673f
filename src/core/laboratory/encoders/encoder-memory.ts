import { availableParallelism } from 'node:os';
import { ENCODERS } from '#core/features/encoder/catalogue/catalogue.ts';
import { encoderTitle, missingEncoder } from '#core/features/encoder/encoder-files.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import { installedEncoder } from '#core/runtime/encoders/installed-encoders.ts';
import { UserError } from '#shared/failure.ts';
import { bytes, counted } from '#shared/format.ts';
import { encoderOf, type FeatureSettings } from '#shared/settings/features.ts';

/** The share of the available memory that feature processes may take. */
const MEMORY_SHARE = 0.8;

/**
 * How many feature processes may run at once: one for each core, and for an encoder as many as fit into memory.
 * @throws UserError `out-of-memory` if not even one fits.
 */
export async function featureProcesses(
  folder: string,
  features: FeatureSettings,
  available = process.availableMemory(),
): Promise<number> {
  const cores = availableParallelism();
  const encoder = encoderOf(features);
  if (encoder === null) return cores;
  const installed = await installedEncoder(encodersFolder(folder), encoder);
  // Extraction says what is missing, if features are missing at all.
  if (installed === null) return cores;
  const fitting = Math.floor((MEMORY_SHARE * available) / Math.max(1, installed.memoryBytes));
  if (fitting >= 1) return Math.min(cores, fitting);
  throw new UserError(
    'out-of-memory',
    `The ${encoderTitle(encoder)} needs about ${bytes(installed.memoryBytes)} of memory, but only ${bytes(available)} is available. Close other programs, or choose a smaller one.`,
  );
}

/** What to know about the encoder of a run before it starts. `missing`: sounds whose features must be computed. */
export async function encoderWarnings(
  folder: string,
  features: FeatureSettings,
  missing: number,
): Promise<string[]> {
  const encoder = encoderOf(features);
  if (encoder === null) return [];
  const warnings: string[] = [];
  const entry = ENCODERS.find(({ name }) => name === encoder.encoder);
  if (entry?.verified === false) {
    warnings.push(
      `The encoder “${encoder.encoder}” is not verified: nobody has tried its files with this program. Compare its results with published ones.`,
    );
  }
  const cores = availableParallelism();
  const workers = missing === 0 ? cores : await featureProcesses(folder, features);
  if (workers < cores) {
    warnings.push(
      `The encoder “${encoder.encoder}” fits into memory ${workers === 1 ? 'once' : `${workers} times`}, so features are computed on ${counted(workers, 'core')} instead of ${cores}.`,
    );
  }
  return warnings;
}

/** @throws UserError `encoder-missing` if the features need an encoder that is not installed. */
export async function requireEncoder(folder: string, features: FeatureSettings): Promise<void> {
  const encoder = encoderOf(features);
  if (encoder === null) return;
  if ((await installedEncoder(encodersFolder(folder), encoder)) === null) throw missingEncoder(encoder);
}
