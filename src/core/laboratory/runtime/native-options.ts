import { asAdapterNumber } from '#core/engines/gpu-environment.ts';
import { asDevice } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import type { NativeOptions } from '#core/laboratory/index.ts';

/** The settings for native TensorFlow from environment variables. `device` of the command line overrides them. */
export function nativeOptions(device: string | undefined): NativeOptions {
  const { NEURAL_SER_TENSORFLOW, NEURAL_SER_DEVICE, NEURAL_SER_PACKAGE_INDEX } = process.env;
  return {
    folder: nativeFolder(),
    explicit: NEURAL_SER_TENSORFLOW || null,
    device: asDevice(device ?? NEURAL_SER_DEVICE),
    index: NEURAL_SER_PACKAGE_INDEX || undefined,
  };
}

/** The number of the adapter of WebGPU, from `--device` of the command line or the environment; null: none in particular. */
export function adapterOption(device: string | undefined): number | null {
  return asAdapterNumber(device ?? process.env.NEURAL_SER_DEVICE);
}
