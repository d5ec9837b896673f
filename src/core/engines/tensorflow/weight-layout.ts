import type { Architecture } from '../../models/architecture.ts';
import { inferShapes } from '../../models/shapes.ts';
import { sizeOf, type WeightSpec, weightSpecs } from '../../models/weights.ts';

/** Where a weight lies: `size` values from `offset` in a variable of the session. */
export interface WeightPlace {
  spec: WeightSpec;
  offset: number;
  size: number;
}

/**
 * A variable of the session. Kernels have one each; the biases, gammas and betas of the whole network share one, and
 * so do the moving averages of one momentum: hundreds of short arrays would cost more in calls than in arithmetic.
 */
export interface Storage {
  name: string;
  shape: number[];
  decays: boolean;
  weights: WeightPlace[];
}

/** The batch norms of one momentum. Their storage holds all means, then all variances, in the order of `layers`. */
export interface AverageStorage extends Storage {
  momentum: number;
  /** Sorted by `places`, the number of values that a clip gives to each channel's mean. */
  layers: { name: string; channels: number; places: number }[];
}

export interface WeightLayout {
  /** In Keras's order. */
  specs: WeightSpec[];
  /** Kernels, then the vectors. */
  trainable: Storage[];
  averages: AverageStorage[];
  /** All of the frozen layers, their averages as well. */
  frozen: Storage[];
}

/** `frozen`: names of layers. Throws what `weightSpecs` throws. */
export function layOutWeights(architecture: Architecture, frozen: ReadonlySet<string>): WeightLayout {
  const specs = weightSpecs(architecture);
  const free = specs.filter(({ layer }) => !frozen.has(layer));
  const fixed = specs.filter(({ layer }) => frozen.has(layer));
  return {
    specs,
    trainable: packed(
      free.filter(({ trainable }) => trainable),
      'vectors',
    ),
    averages: layOutAverages(architecture, free),
    frozen: packed(fixed, 'frozen'),
  };
}

/** Kernels by themselves, all others together. */
function packed(specs: readonly WeightSpec[], name: string): Storage[] {
  const kernels = specs.filter(({ decays }) => decays).map((spec) => pack(spec.name, [spec], spec.shape));
  const vectors = specs.filter(({ decays }) => !decays);
  return vectors.length > 0 ? [...kernels, pack(name, vectors)] : kernels;
}

function pack(name: string, specs: readonly WeightSpec[], shape?: readonly number[]): Storage {
  let end = 0;
  const weights = specs.map((spec) => {
    const size = sizeOf(spec.shape);
    end += size;
    return { spec, offset: end - size, size };
  });
  return { name, shape: [...(shape ?? [end])], decays: specs[0].decays, weights };
}

function layOutAverages(architecture: Architecture, specs: readonly WeightSpec[]): AverageStorage[] {
  const shapes = inferShapes(architecture);
  const byMomentum = new Map<number, AverageStorage['layers']>();
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  for (const layer of architecture.layers) {
    if (layer.kind !== 'batch-norm' || !byName.has(`${layer.name}/moving_mean`)) continue;
    const shape = shapes.get(layer.name)!;
    const channels = shape.at(-1)!;
    const entry = { name: layer.name, channels, places: sizeOf(shape) / channels };
    const others = byMomentum.get(layer.momentum);
    if (others) others.push(entry);
    else byMomentum.set(layer.momentum, [entry]);
  }
  return [...byMomentum].map(([momentum, unsorted]) => {
    const layers = unsorted.toSorted((a, b) => a.places - b.places);
    const weights = ['moving_mean', 'moving_variance'].flatMap((suffix) =>
      layers.map(({ name }) => byName.get(`${name}/${suffix}`)!),
    );
    return { ...pack(`averages/${momentum}`, weights), momentum, layers };
  });
}
