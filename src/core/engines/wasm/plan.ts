import { makeLayer } from '#core/engines/planning/layer-makers.ts';
import { type LayerTimes, planPasses } from '#core/engines/planning/pass-plan.ts';
import type { Heap } from '#core/engines/wasm/kernels/heap.ts';
import { keptForBackward, LAYER_MAKERS } from '#core/engines/wasm/layers/compile-layer.ts';
import type {
  LayerContext,
  LayerProgram,
  Signal,
  Variable,
} from '#core/engines/wasm/layers/layer-program.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { placeRegions, type Region } from './memory-plan.ts';

/** A network's passes for batches of one size, with an address in the heap for every array. */
export interface Plan {
  n: number;
  /** Size that the heap needs before the plan is used. */
  bytes: number;
  input: Signal;
  /** The input of the last layer. */
  logits: Region;
  logitGradients: Region | null;
  output: Signal;
  /** The output of the layer `gradientBy`, and the gradient by it; both are valid after the backward pass. */
  map: { values: Region; gradients: Region } | null;
  /** The output of the layer `kept`; valid after the forward pass. */
  kept: Region | null;
  forward(): void;
  /** Computes the gradients of all weights, or by a layer's output, from the gradient of the last layer's input. */
  backward(): void;
  /** Prepares the plan after another plan has overwritten its arrays. */
  begin(): void;
}

export interface PlanOptions {
  n: number;
  training: boolean;
  /**
   * The layer by whose output a prediction is differentiated: the plan then has a backward pass to it without training.
   * Weights get no gradients.
   */
  gradientBy?: string;
  /** A layer whose output stays readable after the forward pass. */
  kept?: string;
  /** Address after the weights. */
  start: number;
  /** Version of the weights; see {@link LayerContext.version}. */
  version(): number;
  dropoutSeed(): readonly [number, number];
  /** As in {@link BuildOptions}. */
  frozen: ReadonlySet<string>;
}

/**
 * Compiles a network for batches of `n` clips. Layer i runs forward at time i and backward at time 2L − i. Arrays that
 * are used at different times share memory. Allocates nothing.
 * @throws UserError `invalid-architecture`.
 */
export function compilePlan(
  architecture: Architecture,
  variables: readonly Variable[],
  heap: Heap,
  options: PlanOptions,
): Plan {
  const { layers } = architecture;
  const { n, training, gradientBy, kept: keptName, version, dropoutSeed, frozen } = options;
  const indexOf = (name: string | undefined) =>
    name === undefined ? null : layers.findIndex((layer) => layer.name === name);
  const [keptLayer, mapLayer] = [indexOf(keptName), indexOf(gradientBy)];
  const backwardTime = (i: number): number => 2 * layers.length - i;
  const regions: Region[] = [];
  const always: Region[] = [];
  const create = (floats: number, from: number, to: number): Region => {
    const region = { floats, from, to, address: 0 };
    regions.push(region);
    return region;
  };
  const scratch =
    ({ forward, backward }: LayerTimes): LayerContext['scratch'] =>
    (floats, span) => {
      switch (span) {
        case 'forward':
          return create(floats, forward, forward);
        case 'backward':
          return create(floats, backward, backward);
        case 'kept':
          return create(floats, forward, backward);
        case 'always': {
          const region = create(floats, 0, 2 * layers.length);
          always.push(region);
          return region;
        }
      }
    };

  const { signals, gradients, programs, input, last, beforeLast, map } = planPasses<Region, LayerProgram>(
    architecture,
    {
      ...{ n, trains: training, gradientBy, frozen, create, keptForBackward },
      learns: (name) =>
        variables.some((variable) => variable.trainable && variable.name.startsWith(`${name}/`)),
      readUntil: (i, plan) => {
        // The loss reads both after the forward pass, and the caller reads the kept output.
        if (i === plan.last || i === plan.beforeLast || i === keptLayer) return plan.lossTime;
        // The caller reads the map and its gradient after the backward pass.
        return i === mapLayer ? backwardTime(i) : undefined;
      },
      make: (layer, planned, times) =>
        makeLayer(
          LAYER_MAKERS,
          layer,
          {
            // Without layers that pass on their input, all are planned.
            ...planned!,
            ...{ heap, version, dropoutSeed },
            weight: (suffix) => variables.find(({ name }) => name === `${layer.name}/${suffix}`),
            scratch: scratch(times),
          },
          times.forward === layers.length - 1,
        ),
    },
  );
  const backwards = programs.toReversed().flatMap(({ backward }) => (backward ? [backward] : []));
  return {
    n,
    bytes: placeRegions(regions, options.start),
    input: signals[input],
    logits: signals[beforeLast].region,
    logitGradients: gradients[beforeLast],
    output: signals[last],
    map: map === null ? null : { values: signals[map].region, gradients: gradients[map]! },
    kept: keptLayer === null ? null : signals[keptLayer].region,
    forward: () => {
      for (const { forward } of programs) forward();
    },
    backward: () => {
      for (const backward of backwards) backward();
    },
    begin: () => {
      for (const { address, floats } of always) heap.fill(address, floats, 0);
    },
  };
}
