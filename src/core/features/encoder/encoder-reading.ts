import { z } from 'zod';
import type { FileInput, Reading } from '#core/reader/reading.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';

interface EncoderInput extends FileInput {
  features: EncoderFeatures;
  /** The folder of encoders in which the encoder's own folder is. */
  encoders: string;
}

/** Tries an encoder out, see `tryEncoder`. `path`: the file of the network. */
export const encoderReading: Reading<
  EncoderInput,
  { layers: string[] | null; secondsPerSecond: number; memoryBytes: number }
> = {
  kind: 'encoder',
  // A large network computes two seconds of sound in less, and is tried with more only if that is fast; half a second is added for
  // each megabyte.
  seconds: 20,
  // ONNX Runtime itself, and the values between the layers.
  megabytes: 1000,
  // The weights are in memory twice while they are rearranged.
  bytesPerByte: 3,
  code: 'encoder-unusable',
  result: z.object({
    layers: z.array(z.string()).nullable(),
    secondsPerSecond: z.number(),
    memoryBytes: z.number(),
  }),
};
