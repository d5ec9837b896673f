import type { Architecture } from '../../models/architecture.ts';
import type { TrainingMemory, TrainingMemoryOptions } from '../training-memory.ts';
import { compileNetwork } from './compile-network.ts';
import { bytesOfRun, bytesOfWeights, LIBRARY_BYTES } from './memory-estimate.ts';

/** See `trainingMemory`. From the graph that would be run; TensorFlow itself is not needed. */
export function estimateTraining(
  architecture: Architecture,
  { optimizer, frozen, clips, onGpu }: TrainingMemoryOptions,
): TrainingMemory {
  const compiled = compileNetwork(architecture, { optimizer, frozen, onGpu });
  // There is one, for an optimizer was given.
  const { output } = clips ? compiled.train!.clipped : compiled.train!.plain;
  return {
    engineBytes: LIBRARY_BYTES,
    weightsBytes: bytesOfWeights(compiled),
    activationsBytes: (n) => bytesOfRun(compiled, output, n),
    mostBytes: Number.POSITIVE_INFINITY,
  };
}
