import type { EncoderEntry } from '#core/features/encoder/catalogue/encoder-entry.ts';

/** What a ready-made model's file exports: an encoder whose values have a meaning. */
export interface ModelEntry extends EncoderEntry {
  emotions: NonNullable<EncoderEntry['emotions']>;
  /** Offered at the first start. At most one is. */
  offered: boolean;
}

/**
 * The input of wav2vec 2.0 and of the networks that have its convolutions (Baevski et al. 2020, arXiv:2006.11477). A frame needs
 * 25 ms, and a longer clip is cut to the length with which encoders are used too.
 */
export const WAV2VEC2_INPUT = {
  trim: null,
  durationSeconds: 5,
  input: { kind: 'samples' },
  frameSamples: 400,
  hopSamples: 320,
} as const satisfies Partial<EncoderEntry['features']>;
