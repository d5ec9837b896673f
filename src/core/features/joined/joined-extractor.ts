import type { Extractor } from '#core/features/extractor.ts';
import { type JoinedFeatures, joinedShape } from '#shared/settings/joined-features.ts';
import { joinMatrices } from './join-matrices.ts';

/**
 * Makes an extractor that computes both parts of a clip and joins them. It takes the extractors of the parts and disposes them.
 * Offsets are those of the mel part; the encoder gets the middle of a clip.
 */
export function createJoinedExtractor(
  features: JoinedFeatures,
  mel: Extractor,
  encoder: Extractor,
): Extractor {
  const [rows, frames] = joinedShape(features);
  return {
    features,
    shape: [rows, frames],
    axes: { hopSeconds: mel.axes.hopSeconds, frequenciesHz: mel.axes.frequenciesHz },
    async extract(clip, sampleRateHz, identity, options) {
      const ofMel = await mel.extract(clip, sampleRateHz, identity, options);
      const ofEncoder = await encoder.extract(clip, sampleRateHz, identity);
      const matrix = new Float32Array(rows * frames);
      joinMatrices(ofMel, mel.shape, ofEncoder, encoder.shape, matrix);
      return matrix;
    },
    locate: (clip, sampleRateHz, identity, options) => mel.locate(clip, sampleRateHz, identity, options),
    [Symbol.dispose]() {
      mel[Symbol.dispose]();
      encoder[Symbol.dispose]();
    },
  };
}
