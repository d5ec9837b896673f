import type { StoredSound } from '#core/audio/containers/stored-sound.ts';
import type { Mixer } from '#core/audio/mix-channels.ts';

/** What decoding found out beside the samples. */
export interface Decoded {
  /** SHA-256 (hex) of the sound. Lossless encodings have that of the same samples in a WAV file. */
  fingerprint: string;
  warning?: string | null;
}

/** The format of a sound, which some encodings show only when they are decoded. */
export interface SoundFormat {
  sampleRateHz: number;
  channels: number;
}

export interface DecodingContext {
  /** Begins the sound. Called once, before anything is added to the mixer. `frames`: samples per channel, if known. */
  start(format: SoundFormat, frames?: number): Mixer;
  /** The file, for decoders that are programs; null for a sound in memory. */
  path: string | null;
}

/** Decodes one encoding. Add one to `encodings.ts`. */
export interface Decoder {
  /** As people call it, for reasons and help. */
  label: string;
  /** Decoding takes about as long as reading, so it may be done in the laboratory's own thread. */
  quick: boolean;
  /**
   * Decodes the sound that `stored` describes.
   * @throws UserError for a sound that cannot be decoded, and what the mixer throws.
   */
  decode(bytes: Uint8Array, stored: StoredSound, context: DecodingContext): Decoded | Promise<Decoded>;
}
