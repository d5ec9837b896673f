import { asDevice } from '../engines/tensorflow/runtime/runtime-environment.ts';
import type { NativeOptions } from '../laboratory.ts';
import { nativeFolder } from './data-folder.ts';

/** How native TensorFlow is found: as the environment says. `device`: as the command line says, which wins. */
export function nativeOptions(device: string | undefined): NativeOptions {
  const { NEURAL_SER_TENSORFLOW, NEURAL_SER_DEVICE, NEURAL_SER_PACKAGE_INDEX } = process.env;
  return {
    folder: nativeFolder(),
    explicit: NEURAL_SER_TENSORFLOW || null,
    device: asDevice(device ?? NEURAL_SER_DEVICE),
    index: NEURAL_SER_PACKAGE_INDEX || undefined,
  };
}
