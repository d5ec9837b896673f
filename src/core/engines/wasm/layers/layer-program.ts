import type {
  PlannedLayer,
  Signal as PlannedSignal,
  GradientTarget as PlannedTarget,
} from '#core/engines/planning/pass-plan.ts';
import type { Heap } from '#core/engines/wasm/kernels/heap.ts';
import type { Region } from '#core/engines/wasm/memory-plan.ts';

/** A weight in the heap. Addresses are in bytes. */
export interface Variable {
  name: string;
  shape: number[];
  size: number;
  trainable: boolean;
  decays: boolean;
  value: number;
  /** 0 if the network cannot train or the weight is not trainable: a backward pass then computes none. */
  gradient: number;
  /** One for each of the optimizer's slots. */
  slots: number[];
}

/** Where a layer's backward pass writes the gradient of one of its inputs. */
export type GradientTarget = PlannedTarget<Region>;
/** An array of a layer for `n` clips. */
export type Signal = PlannedSignal<Region>;

/** How long a scratch array keeps its content: see {@link LayerContext.scratch}. */
type Span = 'forward' | 'backward' | 'kept' | 'always';

/** The inputs from which a layer's program is made. */
export interface LayerContext extends PlannedLayer<Region> {
  heap: Heap;
  /** The layer's weight by the last part of its name; undefined where the layer has no such weight. */
  weight(suffix: string): Variable | undefined;
  /**
   * An array for the layer's forward pass only, for its backward pass only, from the forward to the backward pass, or
   * for as long as the plan is active (zero when the plan becomes active).
   */
  scratch(floats: number, span: Span): Region;
  /** A number that changes when the weights change and when scratch arrays have lost their content. */
  version(): number;
  /** Seed of this step's dropout. */
  dropoutSeed(): readonly [number, number];
}

/** A layer's two passes. They allocate no memory; all of it is planned. */
export interface LayerProgram {
  forward(): void;
  /** Present where an output gradient is planned: computes from it the gradients of the weights and of the inputs. */
  backward?(): void;
}

/** Runs `write` if it has not run since the version changed; used for values derived from the weights. */
export function oncePerVersion(version: () => number, write: () => void): () => void {
  let written = -1;
  return () => {
    if (written === version()) return;
    write();
    written = version();
  };
}
