import type { FingerprintedSound } from '#core/audio/sound-file.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { NetworkInput } from '#shared/sounds.ts';
import type { Extractor } from './extractor.ts';
import { createExtractor, type FeatureResources } from './feature-kinds.ts';

/**
 * The features of a decoded clip, to the bit as `extractClip` gives them to a training, with the parts of the clip that were
 * trimmed, cut and padded.
 * @throws UserError as `createExtractor` and `Extractor.extract`.
 */
export async function networkInput(
  { sound, fingerprint }: FingerprintedSound,
  settings: FeatureSettings,
  resources: FeatureResources,
): Promise<NetworkInput> {
  using extractor = await createExtractor(settings, resources);
  // Awaited, because the extractor is disposed at the end of this function.
  return await networkInputBy(extractor, { sound, fingerprint });
}

/** The same with an extractor. @throws UserError as `Extractor.extract`. */
export async function networkInputBy(
  extractor: Pick<Extractor, 'features' | 'shape' | 'axes' | 'extract' | 'locate'>,
  { sound, fingerprint }: FingerprintedSound,
): Promise<NetworkInput> {
  const { features, shape, axes } = extractor;
  const matrix = await extractor.extract(sound.samples, sound.sampleRateHz, fingerprint);
  const part = await extractor.locate(sound.samples, sound.sampleRateHz, fingerprint);
  const seconds = (samples: number) => samples / features.sampleRateHz;
  const usedStart = part.trimStart + part.clipStart;
  return {
    rows: shape[0],
    frames: shape[1],
    bytes: new Uint8Array(matrix.buffer as ArrayBuffer),
    hopSeconds: axes.hopSeconds,
    windowSeconds: features.durationSeconds,
    frequenciesHz: axes.frequenciesHz && [...axes.frequenciesHz],
    clipSeconds: sound.durationSeconds,
    trimmed: { startSeconds: seconds(part.trimStart), endSeconds: seconds(part.trimEnd) },
    used: { startSeconds: seconds(usedStart), endSeconds: seconds(usedStart + part.count) },
    windowStartSeconds: seconds(part.windowStart),
  };
}
