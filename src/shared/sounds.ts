import { z } from 'zod';

/** Bytes of a file or an array, as every door carries them. */
export const bytesSchema = z.instanceof(Uint8Array);

/** The picture of a sound: its waveform's envelope and its log-mel spectrogram. */
export const soundPictureSchema = z.object({
  durationSeconds: z.number(),
  sampleRateHz: z.number(),
  /** Lowest and highest sample of each of n equal stretches, float32 little-endian `[n, 2]`, −1…1. */
  waveform: z.object({ stretches: z.number().int(), bytes: bytesSchema }),
  /** Row-major float32 little-endian `[bands, frames]`, decibels relative to the loudest; the lowest band first. */
  spectrogram: z.object({
    bands: z.number().int(),
    frames: z.number().int(),
    bytes: bytesSchema,
    hopSeconds: z.number(),
    /** The centre frequency of each band. */
    frequenciesHz: z.array(z.number()),
    lowestDb: z.number(),
  }),
});
export type SoundPicture = z.infer<typeof soundPictureSchema>;

/** A recording that the user kept, in the laboratory's folder. */
export const recordingSchema = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  durationSeconds: z.number(),
  sampleRateHz: z.number(),
  createdAt: z.string(),
});
export type Recording = z.infer<typeof recordingSchema>;
