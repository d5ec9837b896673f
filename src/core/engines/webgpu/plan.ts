import { slotNames } from '#core/engines/optimizer-slots.ts';
import { makeLayer } from '#core/engines/planning/layer-makers.ts';
import { extend, type LayerTimes, planPasses } from '#core/engines/planning/pass-plan.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import type { Storage } from '#shared/settings/storage.ts';
import { storeAsHalves } from './half-regions.ts';
import type { KernelText } from './kernels/kernel.ts';
import type { Products } from './kernels/product.ts';
import { keptForBackward, LAYER_MAKERS, passesOn } from './layers/compile-layer.ts';
import type { Dispatch, LayerContext, LayerProgram, Region, Role } from './layers/layer-program.ts';
import { crossEntropy } from './loss.ts';
import { shareBuffers } from './shared-buffers.ts';
import { clipping, normFloats, update } from './update.ts';
import type { PlacedVariables } from './variables.ts';

/** A network's passes for batches of one size: calls of kernels in their order, and a buffer for each of their arrays. */
export interface Plan {
  n: number;
  /** Sizes of the buffers in bytes, in decreasing order. */
  buffers: number[];
  input: Region;
  /** `[n, classes]` targets, then `[n]` weights of the clips; null without training. */
  labels: Region | null;
  dispatches: Dispatch<KernelText>[];
  /** Arrays to read after the last call. */
  results: {
    output: Region;
    /** The loss and the number of correct clips. */
    step: Region | null;
    /** The output of the layer `gradientBy`, and the gradient by it. */
    map: { values: Region; gradients: Region } | null;
    /** The output of the layer `kept`. */
    kept: Region | null;
  };
  /** The gradient by the logits, which the caller writes before the pass; null unless `gradientBy` is given. */
  logitGradients: Region | null;
}

export interface PlanOptions {
  n: number;
  /**
   * A training step with this optimizer; `clips`: whether gradients are clipped; `storage`: of the signals. A prediction stores float32
   * only, as it keeps nothing for a backward pass.
   */
  training?: { optimizer: OptimizerSettings; clips: boolean; storage: Storage };
  /** The layer by whose output a prediction is differentiated. Weights get no gradients. */
  gradientBy?: string;
  /** A layer whose output is read. */
  kept?: string;
  /** As in `BuildOptions`. */
  frozen: ReadonlySet<string>;
  products: Products;
  /** Whether the GPU has subgroups. */
  subgroups: boolean;
}

/**
 * Compiles a network for batches of `n` clips. Layer i runs forward at time i and backward at time 2L − i; the update of the weights is at
 * time 2L + 1. Arrays that are used at different times share buffers. Allocates nothing.
 * @throws UserError `invalid-architecture`.
 */
export function compilePlan(architecture: Architecture, placed: PlacedVariables, options: PlanOptions): Plan {
  const { layers } = architecture;
  const { n, training, gradientBy, kept: keptName, frozen, products, subgroups } = options;
  const trains = training !== undefined;
  const keptLayer = keptName === undefined ? null : layers.findIndex(({ name }) => name === keptName);
  const regions: Region[] = [];
  const create = (floats: number, from: number, to: number, role: Role = 'other'): Region => {
    const region = { floats, from, to, role, half: false, buffer: -1 };
    regions.push(region);
    return region;
  };
  const scratch =
    ({ forward, backward }: LayerTimes): LayerContext['scratch'] =>
    (floats, span, role) =>
      create(floats, span === 'backward' ? backward : forward, span === 'forward' ? forward : backward, role);
  const variables = new Map(placed.variables.map((variable) => [variable.name, variable]));
  const learning = new Set(
    placed.variables.flatMap(({ name, gradient }) =>
      gradient ? [name.slice(0, name.lastIndexOf('/'))] : [],
    ),
  );
  const { signals, gradients, programs, input, last, beforeLast, map, backwardTime } = planPasses<
    Region,
    LayerProgram
  >(architecture, {
    ...{ n, trains, gradientBy, frozen, create, keptForBackward },
    passesOn: (layer) => passesOn(layer, trains),
    learns: (name) => learning.has(name),
    readUntil: (i, plan) => {
      // What is read after the last call.
      if ((i === plan.last && !trains) || i === keptLayer || layers[i].name === gradientBy) return plan.end;
      return i === plan.beforeLast ? plan.lossTime : undefined;
    },
    make: (layer, planned, times) =>
      planned === null
        ? { forward: [], backward: [] }
        : makeLayer(
            LAYER_MAKERS,
            layer,
            {
              ...planned,
              products,
              weight: (suffix) => variables.get(`${layer.name}/${suffix}`),
              scratch: scratch(times),
            },
            times.forward === layers.length - 1,
          ),
  });
  const end = backwardTime(0) + 1;
  // The caller writes it before the pass.
  signals[input].region.from = 0;
  // In training, the loss computes the probabilities.
  const forward = programs.slice(0, trains ? last : undefined).flatMap((program) => program.forward);
  const backward = programs.toReversed().flatMap((program) => program.backward);
  const classes = sizeOf(signals[last].shape);
  const time = backwardTime(last);
  const step = trains
    ? {
        labels: create(n * (classes + 1), 0, time),
        rows: create(2 * n, time, time),
        result: create(2, time, end),
      }
    : null;
  const loss =
    step === null
      ? []
      : crossEntropy({
          ...step,
          n,
          classes,
          logits: signals[beforeLast].region,
          logitGradients: gradients[beforeLast],
        });
  const updating: Dispatch[] = [];
  if (training && placed.trainable.floats > 0) {
    const stores = (['slot0', 'slot1'] as const).slice(0, slotNames(training.optimizer).length);
    const factor = training.clips ? create(1, end, end) : null;
    if (factor)
      updating.push(...clipping(placed.trainable, create(normFloats(placed.trainable), end, end), factor));
    updating.push(...update(placed.trainable, training.optimizer, stores, factor));
  }
  // The caller writes the gradient by the logits before the pass.
  const given = map === null ? null : gradients[beforeLast];
  if (given) given.from = 0;
  if (map !== null) extend(gradients[map]!, end);
  const dispatches = [...forward, ...loss, ...backward, ...updating];
  if (training?.storage === 'float16') storeAsHalves(regions, dispatches, [signals[input].region]);
  return {
    n,
    buffers: shareBuffers(regions),
    input: signals[input].region,
    labels: step?.labels ?? null,
    dispatches: dispatches.map((dispatch) => {
      const halves = dispatch.operands.map((operand) => 'half' in operand && operand.half);
      return { ...dispatch, kernel: dispatch.kernel.text({ halves, subgroups }) };
    }),
    results: {
      output: signals[last].region,
      step: step?.result ?? null,
      map: map === null ? null : { values: signals[map].region, gradients: gradients[map]! },
      kept: keptLayer === null ? null : signals[keptLayer].region,
    },
    logitGradients: given,
  };
}
