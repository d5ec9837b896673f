import type { Architecture } from '#core/models/layers/architecture.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf, type WeightSpec, weightSpecs } from '#core/models/layers/weights.ts';

/** The location of a weight: `size` values from `offset` in a variable of the session. */
interface WeightLocation {
  spec: WeightSpec;
  offset: number;
  size: number;
}

/**
 * A variable of the session. Each kernel has its own. The biases, gammas and betas of the whole network share one, and
 * so do the moving averages of one momentum: hundreds of short arrays would cost more in calls than in arithmetic.
 */
export interface Storage {
  name: string;
  shape: number[];
  decays: boolean;
  weights: WeightLocation[];
}

/** The batch norms of one momentum. Their storage holds all means, then all variances, in the order of `layers`. */
export interface AverageStorage extends Storage {
  momentum: number;
  /** Sorted by `positions`, the number of values in one clip that each channel's mean covers. */
  layers: { name: string; channels: number; positions: number }[];
}

export interface WeightLayout {
  /** In Keras's order. */
  specs: WeightSpec[];
  /** Kernels first, then the vectors. */
  trainable: Storage[];
  averages: AverageStorage[];
  /** All weights of the frozen layers, including their averages. */
  frozen: Storage[];
}

/** `frozen`: names of layers. Throws the errors of `weightSpecs`. */
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

/** Each kernel in its own storage, all other weights together. */
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
    const entry = { name: layer.name, channels, positions: sizeOf(shape) / channels };
    const others = byMomentum.get(layer.momentum);
    if (others) others.push(entry);
    else byMomentum.set(layer.momentum, [entry]);
  }
  return [...byMomentum].map(([momentum, unsorted]) => {
    const layers = unsorted.toSorted((a, b) => a.positions - b.positions);
    const weights = ['moving_mean', 'moving_variance'].flatMap((suffix) =>
      layers.map(({ name }) => byName.get(`${name}/${suffix}`)!),
    );
    return { ...pack(`averages/${momentum}`, weights), momentum, layers };
  });
}
