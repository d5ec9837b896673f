import type { Heap } from '#core/engines/wasm/kernels/heap.ts';
import { compileLayer, keptForBackward } from '#core/engines/wasm/layers/compile-layer.ts';
import type {
  GradientTarget,
  LayerContext,
  LayerProgram,
  Signal,
  Variable,
} from '#core/engines/wasm/layers/layer-program.ts';
import type { Architecture, Layer } from '#core/models/layers/architecture.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
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
  const shapes = inferShapes(architecture);
  const index = new Map(layers.map(({ name }, i) => [name, i]));
  const map = gradientBy === undefined ? null : index.get(gradientBy)!;
  const isDifferentiated = (i: number): boolean => training || (map !== null && i > map);
  const sources = layers.map(({ inputs }) => inputs.map((name) => index.get(name)!));
  const last = layers.length - 1;
  const backwardTime = (i: number): number => 2 * layers.length - i;
  const regions: Region[] = [];
  const always: Region[] = [];
  const create = (floats: number, from: number, to: number): Region => {
    const region = { floats, from, to, address: 0 };
    regions.push(region);
    return region;
  };

  const signals: Signal[] = layers.map(({ name }, i) => {
    const shape = shapes.get(name)!;
    return { shape, region: create(n * sizeOf(shape), i, i) };
  });
  const keep = (i: number, until: number): void => {
    signals[i].region.to = Math.max(signals[i].region.to, until);
  };
  layers.forEach((layer, i) => {
    const kept = keptForBackward(layer);
    const back = isDifferentiated(i);
    if (back && kept.output) keep(i, backwardTime(i));
    for (const source of sources[i]) keep(source, back && kept.inputs ? backwardTime(i) : i);
  });
  const keptLayer = keptName === undefined ? null : index.get(keptName)!;
  if (keptLayer !== null) keep(keptLayer, backwardTime(last));
  // The caller reads the map and its gradient after the backward pass.
  if (map !== null) keep(map, backwardTime(map));
  // The loss reads both after the forward pass.
  const [beforeLast] = sources[last];
  for (const i of [last, beforeLast]) keep(i, backwardTime(last));

  const needed = training ? layersThatLearn(layers, sources, variables) : layersFrom(map, sources);
  const gradients: (Region | null)[] = layers.map(() => null);
  const gradientTarget = (i: number, source: number): GradientTarget | null => {
    if (!isDifferentiated(i) || !needed[source]) return null;
    const existing = gradients[source];
    if (existing) return { region: existing, adding: true };
    const region = create(signals[source].region.floats, backwardTime(i), backwardTime(source));
    gradients[source] = region;
    return { region, adding: false };
  };
  const scratchOf =
    (i: number): LayerContext['scratch'] =>
    (floats, span) => {
      const end = isDifferentiated(i) ? backwardTime(i) : i;
      switch (span) {
        case 'forward':
          return create(floats, i, i);
        case 'backward':
          return create(floats, backwardTime(i), end);
        case 'kept':
          return create(floats, i, end);
        case 'always': {
          const region = create(floats, 0, 2 * layers.length);
          always.push(region);
          return region;
        }
      }
    };

  const programs: LayerProgram[] = [];
  // From the last layer to the first, because later layers create a layer's output gradient.
  for (let i = last; i >= 0; i--) {
    const layer = layers[i];
    if (frozen.has(layer.name) && gradients[i])
      throw new Error(`“${layer.name}” is frozen, but a layer before it is not: see BuildOptions.`);
    const context: LayerContext = {
      heap,
      n,
      // A frozen batch norm computes as in prediction: it uses its averages and does not update them.
      training: training && !(layer.kind === 'batch-norm' && frozen.has(layer.name)),
      inputs: sources[i].map((source) => signals[source]),
      output: signals[i],
      outputGradient: isDifferentiated(i) ? gradients[i] : null,
      inputGradients: sources[i].map((source) => gradientTarget(i, source)),
      weight: (suffix) => variables.find(({ name }) => name === `${layer.name}/${suffix}`),
      scratch: scratchOf(i),
      version,
      dropoutSeed,
    };
    programs[i] = compileLayer(layer, context, i === last);
  }
  const backwards = programs.toReversed().flatMap(({ backward }) => (backward ? [backward] : []));
  return {
    n,
    bytes: placeRegions(regions, options.start),
    input: signals[layers.findIndex(({ kind }) => kind === 'input')],
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

/** Whether a layer is `first` or depends on it; of none if `first` is null. */
function layersFrom(first: number | null, sources: readonly (readonly number[])[]): boolean[] {
  const depend: boolean[] = [];
  sources.forEach((inputs, i) => {
    depend[i] = i === first || inputs.some((source) => depend[source]);
  });
  return depend;
}

/** Whether a layer, or one before it, has trainable weights. Only these layers need the gradient of their output. */
function layersThatLearn(
  layers: readonly Layer[],
  sources: readonly (readonly number[])[],
  variables: readonly Variable[],
): boolean[] {
  const learn: boolean[] = [];
  layers.forEach(({ name }, i) => {
    learn[i] =
      variables.some((variable) => variable.trainable && variable.name.startsWith(`${name}/`)) ||
      sources[i].some((source) => learn[source]);
  });
  return learn;
}
