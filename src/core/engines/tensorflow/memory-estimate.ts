import { largestBatch, outOfMemory } from '../wasm/memory-limits.ts';
import type { CompiledNetwork } from './compile-network.ts';
import type { Tensor } from './graph/graph.ts';
import { peakBytes } from './graph/live-memory.ts';

/** Of a process that has loaded TensorFlow and compiled a small network. */
export const LIBRARY_BYTES = 450e6;
/** A variable, and its first values until they are written. */
const COPIES_OF_VARIABLES = 2;
/**
 * What the kernels need to work and the allocator leaves between. With the two above, the estimates for the thesis's
 * networks at 8 and 32 clips are between 0 and 20 % above what was measured.
 */
const WORKING_SHARE = 1.3;
const SMALLER_NETWORK = 'Choose a smaller network, or a recipe with fewer bands or frames.';

/** Bytes of resident memory that a process needs to run `output` of a compiled network with `n` clips. */
export function estimateBytes(
  compiled: Pick<CompiledNetwork, 'variables' | 'operations'>,
  output: Tensor,
  n: number,
): number {
  return LIBRARY_BYTES + bytesOfWeights(compiled) + bytesOfRun(compiled, output, n);
}

/** The share of {@link estimateBytes} that is there whatever is run: the weights and what the optimizer keeps of each. */
export function bytesOfWeights({ variables }: Pick<CompiledNetwork, 'variables'>): number {
  return COPIES_OF_VARIABLES * storedBytes(variables);
}

/** The share of {@link estimateBytes} that grows with the clips. */
export function bytesOfRun(
  { operations }: Pick<CompiledNetwork, 'operations'>,
  output: Tensor,
  n: number,
): number {
  return WORKING_SHARE * peakBytes(output, operations, n);
}

/**
 * How many of `clips` clips a run for `output` can take at once in `bytes` of memory; TensorFlow itself would be killed
 * when memory runs out. Throws {@link UserError} `out-of-memory` unless that is at least `least`, with the largest
 * batch that would fit.
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

/** Throws {@link UserError} `out-of-memory` where even the weights do not fit into `bytes`. */
export function requireRoomForWeights(
  name: string,
  compiled: Pick<CompiledNetwork, 'variables'>,
  bytes: number,
): void {
  const needed = LIBRARY_BYTES + bytesOfWeights(compiled);
  if (needed > bytes)
    throw outOfMemory(`The network “${name}”, without any clips yet,`, needed, SMALLER_NETWORK);
}

/** What this process may use of the machine's memory. */
export function usableBytes(): number {
  return process.availableMemory() + process.memoryUsage.rss();
}

function storedBytes(variables: CompiledNetwork['variables']): number {
  return variables.reduce((sum, { size }) => sum + size * 4, 0);
}
