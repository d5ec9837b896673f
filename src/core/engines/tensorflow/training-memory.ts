import type { TrainingMemory, TrainingMemoryOptions } from '#core/engines/estimates/training-memory.ts';
import { compileNetwork } from '#core/engines/tensorflow/compile/compile-network.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { bytesOfRun, bytesOfWeights, LIBRARY_BYTES } from './memory-estimate.ts';

/** See `trainingMemory`. Estimated from the graph; TensorFlow itself is not needed. */
export function estimateTraining(
  architecture: Architecture,
  { optimizer, frozen, clips, onGpu }: TrainingMemoryOptions,
): TrainingMemory {
  const compiled = compileNetwork(architecture, { optimizer, frozen, onGpu });
  // Not null, because an optimizer was given.
  const { output } = clips ? compiled.train!.clipped : compiled.train!.plain;
  return {
    engineBytes: LIBRARY_BYTES,
    weightsBytes: bytesOfWeights(compiled),
    activationsBytes: (n) => bytesOfRun(compiled, output, n),
    maxBytes: Number.POSITIVE_INFINITY,
  };
}
