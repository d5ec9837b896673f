import type { FeatureSettings } from '#shared/settings/features.ts';

export interface ExtractOptions {
  /**
   * Replaces the placement of the feature settings: where a longer clip is cut, or where a shorter one begins in the
   * zeros. In samples at the rate of the settings, counted after trimming.
   */
  offsetSamples?: number;
}

/** Which part of a clip its features are of, in samples at the rate of the settings. */
export interface ClipPart {
  /** What trimming silence leaves of the clip: samples `trimStart` to `trimEnd − 1`. */
  trimStart: number;
  trimEnd: number;
  /** The first sample that is used, counted from `trimStart`. */
  clipStart: number;
  /** The number of samples that are used. */
  count: number;
  /** The first of them in the window; the rest of the window is zero. */
  windowStart: number;
}

/** What the rows and columns of features mean. */
interface FeatureAxes {
  hopSeconds: number;
  /** The centre frequency of each row; null: rows are no frequencies. */
  frequenciesHz: readonly number[] | null;
}

/** Extracts features of one kind: the tables and scratch memory for some feature settings. One per thread; calls may overlap. */
export interface Extractor {
  readonly features: FeatureSettings;
  readonly shape: readonly [bands: number, frames: number];
  readonly axes: FeatureAxes;
  /**
   * The features of a clip: a new row-major `[bands, frames]`, always finite. Asynchronous because a new sample rate
   * needs a new resampler. Equal arguments give equal bits, on every thread and in any order.
   *
   * @param samples Mono, −1 … 1; empty gives the features of silence.
   * @param identity The clip's fingerprint, from which a seeded placement is drawn.
   * @throws UserError `damaged-sound` where samples are not numbers or beyond ±1,000,000; `unsupported-rate`
   *   outside 1,000 … 768,000 Hz; `invalid-offset`.
   */
  extract(
    samples: Float32Array,
    sampleRateHz: number,
    identity: string,
    options?: ExtractOptions,
  ): Promise<Float32Array>;
  /** Which part of the clip {@link extract} uses with the same arguments. @throws UserError as {@link extract}. */
  locate(
    samples: Float32Array,
    sampleRateHz: number,
    identity: string,
    options?: ExtractOptions,
  ): Promise<ClipPart>;
  [Symbol.dispose](): void;
}
