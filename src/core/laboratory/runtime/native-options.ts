import { asAdapterNumber } from '#core/engines/gpu-environment.ts';
import { asDevice } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import type { NativeOptions } from '#core/laboratory/open-hosts.ts';
import { shippedNative } from './shipped-native.ts';

/**
 * The settings for native TensorFlow: environment variables, and what the package brings. `device` of the command line
 * overrides the variable.
 * @param script The URL of the door's script, as in `workerEntries`; absent: there is no package.
 */
export function nativeOptions(device: string | undefined, script?: string): NativeOptions {
  const { NEURAL_SER_TENSORFLOW, NEURAL_SER_DEVICE, NEURAL_SER_PACKAGE_INDEX } = process.env;
  const shipped = script === undefined ? null : shippedNative(script);
  return {
    folder: nativeFolder(),
    explicit: NEURAL_SER_TENSORFLOW || null,
    device: asDevice(device ?? NEURAL_SER_DEVICE),
    index: NEURAL_SER_PACKAGE_INDEX || shipped?.index,
    prebuilt: shipped?.prebuilt,
  };
}

/** The number of the adapter of WebGPU, from `--device` of the command line or the environment; null: none in particular. */
export function adapterOption(device: string | undefined): number | null {
  return asAdapterNumber(device ?? process.env.NEURAL_SER_DEVICE);
}
