/**
 * The walk that the engines with own kernels share: which arrays a forward and a backward pass need, from when to when, and the
 * passes of each layer. Layer i runs forward at time i and backward at time 2L − i.
 */
import type { Architecture, Layer } from '#core/models/layers/architecture.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf } from '#core/models/layers/weights.ts';

/** An array that is needed from time `from` to time `to`, both included. */
export interface TimedArray {
  floats: number;
  from: number;
  to: number;
}

/** An array of a layer for `n` clips. */
export interface Signal<R extends TimedArray> {
  /** For one clip. */
  shape: number[];
  region: R;
}

/** Where a layer's backward pass writes the gradient of one of its inputs. */
export interface GradientTarget<R extends TimedArray> {
  region: R;
  /** Another layer has already written its part: add to it. */
  adding: boolean;
}

/** What is planned around a layer. */
export interface PlannedLayer<R extends TimedArray> {
  n: number;
  /** False for a frozen batch norm, which computes as in prediction: it uses its averages and does not update them. */
  training: boolean;
  inputs: Signal<R>[];
  output: Signal<R>;
  /** Gradient of the loss with respect to the output; null where no backward pass is planned. */
  outputGradient: R | null;
  /** One for each input; null where it is not needed. */
  inputGradients: (GradientTarget<R> | null)[];
}

/** When a layer runs. `backward`: its forward time where no backward pass is planned. */
export interface LayerTimes {
  forward: number;
  backward: number;
}

/** The layers and times that matter for reading. */
interface ReadPlan {
  last: number;
  /** The layer that gives the logits. */
  beforeLast: number;
  /** When the loss is computed: the backward time of the last layer. */
  lossTime: number;
  /** After the last backward pass. */
  end: number;
}

export interface PassOptions<R extends TimedArray, P> {
  n: number;
  trains: boolean;
  /** The layer by whose output a prediction is differentiated: its plan then has a backward pass to that layer. */
  gradientBy?: string;
  /** As in `BuildOptions`. */
  frozen: ReadonlySet<string>;
  /** Whether a layer has weights that learn. */
  learns(layer: string): boolean;
  /** `role`: whether it is the output of a layer or a gradient by one. */
  create(floats: number, from: number, to: number, role: 'signal' | 'other'): R;
  /** Which arrays of the forward pass a layer's backward pass reads. */
  keptForBackward(layer: Layer): { inputs: boolean; output: boolean };
  /** Layers whose output and input are one array. Absent: none. */
  passesOn?(layer: Layer): boolean;
  /** Until when the engine reads the output of a layer besides; undefined: no longer than the layers need it. */
  readUntil(index: number, plan: ReadPlan): number | undefined;
  /** The passes of a layer. `planned` null: a layer that passes on its input and its gradient. */
  make(layer: Layer, planned: PlannedLayer<R> | null, times: LayerTimes): P;
}

export interface PassPlan<R extends TimedArray, P> {
  /** One for each layer, as the others. */
  signals: Signal<R>[];
  gradients: (R | null)[];
  programs: P[];
  input: number;
  last: number;
  /** The layer that gives the logits. */
  beforeLast: number;
  /** The layer `gradientBy`. */
  map: number | null;
  backwardTime(index: number): number;
}

/**
 * Plans the passes of a network. Allocates nothing: `create` only notes an array.
 * @throws UserError the errors of `make` and of inferring shapes.
 */
export function planPasses<R extends TimedArray, P>(
  architecture: Architecture,
  options: PassOptions<R, P>,
): PassPlan<R, P> {
  const { layers } = architecture;
  const { n, trains, gradientBy, frozen, create, passesOn = () => false } = options;
  const shapes = inferShapes(architecture);
  const index = new Map(layers.map(({ name }, i) => [name, i]));
  const map = gradientBy === undefined ? null : index.get(gradientBy)!;
  const isDifferentiated = (i: number): boolean => trains || (map !== null && i > map);
  const sources = layers.map(({ inputs }) => inputs.map((name) => index.get(name)!));
  const last = layers.length - 1;
  const [beforeLast] = sources[last];
  const backwardTime = (i: number): number => 2 * layers.length - i;

  const signals: Signal<R>[] = [];
  layers.forEach((layer, i) => {
    const shape = shapes.get(layer.name)!;
    const region = passesOn(layer)
      ? signals[sources[i][0]].region
      : create(n * sizeOf(shape), i, i, 'signal');
    signals.push({ shape, region });
  });
  const keep = (i: number, until: number): void => extend(signals[i].region, until);
  layers.forEach((layer, i) => {
    const kept = options.keptForBackward(layer);
    const back = isDifferentiated(i);
    keep(i, back && kept.output ? backwardTime(i) : i);
    for (const source of sources[i]) keep(source, back && kept.inputs ? backwardTime(i) : i);
    const until = options.readUntil(i, {
      last,
      beforeLast,
      lossTime: backwardTime(last),
      end: backwardTime(0) + 1,
    });
    if (until !== undefined) keep(i, until);
  });

  const needed = dependents(sources, trains ? (i) => options.learns(layers[i].name) : (i) => i === map);
  const gradients: (R | null)[] = layers.map(() => null);
  const gradientTarget = (i: number, source: number): GradientTarget<R> | null => {
    if (!isDifferentiated(i) || !needed[source]) return null;
    const existing = gradients[source];
    if (existing) return { region: existing, adding: true };
    const region = create(signals[source].region.floats, backwardTime(i), backwardTime(source), 'other');
    gradients[source] = region;
    return { region, adding: false };
  };

  const programs: P[] = [];
  // From the last layer to the first, because later layers create a layer's output gradient.
  for (let i = last; i >= 0; i--) {
    const layer = layers[i];
    if (frozen.has(layer.name) && gradients[i])
      throw new Error(`“${layer.name}” is frozen, but a layer before it is not: see BuildOptions.`);
    const outputGradient = isDifferentiated(i) ? gradients[i] : null;
    const times = { forward: i, backward: isDifferentiated(i) ? backwardTime(i) : i };
    const [first] = sources[i];
    if (passesOn(layer) && outputGradient && needed[first] && gradients[first] === null) {
      gradients[first] = outputGradient;
      extend(outputGradient, backwardTime(first));
      programs[i] = options.make(layer, null, times);
      continue;
    }
    const planned = {
      n,
      training: trains && !(layer.kind === 'batch-norm' && frozen.has(layer.name)),
      inputs: sources[i].map((source) => signals[source]),
      output: signals[i],
      outputGradient,
      inputGradients: sources[i].map((source) => gradientTarget(i, source)),
    };
    programs[i] = options.make(layer, planned, times);
  }
  const input = layers.findIndex(({ kind }) => kind === 'input');
  return { signals, gradients, programs, input, last, beforeLast, map, backwardTime };
}

/** Lets an array be needed until this time at least. */
export function extend(region: TimedArray, until: number): void {
  region.to = Math.max(region.to, until);
}

/** Whether a layer, or one before it, is marked. Only these layers need the gradient of their output. */
function dependents(
  sources: readonly (readonly number[])[],
  isMarked: (index: number) => boolean,
): boolean[] {
  const depend: boolean[] = [];
  sources.forEach((inputs, i) => {
    depend[i] = isMarked(i) || inputs.some((source) => depend[source]);
  });
  return depend;
}
