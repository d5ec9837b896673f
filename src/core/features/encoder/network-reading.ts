import { z } from 'zod';
import type { FileInput, Reading } from '#core/reader/reading.ts';
import type { Floats } from './onnx-model.ts';

/** What a process does with the network in the file `path`. It loads a network once and keeps it. */
export interface NetworkInput extends FileInput {
  /** Null: only loads it. */
  run: { input: Floats; outputs: readonly string[] | null } | null;
}

const floatsSchema = z.object({
  data: z.instanceof(Float32Array<ArrayBuffer>),
  dims: z.array(z.number()),
});

/** Loads or runs a network of an encoder, see `network-process.ts`, which alone gives such orders. */
export const networkReading: Reading<NetworkInput, Floats[]> = {
  kind: 'network',
  // To load it: constants of a network are computed then.
  seconds: 20,
  // ONNX Runtime itself, and the values between the layers of a clip of half a minute.
  megabytes: 2000,
  // The weights are in memory twice while they are rearranged.
  bytesPerByte: 3,
  code: 'encoder-unusable',
  result: z.array(floatsSchema),
};
