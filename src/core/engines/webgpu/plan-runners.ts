import { largestBatch, largestBatchInMemory, outOfMemory } from '#core/engines/memory-limits.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { GpuMemory } from './gpu-memory.ts';
import { compilePlan, type Plan, type PlanOptions } from './plan.ts';
import { PlanRunner } from './plan-runner.ts';
import type { PlacedVariables } from './variables.ts';

/** Clips that are predicted at once if the memory allows it. */
const PREDICTION_CLIPS = 32;
/** Number of cached plans. An epoch needs four: full batches and the last batch, in training and in evaluation. */
const CACHED_PLANS = 8;
const SMALLER_NETWORK = 'Choose a smaller network, or feature settings with fewer bands or frames.';

export type Pass = Omit<PlanOptions, 'n' | 'frozen' | 'products' | 'subgroups'>;

/** The plans of a network for batches of the sizes that it was given, and what runs them. The last few are kept. */
export class PlanRunners {
  readonly #memory: GpuMemory;
  readonly #architecture: Architecture;
  readonly #placed: PlacedVariables;
  readonly #frozen: ReadonlySet<string>;
  readonly #runners = new Map<string, PlanRunner>();
  #predictionClips = PREDICTION_CLIPS;

  constructor(
    memory: GpuMemory,
    architecture: Architecture,
    placed: PlacedVariables,
    frozen: ReadonlySet<string>,
  ) {
    this.#memory = memory;
    this.#architecture = architecture;
    this.#placed = placed;
    this.#frozen = frozen;
  }

  /** What runs batches of `n` clips. Throws {@link UserError} `out-of-memory` with the largest batch size that fits. */
  async exactly(n: number, pass: Pass): Promise<PlanRunner> {
    const runner = await this.#runner(n, pass);
    if (runner) return runner;
    const allowed = largestBatch(n - 1, (fewer) => this.#isAllowed(this.#compile(fewer, pass)));
    const clips = await largestBatchInMemory(allowed, (fewer) =>
      this.#memory.reserve(this.#compile(fewer, pass).buffers),
    );
    throw outOfMemory(
      `Training “${this.#architecture.name}” in batches of ${n}`,
      bytesOf(this.#compile(n, pass)),
      clips > 0 ? `Choose a batch size of at most ${clips}.` : SMALLER_NETWORK,
    );
  }

  /** For the next of `remaining` clips: for as many at once as fit into memory. Throws {@link UserError} `out-of-memory`. */
  async atMost(remaining: number, pass: Pass): Promise<PlanRunner> {
    for (let clips = Math.min(remaining, this.#predictionClips); clips > 0; clips >>= 1) {
      const runner = await this.#runner(clips, pass);
      if (runner) return runner;
      this.#predictionClips = Math.max(1, clips >> 1);
    }
    const bytes = bytesOf(this.#compile(1, pass));
    throw outOfMemory(`Predicting one clip with “${this.#architecture.name}”`, bytes, SMALLER_NETWORK);
  }

  /** Forgets all plans, whose pipelines would live as long as the network. */
  clear(): void {
    this.#runners.clear();
  }

  /** Null if there is not enough memory. */
  async #runner(n: number, pass: Pass): Promise<PlanRunner | null> {
    const key = JSON.stringify([n, pass]);
    const runner = this.#runners.get(key) ?? new PlanRunner(this.#memory, this.#compile(n, pass));
    if (!(await runner.prepare())) return null;
    const oldest = this.#runners.keys().next();
    if (this.#runners.size >= CACHED_PLANS && !this.#runners.has(key) && !oldest.done)
      this.#runners.delete(oldest.value);
    this.#runners.set(key, runner);
    return runner;
  }

  #isAllowed({ buffers }: Plan): boolean {
    return buffers[0] <= this.#memory.gpu.maxArrayBytes;
  }

  #compile(n: number, pass: Pass): Plan {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`A batch needs at least one clip, not ${n}.`);
    const { products, subgroups } = this.#memory.gpu;
    return compilePlan(this.#architecture, this.#placed, {
      ...pass,
      ...{ n, frozen: this.#frozen, products, subgroups },
    });
  }
}

/** The error of a network whose weights alone do not fit. */
export function weightsTooLarge({ name }: Architecture, placed: PlacedVariables, trains: boolean): Error {
  const bytes = 4 * [...placed.stores.values()].reduce((sum, floats) => sum + floats, 0);
  return outOfMemory(
    `${trains ? 'Training' : 'The network'} “${name}” without any clips`,
    bytes,
    SMALLER_NETWORK,
  );
}

function bytesOf({ buffers }: Plan): number {
  return buffers.reduce((sum, bytes) => sum + bytes, 0);
}
