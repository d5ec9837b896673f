/**
 * Entry point of a probe process: loads the native runtime that it was started for, lets it multiply and convolve
 * (each stands on a library of its own on a GPU), and tells what it found. Nothing else runs here, so it may crash.
 */
import { loadBinding } from '../core/engines/tensorflow/binding.ts';
import { runtimeOfProcess } from '../core/engines/tensorflow/runtime/runtime-environment.ts';
import type { ProbeAnswer } from '../core/engines/tensorflow/runtime/try-runtime.ts';
import { tryOps } from '../core/engines/tensorflow/try-ops.ts';
import { toFailure } from '../shared/failure.ts';

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
  // The destructors of a library that half works may still crash or hang: the answer is out by then.
  process.send(answer(), () => process.exit());
} else {
  process.stderr.write('The probe process is started by the laboratory, not by hand.\n');
  process.exitCode = 64;
}
