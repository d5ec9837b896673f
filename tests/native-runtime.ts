import { findRuntime } from '../src/core/engines/tensorflow/runtime/find-runtime.ts';
import { nativeFolder } from '../src/core/laboratory/data-folder.ts';

/**
 * The native runtime for tests that need the real one, as `npm test` installs it; `reason` says why there is none, for
 * the title of what is skipped. TensorFlow's settings are those that the laboratory starts its processes with.
 */
export const { runtime: nativeRuntime, reason: whyNoNative } = findRuntime({
  explicit: process.env.NEURAL_SER_TENSORFLOW || null,
  folders: [nativeFolder()],
  device: 'cpu',
});
process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
if (nativeRuntime === null) process.stderr.write(`Skipped what needs native TensorFlow: ${whyNoNative}\n`);
