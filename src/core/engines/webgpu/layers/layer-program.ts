import type { PlannedLayer, GradientTarget as PlannedTarget } from '#core/engines/planning/pass-plan.ts';
import { GROUP_ITEMS, type Kernel, type KernelText } from '#core/engines/webgpu/kernels/kernel.ts';
import type { Products } from '#core/engines/webgpu/kernels/product.ts';

/** The arrays of a network that outlive a batch. Each is one buffer of the GPU. */
export type StoreName = 'weights' | 'statistics' | 'gradients' | 'slot0' | 'slot1';

/** A part of a store. */
export interface Stored {
  store: StoreName;
  /** In floats. */
  offset: number;
  floats: number;
}

/** `signal`: an array of the forward pass that layers pass on or keep for their backward pass. */
export type Role = 'signal' | 'other';

/** An array of a plan. It is needed from time `from` to time `to`, both included. Arrays of different times share memory. */
export interface Region {
  /** Number of values. */
  floats: number;
  role: Role;
  /** Stored as float16: see `half-regions.ts`. */
  half: boolean;
  from: number;
  to: number;
  /** Number of the plan's buffer that holds it. */
  buffer: number;
}

/** A part of an array of a plan; `offset` in floats, a multiple of 64. */
interface RegionPart {
  region: Region;
  offset: number;
  floats: number;
}

export type Operand = Region | RegionPart | Stored;

export function bytesOf(operand: Operand): number {
  return operand.floats * ('half' in operand && operand.half ? 2 : 4);
}

/** One call of a kernel; in a plan, of its text. */
export interface Dispatch<K extends Kernel | KernelText = Kernel> {
  kernel: K;
  /** In the order of the kernel's arrays. */
  operands: readonly Operand[];
  workgroups: number;
  /** Multiplications with an addition that the kernel carries out; 0 where they do not matter. */
  multiplyAdds: number;
}

/** A weight and where it is. */
export interface Variable {
  name: string;
  shape: number[];
  size: number;
  trainable: boolean;
  decays: boolean;
  value: Stored;
  /** Null if the network cannot train or the weight is not trainable. */
  gradient: Stored | null;
  /** One for each of the optimizer's slots. */
  slots: Stored[];
}

/** Where a layer's backward pass writes the gradient of one of its inputs. */
export type GradientTarget = PlannedTarget<Region>;

/** How long a scratch array keeps its content. */
type Span = 'forward' | 'backward' | 'kept';

/** The inputs from which a layer's program is made. */
export interface LayerContext extends PlannedLayer<Region> {
  /** How matrix products are computed. */
  products: Products;
  /** The layer's weight by the last part of its name; undefined where the layer has no such weight. */
  weight(suffix: string): Variable | undefined;
  /** An array for the layer's forward pass, for its backward pass, or from the forward to the backward pass. */
  scratch(floats: number, span: Span, role?: Role): Region;
}

/** A layer's two passes, as calls of kernels. No kernel depends on the number of clips. */
export interface LayerProgram {
  forward: Dispatch[];
  /** Not empty where an output gradient is planned: computes from it the gradients of the weights and of the inputs. */
  backward: Dispatch[];
}

/** A call of a kernel with one invocation for each of `count` items. */
export function forItems(
  kernel: Kernel,
  operands: readonly Operand[],
  count: number,
  multiplyAdds = 0,
): Dispatch {
  return { kernel, operands, workgroups: Math.ceil(count / GROUP_ITEMS), multiplyAdds };
}
