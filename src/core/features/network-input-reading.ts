import type { FileInput, Reading } from '#core/reader/reading.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import { type NetworkInput, networkInputSchema } from '#shared/sounds.ts';

interface NetworkInputOfClip extends FileInput {
  source: { path: string } | { bytes: Uint8Array };
  features: FeatureSettings;
  /** The folder of all encoders. */
  encoders: string;
}

/** Features of one clip, see `networkInput`, where an encoder computes them. `path`: the file of its network. */
export const networkInputReading: Reading<NetworkInputOfClip, NetworkInput> = {
  kind: 'network-input',
  // A large encoder computes its longest clip in half a minute.
  seconds: 80,
  // ONNX Runtime itself, and the values between the layers of a clip of half a minute.
  megabytes: 2000,
  // The weights are in memory twice while they are rearranged.
  bytesPerByte: 3,
  code: 'encoder-stopped',
  result: networkInputSchema,
};
