import type { Architecture } from '#core/models/layers/architecture.ts';
import { UserError } from '#shared/failure.ts';

/** The error of {@link Network.mapGradient} for a network without a feature map. */
export function noFeatureMap({ name }: Architecture): UserError {
  return new UserError(
    'no-feature-map',
    `The network “${name}” has no map over time and frequency that its result depends on. Use occlusion instead.`,
  );
}

/** The error of {@link Network.embed} for a network without a dense layer. */
export function noEmbedding({ name }: Architecture): UserError {
  return new UserError(
    'no-embedding',
    `The network “${name}” has no dense layer, so its clips have no embeddings.`,
  );
}

/** @throws RangeError if a network with `classes` outputs has no class `classIndex`. */
export function expectClass(classIndex: number, classes: number): void {
  if (Number.isInteger(classIndex) && classIndex >= 0 && classIndex < classes) return;
  throw new RangeError(`There is no class ${classIndex} of ${classes}.`);
}
