/**
 * Entry point of a probe process: loads its native runtime, multiplies and convolves with it (on a GPU these use two
 * different libraries), and sends the result. Nothing else runs here, so a crash does no harm.
 */
import { loadBinding } from '#core/engines/tensorflow/binding.ts';
import { runtimeOfProcess } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { tryOps } from '#core/engines/tensorflow/try-ops.ts';
import type { ProbeAnswer } from '#core/runtime/tensorflow/try-runtime.ts';
import { toFailure } from '#shared/failure.ts';

function answer(): ProbeAnswer {
  try {
    const binding = loadBinding(runtimeOfProcess());
    tryOps(binding);
    return { tensorflow: binding.TF_Version, gpu: binding.isUsingGpuDevice() };
  } catch (error) {
    return { problem: toFailure(error).message };
  }
}

if (process.send) {
  // The destructors of a partly working library may crash or hang; the answer has already been sent.
  process.send(answer(), () => process.exit());
} else {
  process.stderr.write('The laboratory starts the probe process; do not start it by hand.\n');
  process.exitCode = 64;
}
