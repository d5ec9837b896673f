import type { EncoderEntry } from './encoder-entry.ts';

/**
 * The frames of wav2vec 2.0 and of the networks that have its convolutions (Baevski et al. 2020, arXiv:2006.11477):
 * windows of 25 ms every 20 ms.
 */
export const WAV2VEC2_FRAMES = {
  trim: null,
  durationSeconds: 5,
  input: { kind: 'samples' },
  frameSamples: 400,
  hopSamples: 320,
} as const satisfies Partial<EncoderEntry['features']>;
