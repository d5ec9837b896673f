import { largestBatch, outOfMemory } from '#core/engines/memory-limits.ts';
import type { CompiledNetwork } from '#core/engines/tensorflow/compile/compile-network.ts';
import type { Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import { peakBytes } from '#core/engines/tensorflow/graph/live-memory.ts';

/** Memory of a process that has loaded TensorFlow and compiled a small network. */
export const LIBRARY_BYTES = 450e6;
/** A variable, and its initial values until they are written. */
const COPIES_OF_VARIABLES = 2;
/**
 * Additional memory for the kernels' work space and the allocator's gaps. With the two constants above, the estimates
 * for the thesis's networks at 8 and 32 clips are 0 to 20 % above the measured values.
 */
const WORKING_SHARE = 1.3;
const SMALLER_NETWORK = 'Choose a smaller network, or feature settings with fewer bands or frames.';

/** Bytes of resident memory that a process needs to run `output` of a compiled network with `n` clips. */
function estimateBytes(
  compiled: Pick<CompiledNetwork, 'variables' | 'operations'>,
  output: Tensor,
  n: number,
): number {
  return LIBRARY_BYTES + bytesOfWeights(compiled) + bytesOfRun(compiled, output, n);
}

/** The part of {@link estimateBytes} for the weights and the optimizer's slots, independent of the run. */
export function bytesOfWeights({ variables }: Pick<CompiledNetwork, 'variables'>): number {
  return COPIES_OF_VARIABLES * storedBytes(variables);
}

/** The part of {@link estimateBytes} that grows with the number of clips. */
export function bytesOfRun(
  { operations }: Pick<CompiledNetwork, 'operations'>,
  output: Tensor,
  n: number,
): number {
  return WORKING_SHARE * peakBytes(output, operations, n);
}

/**
 * How many of `clips` clips a run for `output` can process at once in `bytes` of memory. TensorFlow itself would be
 * killed when memory runs out. Throws {@link UserError} `out-of-memory` if fewer than `least` fit; the message gives
 * the largest possible batch size.
 */
export function fittingClips(
  compiled: Pick<CompiledNetwork, 'variables' | 'operations'>,
  output: Tensor,
  { what, clips, least, bytes }: { what: string; clips: number; least: number; bytes: number },
): number {
  const fitting = largestBatch(clips, (n) => estimateBytes(compiled, output, n) <= bytes);
  if (fitting >= least) return fitting;
  throw outOfMemory(
    what,
    estimateBytes(compiled, output, least),
    fitting > 0 ? `Choose a batch size of at most ${fitting}.` : SMALLER_NETWORK,
  );
}

/** Throws {@link UserError} `out-of-memory` if even the weights do not fit into `bytes`. */
export function requireMemoryForWeights(
  name: string,
  compiled: Pick<CompiledNetwork, 'variables'>,
  bytes: number,
): void {
  const needed = LIBRARY_BYTES + bytesOfWeights(compiled);
  if (needed > bytes) throw outOfMemory(`The network “${name}” without any clips`, needed, SMALLER_NETWORK);
}

/** The memory of the machine that this process may use, in bytes. */
export function usableBytes(): number {
  return process.availableMemory() + process.memoryUsage.rss();
}

function storedBytes(variables: CompiledNetwork['variables']): number {
  return variables.reduce((sum, { size }) => sum + size * 4, 0);
}
