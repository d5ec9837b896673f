import type { EncoderFeatures, ModelEmotions } from '#shared/settings/encoder-features.ts';

/** A file of an encoder as it is published. */
export interface EncoderFile {
  /** Its name in the encoder's folder. */
  name: string;
  /** Where it can be downloaded; null: nowhere in this form, see {@link EncoderEntry.instructions}. */
  url: string | null;
  /** SHA-256, hexadecimal; null: not known. */
  sha256: string | null;
  /** Approximate if the checksum is not known. */
  bytes: number;
}

/** What an encoder's file exports: everything that the program says and does with it. */
export interface EncoderEntry {
  /** As settings and records have it. Never changed. */
  name: string;
  title: string;
  /** One line on what it is. */
  about: string;
  /** A page about it. */
  page: string;
  /** The commit or version of the files. */
  revision: string;
  /** The first is the network. */
  files: readonly [EncoderFile, ...EncoderFile[]];
  licence: {
    name: string;
    url: string;
    /** Must be accepted before the files are added or downloaded. */
    nonCommercial: boolean;
  };
  /** How to get the files where they cannot be downloaded. */
  instructions: string | null;
  /** Whether these files were tried with this program. */
  verified: boolean;
  /** Only of a ready-made model: what its values say. */
  emotions?: Pick<ModelEmotions, 'labels' | 'values' | 'head'>;
  features: Pick<
    EncoderFeatures,
    | 'trim'
    | 'durationSeconds'
    | 'normalise'
    | 'input'
    | 'output'
    | 'dimensions'
    | 'frameSamples'
    | 'hopSamples'
  >;
}
