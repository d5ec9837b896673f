import { checkEncoderFeatures } from '#core/features/encoder/check-encoder-features.ts';
import { invalidFeatures } from '#core/features/invalid-features.ts';
import { checkMelFeatures } from '#core/features/mel/check-mel-features.ts';
import { type JoinedFeatures, joinedShape } from '#shared/settings/joined-features.ts';

/** Values of a matrix: 16 MiB of float32. */
const MAX_MATRIX = 2 ** 22;

/** @throws UserError `invalid-recipe` with a message about the first setting that does not fit the others. */
export function checkJoinedFeatures(features: JoinedFeatures): void {
  const { mel, encoder, name } = features;
  checkMelFeatures(mel);
  checkEncoderFeatures(encoder);
  if (mel.channel !== encoder.channel) throw invalidFeatures(name, 'the channels of its parts differ.');
  const [rows, frames] = joinedShape(features);
  if (rows * frames > MAX_MATRIX) {
    throw invalidFeatures(
      name,
      `${rows} × ${frames} values are more than ${MAX_MATRIX}. Choose mel bands with fewer frames, or another encoder.`,
    );
  }
}
