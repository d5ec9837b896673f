import { slotNames } from '#core/engines/optimizer-slots.ts';
import type { Architecture, Layer } from '#core/models/layers/architecture.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import type { ProductMode } from './kernels/product.ts';
import { compileLayer, keptForBackward, passesOn } from './layers/compile-layer.ts';
import type {
  Dispatch,
  GradientTarget,
  LayerContext,
  LayerProgram,
  Region,
  Signal,
} from './layers/layer-program.ts';
import { crossEntropy } from './loss.ts';
import { shareBuffers } from './shared-buffers.ts';
import { clipping, normFloats, update } from './update.ts';
import type { PlacedVariables } from './variables.ts';

/** A network's passes for batches of one size: calls of kernels in their order, and a buffer for each of their arrays. */
export interface Plan {
  n: number;
  /** Sizes of the buffers in floats, in decreasing order. */
  buffers: number[];
  input: Region;
  /** `[n, classes]` targets, then `[n]` weights of the clips; null without training. */
  labels: Region | null;
  dispatches: Dispatch[];
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
  /** A training step with this optimizer; `clips`: whether gradients are clipped. */
  training?: { optimizer: OptimizerSettings; clips: boolean };
  /** The layer by whose output a prediction is differentiated. Weights get no gradients. */
  gradientBy?: string;
  /** A layer whose output is read. */
  kept?: string;
  /** As in `BuildOptions`. */
  frozen: ReadonlySet<string>;
  products: ProductMode;
}

/**
 * Compiles a network for batches of `n` clips. Layer i runs forward at time i and backward at time 2L − i; the update of the weights is at
 * time 2L + 1. Arrays that are used at different times share buffers. Allocates nothing.
 * @throws UserError `invalid-architecture`.
 */
export function compilePlan(architecture: Architecture, placed: PlacedVariables, options: PlanOptions): Plan {
  const { layers } = architecture;
  const { n, training, gradientBy, kept: keptName, frozen, products } = options;
  const trains = training !== undefined;
  const shapes = inferShapes(architecture);
  const index = new Map(layers.map(({ name }, i) => [name, i]));
  const map = gradientBy === undefined ? null : index.get(gradientBy)!;
  const isDifferentiated = (i: number): boolean => trains || (map !== null && i > map);
  const sources = layers.map(({ inputs }) => inputs.map((name) => index.get(name)!));
  const last = layers.length - 1;
  const backwardTime = (i: number): number => 2 * layers.length - i;
  const end = backwardTime(0) + 1;
  const regions: Region[] = [];
  const create = (floats: number, from: number, to: number): Region => {
    const region = { floats, from, to, buffer: -1 };
    regions.push(region);
    return region;
  };
  const extend = (region: Region, until: number): void => {
    region.to = Math.max(region.to, until);
  };
  const variables = new Map(placed.variables.map((variable) => [variable.name, variable]));

  const signals: Signal[] = [];
  layers.forEach((layer, i) => {
    const shape = shapes.get(layer.name)!;
    const region = passesOn(layer, trains) ? signals[sources[i][0]].region : create(n * sizeOf(shape), i, i);
    signals.push({ shape, region });
  });
  const input = signals[layers.findIndex(({ kind }) => kind === 'input')].region;
  // The caller writes it before the pass.
  input.from = 0;
  const keep = (i: number, until: number): void => extend(signals[i].region, until);
  layers.forEach((layer, i) => {
    const kept = keptForBackward(layer);
    const back = isDifferentiated(i);
    keep(i, back && kept.output ? backwardTime(i) : i);
    for (const source of sources[i]) keep(source, back && kept.inputs ? backwardTime(i) : i);
  });
  const [beforeLast] = sources[last];
  const keptLayer = keptName === undefined ? null : index.get(keptName)!;
  // What is read after the last call.
  for (const i of [trains ? null : last, keptLayer, map]) if (i !== null) keep(i, end);
  keep(beforeLast, backwardTime(last));

  const needed = trains ? layersThatLearn(layers, sources, placed) : layersFrom(map, sources);
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
      const after = isDifferentiated(i) ? backwardTime(i) : i;
      return create(floats, span === 'backward' ? after : i, span === 'forward' ? i : after);
    };

  const programs: LayerProgram[] = [];
  // From the last layer to the first, because later layers create a layer's output gradient.
  for (let i = last; i >= 0; i--) {
    const layer = layers[i];
    const outputGradient = isDifferentiated(i) ? gradients[i] : null;
    if (frozen.has(layer.name) && gradients[i])
      throw new Error(`“${layer.name}” is frozen, but a layer before it is not: see BuildOptions.`);
    const [first] = sources[i];
    if (passesOn(layer, trains) && outputGradient && needed[first] && gradients[first] === null) {
      gradients[first] = outputGradient;
      extend(outputGradient, backwardTime(first));
      programs[i] = { forward: [], backward: [] };
      continue;
    }
    programs[i] = compileLayer(
      layer,
      {
        n,
        products,
        // A frozen batch norm computes as in prediction: it uses its averages and does not update them.
        training: trains && !(layer.kind === 'batch-norm' && frozen.has(layer.name)),
        inputs: sources[i].map((source) => signals[source]),
        output: signals[i],
        outputGradient,
        inputGradients: sources[i].map((source) => gradientTarget(i, source)),
        weight: (suffix) => variables.get(`${layer.name}/${suffix}`),
        scratch: scratchOf(i),
      },
      i === last,
    );
  }
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
  return {
    n,
    buffers: shareBuffers(regions),
    input,
    labels: step?.labels ?? null,
    dispatches: [...forward, ...loss, ...backward, ...updating],
    results: {
      output: signals[last].region,
      step: step?.result ?? null,
      map: map === null ? null : { values: signals[map].region, gradients: gradients[map]! },
      kept: keptLayer === null ? null : signals[keptLayer].region,
    },
    logitGradients: given,
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
  { variables }: PlacedVariables,
): boolean[] {
  const trainable = new Set(
    variables.flatMap(({ name, gradient }) => (gradient ? [name.slice(0, name.lastIndexOf('/'))] : [])),
  );
  const learn: boolean[] = [];
  layers.forEach(({ name }, i) => {
    learn[i] = trainable.has(name) || sources[i].some((source) => learn[source]);
  });
  return learn;
}
