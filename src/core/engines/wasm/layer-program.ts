import type { Heap } from './heap.ts';
import type { Region } from './memory-plan.ts';

/** A weight in the heap. Addresses in bytes. */
export interface Variable {
  name: string;
  shape: number[];
  size: number;
  trainable: boolean;
  decays: boolean;
  value: number;
  /** 0 where the network cannot train or the weight does not. */
  gradient: number;
  /** One for each of the optimizer's slots. */
  slots: number[];
}

/** Where a layer's backward pass puts the gradient of one of its inputs. */
export interface GradientTarget {
  region: Region;
  /** Another layer has put its share there already: add to it. */
  adding: boolean;
}

/** An array of a layer for `n` clips. */
export interface Signal {
  /** Of one clip. */
  shape: number[];
  region: Region;
}

/** How long a scratch array must keep its content: see {@link LayerContext.scratch}. */
export type Span = 'forward' | 'backward' | 'kept' | 'always';

/** What a layer's program is made from. */
export interface LayerContext {
  heap: Heap;
  n: number;
  training: boolean;
  inputs: Signal[];
  output: Signal;
  /** Gradient of the loss with respect to the output; null where no backward pass is planned. */
  outputGradient: Region | null;
  /** One for each input; null where nobody needs it. */
  inputGradients: (GradientTarget | null)[];
  /** The layer's weight by the last part of its name; undefined where it has none of that name. */
  weight(suffix: string): Variable | undefined;
  /**
   * An array for the layer's forward pass alone, for its backward pass alone, from the one to the other, or for as
   * long as the plan is in use (it is zero when the plan is taken into use).
   */
  scratch(floats: number, span: Span): Region;
  /** A number that changes with the weights and whenever scratch arrays have lost their content. */
  version(): number;
  /** Seeds this step's dropout. */
  dropoutSeed(): readonly [number, number];
}

/** A layer's two passes. They take no memory of the heap: all of it was planned. */
export interface LayerProgram {
  forward(): void;
  /** Present in training: fills the gradients of the weights and of the inputs from that of the output. */
  backward?(): void;
}

/** Runs `write` when it was not run since the version changed: for what is derived from the weights. */
export function oncePerVersion(version: () => number, write: () => void): () => void {
  let written = -1;
  return () => {
    if (written === version()) return;
    write();
    written = version();
  };
}
