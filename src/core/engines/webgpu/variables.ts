import { sizeOf, type WeightSpec } from '#core/models/layers/weights.ts';
import type { StoreName, Variable } from './layers/layer-program.ts';
import type { TrainableWeights } from './update.ts';

/** Arrays start at multiples of 256 bytes, the alignment that every GPU accepts. */
const ALIGNED_FLOATS = 64;

/** The weights of a network and the sizes of the stores that hold them. */
export interface PlacedVariables {
  variables: Variable[];
  trainable: TrainableWeights;
  /** In floats; only stores that are needed. */
  stores: Map<StoreName, number>;
}

/**
 * Places the weights: first the trainable ones that decay, then the other trainable ones, then the frozen ones. Gradients and slots have
 * the places of their weights. Moving averages have a store of their own, because a kernel that reads weights updates
 * them. `slots`: number of the optimizer's slots; null: the network can only predict.
 */
export function placeVariables(specs: readonly WeightSpec[], slots: number | null): PlacedVariables {
  const sizes = { weights: 0, statistics: 0 };
  const trains = (spec: WeightSpec) => spec.trainable && slots !== null;
  const isStatistic = ({ name }: WeightSpec) => /\/moving_(mean|variance)$/.test(name);
  const rank = (spec: WeightSpec) => (!trains(spec) ? 2 : spec.decays ? 0 : 1);
  const trainable: TrainableWeights = { decaying: 0, floats: 0 };
  const places = new Map<string, { store: 'weights' | 'statistics'; offset: number }>();
  for (const spec of specs.toSorted((a, b) => rank(a) - rank(b))) {
    const store = isStatistic(spec) ? 'statistics' : 'weights';
    places.set(spec.name, { store, offset: sizes[store] });
    sizes[store] += Math.ceil(sizeOf(spec.shape) / ALIGNED_FLOATS) * ALIGNED_FLOATS;
    if (trains(spec)) trainable.floats = sizes.weights;
    if (trains(spec) && spec.decays) trainable.decaying = sizes.weights;
  }
  const slotStores = (['slot0', 'slot1'] as const).slice(0, slots ?? 0);
  const variables = specs.map((spec): Variable => {
    const floats = sizeOf(spec.shape);
    const { store, offset } = places.get(spec.name)!;
    const learns = trains(spec);
    return {
      name: spec.name,
      shape: [...spec.shape],
      size: floats,
      trainable: spec.trainable,
      decays: spec.decays,
      value: { store, offset, floats },
      gradient: learns ? { store: 'gradients', offset, floats } : null,
      slots: learns ? slotStores.map((slot) => ({ store: slot, offset, floats })) : [],
    };
  });
  const stores = new Map<StoreName, number>(
    Object.entries(sizes).filter(([, floats]) => floats > 0) as [StoreName, number][],
  );
  if (trainable.floats > 0)
    for (const store of ['gradients', ...slotStores] as const) stores.set(store, trainable.floats);
  return { variables, trainable, stores };
}
