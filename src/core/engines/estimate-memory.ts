import type { RunSettings } from '../../shared/runs.ts';
import type { Architecture } from '../models/architecture.ts';
import { countParameters } from '../models/weights.ts';
import type { Engine } from './engine.ts';
import { slotNames } from './optimizer-slots.ts';
import { detectGpus } from './tensorflow/runtime/gpu.ts';
import type { TrainingMemory, TrainingMemoryOptions } from './training-memory.ts';
import { largestBatch } from './wasm/memory-limits.ts';

const FLOAT_BYTES = 4;
/**
 * Of a training besides its engine: the thread that prepares batches, and what JavaScript leaves lying. With it the
 * estimates of whole runs were between 4 % below and 8 % above what was measured, on both engines.
 */
const RUN_BYTES = 60e6;

export interface MemoryQuestion {
  settings: Pick<RunSettings, 'optimizer' | 'clipNorm' | 'batchSize'>;
  /** As in `BuildOptions`. */
  frozen: ReadonlySet<string>;
  /** The most that the run may take; null: what this process can have now. */
  memoryBytes: number | null;
  /** The greatest batch that is of interest. */
  greatestBatch: number;
}

/** Bytes of memory that a run takes. */
export interface MemoryEstimate {
  /** Weights, what the optimizer keeps of each, and copies of both. */
  weightsBytes: number;
  /** What a batch needs on its way forward and back. */
  activationsBytes: number;
  /** Both, and the process with the engine's library. */
  totalBytes: number;
  /** Null where nobody can say: a GPU that does not tell. */
  availableBytes: number | null;
  /** The greatest batch that fits, at most the greatest of interest; null: not even one clip does. */
  largestBatch: number | null;
}

/** The memory of a whole run: the engine's own plan, and the copies of the weights that checkpoints need. */
export async function estimateMemory(
  engine: Engine,
  architecture: Architecture,
  { settings, frozen, memoryBytes, greatestBatch }: MemoryQuestion,
): Promise<MemoryEstimate> {
  const { optimizer, clipNorm, batchSize } = settings;
  const onGpu = engine.device !== 'cpu';
  const need = await trainingMemory(engine.name, architecture, {
    optimizer,
    frozen,
    clips: clipNorm > 0,
    onGpu,
  });
  // On a GPU they stay on this side.
  const copies = onGpu ? 0 : copiesBytes(architecture, settings);
  const weightsBytes = need.weightsBytes + copies;
  const engineBytes = need.engineBytes + (onGpu ? 0 : RUN_BYTES);
  const total = (n: number) => engineBytes + weightsBytes + need.activationsBytes(n);
  const available = memoryBytes ?? (onGpu ? await gpuBytes() : machineBytes());
  const fits = (n: number): boolean =>
    need.weightsBytes + need.activationsBytes(n) <= need.mostBytes &&
    (available === null || total(n) <= available);
  return {
    weightsBytes,
    activationsBytes: need.activationsBytes(batchSize),
    totalBytes: total(batchSize),
    // The engine's own limit is one as well: what lies beyond it cannot be had.
    availableBytes: available === null ? null : Math.min(available, engineBytes + copies + need.mostBytes),
    largestBatch: largestBatch(greatestBatch, fits) || null,
  };
}

/** The best weights so far; weights and slots as they are read for a checkpoint, until they are collected. */
function copiesBytes(architecture: Architecture, { optimizer }: MemoryQuestion['settings']): number {
  return (2 + slotNames(optimizer).length) * FLOAT_BYTES * countParameters(architecture).total;
}

/** What this process may have of the machine's memory. */
function machineBytes(): number {
  return process.availableMemory() + process.memoryUsage.rss();
}

/** Of the GPU that TensorFlow takes, the first. */
async function gpuBytes(): Promise<number | null> {
  const { gpus } = await detectGpus();
  const megabytes = gpus[0]?.memoryMegabytes ?? null;
  return megabytes === null ? null : megabytes * 2 ** 20;
}

/**
 * The memory of a training on an engine. Compiles the network, which takes a tenth of a second, so it belongs into a
 * compute process.
 * @throws UserError `invalid-architecture`, `input-too-small`.
 */
export async function trainingMemory(
  engine: Engine['name'],
  architecture: Architecture,
  options: TrainingMemoryOptions,
): Promise<TrainingMemory> {
  const { estimateTraining } =
    engine === 'tensorflow'
      ? await import('./tensorflow/training-memory.ts')
      : await import('./wasm/training-memory.ts');
  return estimateTraining(architecture, options);
}
