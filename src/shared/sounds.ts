import { z } from 'zod';
import { FREQUENCY_SCALES } from './frequency-scale.ts';

/** The bytes of a file or an array. */
export const bytesSchema = z.instanceof(Uint8Array);

/** A file, or a sound without a file. */
export const soundInputSchema = z.union([z.object({ path: z.string() }), z.object({ wav: bytesSchema })]);
export type SoundInput = z.infer<typeof soundInputSchema>;

/** A part of a sound, in seconds from its start. */
export const timeRangeSchema = z
  .object({ startSeconds: z.number().min(0), endSeconds: z.number() })
  .refine(({ startSeconds, endSeconds }) => startSeconds < endSeconds, 'The end must be after the start.');
export type TimeRange = z.infer<typeof timeRangeSchema>;

/** The envelope of the waveform and the spectrogram of a sound, or of a part of it. */
export const soundPictureSchema = z.object({
  /** Of the whole sound. */
  durationSeconds: z.number(),
  sampleRateHz: z.number(),
  /** The part that is drawn. */
  startSeconds: z.number(),
  endSeconds: z.number(),
  /** Lowest and highest sample of each of n equal segments, float32 little-endian `[n, 2]`, −1…1. */
  waveform: z.object({ stretches: z.number().int(), bytes: bytesSchema }),
  /**
   * Row-major float32 little-endian `[rows, frames]`, the lowest row first: mean power in decibels, where a full-scale sine
   * in one bin has 0. The rows have equal heights on the axis from `lowestHz` to `highestHz`. The first frame is centred on
   * `startSeconds`.
   */
  spectrogram: z.object({
    rows: z.number().int(),
    frames: z.number().int(),
    bytes: bytesSchema,
    hopSeconds: z.number(),
    scale: z.enum(FREQUENCY_SCALES),
    lowestHz: z.number(),
    highestHz: z.number(),
    loudestDb: z.number(),
  }),
});
export type SoundPicture = z.infer<typeof soundPictureSchema>;

/** Values at equal steps of time, float32 little-endian. */
const curveSchema = z.object({ firstSeconds: z.number(), stepSeconds: z.number(), bytes: bytesSchema });
export type SoundCurve = z.infer<typeof curveSchema>;

/** Pitch and intensity over time. */
export const soundCurvesSchema = z.object({
  /** In Hz; 0 where the sound is not voiced. */
  pitch: curveSchema.extend({ floorHz: z.number(), ceilingHz: z.number() }),
  /** In decibels above 2·10⁻⁵, where 1 is full scale: as Praat, which reads samples as pascals. */
  intensity: curveSchema,
});
export type SoundCurves = z.infer<typeof soundCurvesSchema>;

/** What a network gets of a clip under some feature settings. */
export const networkInputSchema = z.object({
  /** Row-major float32 little-endian `[rows, frames]`: the features as in training, the lowest row first. */
  rows: z.number().int(),
  frames: z.number().int(),
  bytes: bytesSchema,
  /** Values of an encoder that the network gets beside each frame. They are not among the rows. */
  otherRows: z.number().int().default(0),
  hopSeconds: z.number(),
  /** The length of the window that the frames cover. */
  windowSeconds: z.number(),
  /** The centre frequency of each row; null: rows are cepstral coefficients. */
  frequenciesHz: z.array(z.number()).nullable(),
  /** The length of the clip. */
  clipSeconds: z.number(),
  /** The part that is left of the clip after trimming. */
  trimmed: z.object({ startSeconds: z.number(), endSeconds: z.number() }),
  /** The part of the clip that is in the window. */
  used: z.object({ startSeconds: z.number(), endSeconds: z.number() }),
  /** Where that part starts in the window. Before it and after it, the window is padded with zeros. */
  windowStartSeconds: z.number(),
});
export type NetworkInput = z.infer<typeof networkInputSchema>;

/** A recording that the user saved, in the laboratory's folder. */
export const recordingSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  durationSeconds: z.number(),
  sampleRateHz: z.number(),
  createdAt: z.string(),
});
export type Recording = z.infer<typeof recordingSchema>;
