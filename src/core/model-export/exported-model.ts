import type { Architecture } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import { matchTensors } from '#core/models/weight-files/tensor-match.ts';
import { UserError } from '#shared/failure.ts';

/** The name of the input, float32 `[n, bands, frames, 1]`, and of the output, `[n, classes]`, in every format. */
export const FEATURES_INPUT = 'features';
export const PROBABILITIES_OUTPUT = 'probabilities';

/** A trained network as other programs get it: with the weights of one fold, or of several that are averaged. */
export interface ExportedModel {
  architecture: Architecture;
  folds: readonly { name: string; weights: ReadonlyMap<string, NamedTensor> }[];
  /** Of this program. */
  version: string;
  /** Text that formats with metadata store. */
  metadata: Readonly<Record<string, string>>;
}

/** A protobuf message, and so a SavedModel or an ONNX file with its weights inside, is limited to 2 GiB. */
const MAX_WEIGHT_BYTES = 2e9;

/**
 * Reads the weights of each fold.
 * @throws UserError `model-too-large` before anything is read, `weights-unreadable`, `weights-mismatch`.
 */
export async function readFolds(
  architecture: Architecture,
  paths: readonly string[],
): Promise<ExportedModel['folds']> {
  const specs = weightSpecs(architecture);
  const values = specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  if (4 * values * paths.length > MAX_WEIGHT_BYTES) {
    throw new UserError(
      'model-too-large',
      `The weights of ${paths.length} folds need ${((4 * values * paths.length) / 1e9).toFixed(1)} GB, but a file of this format holds at most 2 GB. Export one fold.`,
    );
  }
  const folds: { name: string; weights: ReadonlyMap<string, NamedTensor> }[] = [];
  for (const [index, path] of paths.entries()) {
    const { tensors } = await readSafetensors(path);
    folds.push({ name: `network${index + 1}`, weights: matchTensors(specs, tensors, 'weights') });
  }
  return folds;
}
