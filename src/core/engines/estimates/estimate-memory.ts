import { type Engine, requireStorage } from '#core/engines/engine.ts';
import { largestBatch } from '#core/engines/memory-limits.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { detectGpus } from '#core/engines/tensorflow/native/gpu.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { TrainingMemory, TrainingMemoryOptions } from './training-memory.ts';

const FLOAT_BYTES = 4;
/**
 * Memory of a training besides its engine: the thread that prepares batches, and JavaScript objects before garbage
 * collection. With it, the estimates of whole runs were between 4 % below and 8 % above the measured values, on both
 * engines.
 */
const RUN_BYTES = 60e6;

export interface MemoryQuestion {
  settings: Pick<RunSettings, 'optimizer' | 'clipNorm' | 'batchSize' | 'storage'>;
  /** As in `BuildOptions`. */
  frozen: ReadonlySet<string>;
  /** Limit of main memory for the run in bytes; null: the memory that this process can use now. */
  memoryBytes: number | null;
  /** The largest batch size to consider. */
  maxBatch: number;
}

/** Bytes of memory that a run needs. */
export interface MemoryEstimate {
  /** Weights, the optimizer's slots, and copies of both. */
  weightsBytes: number;
  /** Activations and gradients of a batch. */
  activationsBytes: number;
  /** Both, and the process with the engine's library. */
  totalBytes: number;
  /** Null where it is unknown, for example for a GPU that does not report it. */
  availableBytes: number | null;
  /** The largest batch size that fits, at most `maxBatch`; null: not even one clip fits. */
  largestBatch: number | null;
  /** The largest array, and the largest that the GPU can have; absent: there is no such limit. */
  arrays?: { largestBytes: number; maxBytes: number };
}

/**
 * The memory of a whole run: the engine's own plan, and the copies of the weights for checkpoints.
 * @throws UserError `invalid-settings` if the engine has no such storage, and the errors of {@link trainingMemory}.
 */
export async function estimateMemory(
  engine: Engine,
  architecture: Architecture,
  { settings, frozen, memoryBytes, maxBatch }: MemoryQuestion,
): Promise<MemoryEstimate> {
  const { optimizer, clipNorm, batchSize, storage } = settings;
  requireStorage(engine.name, storage);
  const inMainMemory = engine.device === 'cpu' || engine.memoryLimits?.inMainMemory === true;
  const need = await trainingMemory(engine.name, architecture, {
    optimizer,
    frozen,
    clips: clipNorm > 0,
    onGpu: !inMainMemory,
    storage,
  });
  // On a GPU the copies stay in main memory.
  const copies = inMainMemory ? copiesBytes(architecture, settings) : 0;
  const weightsBytes = need.weightsBytes + copies;
  const engineBytes = need.engineBytes + (inMainMemory ? RUN_BYTES : 0);
  const largestArray = need.largestArrayBytes ?? (() => 0);
  const maxArrayBytes = engine.memoryLimits?.maxArrayBytes ?? Number.POSITIVE_INFINITY;
  const total = (n: number) => engineBytes + weightsBytes + need.activationsBytes(n);
  const available = (inMainMemory ? memoryBytes : null) ?? (await deviceBytes(engine));
  const fits = (n: number): boolean =>
    need.weightsBytes + need.activationsBytes(n) <= need.maxBytes &&
    largestArray(n) <= maxArrayBytes &&
    (available === null || total(n) <= available);
  return {
    weightsBytes,
    activationsBytes: need.activationsBytes(batchSize),
    totalBytes: total(batchSize),
    // The engine's own limit counts too: it cannot use more memory.
    availableBytes: available === null ? null : Math.min(available, engineBytes + copies + need.maxBytes),
    largestBatch: largestBatch(maxBatch, fits) || null,
    ...(engine.memoryLimits && {
      arrays: { largestBytes: largestArray(batchSize), maxBytes: maxArrayBytes },
    }),
  };
}

/**
 * The best weights so far, and the weights and slots that are read for a checkpoint, until they are garbage-collected.
 */
function copiesBytes(architecture: Architecture, { optimizer }: MemoryQuestion['settings']): number {
  return (2 + slotNames(optimizer).length) * FLOAT_BYTES * countParameters(architecture).total;
}

/** The machine's memory that this process may use. */
function machineBytes(): number {
  return process.availableMemory() + process.memoryUsage.rss();
}

/** The memory of the engine's device; null if it is unknown, as WebGPU tells it of no GPU. */
async function deviceBytes({ name, device, memoryLimits }: Engine): Promise<number | null> {
  if (device === 'cpu' || memoryLimits?.inMainMemory) return machineBytes();
  return name === 'webgpu' ? null : gpuBytes();
}

/** The memory of the first GPU, which TensorFlow uses. */
async function gpuBytes(): Promise<number | null> {
  const { gpus } = await detectGpus();
  const megabytes = gpus[0]?.memoryMegabytes ?? null;
  return megabytes === null ? null : megabytes * 2 ** 20;
}

const ESTIMATES: Record<
  Engine['name'],
  () => Promise<{ estimateTraining(network: Architecture, options: TrainingMemoryOptions): TrainingMemory }>
> = {
  tensorflow: () => import('#core/engines/tensorflow/training-memory.ts'),
  wasm: () => import('#core/engines/wasm/training-memory.ts'),
  webgpu: () => import('#core/engines/webgpu/training-memory.ts'),
};

/**
 * The memory of a training on an engine. It compiles the network, which takes a tenth of a second, so call it in a job
 * process.
 * @throws UserError `invalid-architecture`, `input-too-small`.
 */
export async function trainingMemory(
  engine: Engine['name'],
  architecture: Architecture,
  options: TrainingMemoryOptions,
): Promise<TrainingMemory> {
  const { estimateTraining } = await ESTIMATES[engine]();
  return estimateTraining(architecture, options);
}
