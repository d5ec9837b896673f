import type { FingerprintedSound } from '#core/audio/sound-file.ts';
import { type FeatureSettings, featureShape, timeAxisOf } from '#shared/settings/features.ts';
import type { NetworkInput } from '#shared/sounds.ts';
import type { Extractor } from './extractor.ts';
import { createExtractor, type FeatureResources } from './feature-kinds.ts';

/**
 * The features of a decoded clip, to the bit as `extractClip` gives them to a training, with the parts of the clip that were
 * trimmed, cut and padded. Of joined features, the rows of the mel part.
 * @throws UserError as `createExtractor` and `Extractor.extract`.
 */
export async function networkInput(
  { sound, fingerprint }: FingerprintedSound,
  settings: FeatureSettings,
  resources: FeatureResources,
): Promise<NetworkInput> {
  using extractor = await createExtractor(settings, resources);
  // Awaited, because the extractor is disposed at the end of this function.
  return (await networkInputBy(extractor, { sound, fingerprint })).input;
}

/** The same with an extractor, and the whole matrix, which begins with the rows of the input. @throws UserError as `Extractor.extract`. */
export async function networkInputBy(
  extractor: Pick<Extractor, 'features' | 'shape' | 'axes' | 'extract' | 'locate'>,
  { sound, fingerprint }: FingerprintedSound,
): Promise<{ matrix: Float32Array; input: NetworkInput }> {
  const { features, axes } = extractor;
  const { sampleRateHz, durationSeconds } = timeAxisOf(features);
  const [rows, frames] = featureShape(timeAxisOf(features));
  const matrix = await extractor.extract(sound.samples, sound.sampleRateHz, fingerprint);
  const part = await extractor.locate(sound.samples, sound.sampleRateHz, fingerprint);
  const seconds = (samples: number) => samples / sampleRateHz;
  const usedStart = part.trimStart + part.clipStart;
  const input = {
    rows,
    frames,
    // A copy where it is a part, so that the rest is not sent with it.
    bytes: new Uint8Array(
      (rows * frames === matrix.length ? matrix : matrix.slice(0, rows * frames)).buffer as ArrayBuffer,
    ),
    otherRows: extractor.shape[0] - rows,
    hopSeconds: axes.hopSeconds,
    windowSeconds: durationSeconds,
    frequenciesHz: axes.frequenciesHz && [...axes.frequenciesHz],
    clipSeconds: sound.durationSeconds,
    trimmed: { startSeconds: seconds(part.trimStart), endSeconds: seconds(part.trimEnd) },
    used: { startSeconds: seconds(usedStart), endSeconds: seconds(usedStart + part.count) },
    windowStartSeconds: seconds(part.windowStart),
  };
  return { matrix, input };
}
