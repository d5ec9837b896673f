import { existsSync } from 'node:fs';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';

/**
 * The real native runtime for tests that need it, as `npm test` installs it; `whyNoNative` is the reason why there is
 * none, for the titles of skipped tests. TensorFlow's settings are those of the laboratory's processes.
 */
export const { runtime: nativeRuntime, reason: whyNoNative } = findRuntime({
  explicit: process.env.NEURAL_SER_TENSORFLOW || null,
  folders: [nativeFolder()],
  device: 'cpu',
});
// On such a machine oneDNN has divided by zero, which would end the test runner (docs/decisions/0011).
const hidesCaches = process.platform === 'linux' && !existsSync('/sys/devices/system/cpu/cpu0/cache');
process.env.TF_ENABLE_ONEDNN_OPTS ??= hidesCaches ? '0' : '1';
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
if (nativeRuntime === null) process.stderr.write(`Skipped tests of native TensorFlow: ${whyNoNative}\n`);
