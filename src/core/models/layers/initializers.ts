import { createRandom } from '#shared/random.ts';
import type { Architecture } from './architecture.ts';
import type { NamedTensor } from './named-tensor.ts';
import { sizeOf, type WeightSpec, weightSpecs } from './weights.ts';

/** Standard deviation of a standard normal truncated at ±2; Keras divides by it to get the required deviation. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/**
 * The initial weights of a network. They depend only on the seed and the name of each weight, so they are the same for
 * every engine. `glorot-uniform`: ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010); `he-normal`: standard deviation
 * √(2 / fanIn), truncated at two deviations (He et al. 2015); both as in Keras's VarianceScaling.
 */
export function initialWeights(architecture: Architecture, seed: number): NamedTensor[] {
  return weightSpecs(architecture).map((spec) => ({
    name: spec.name,
    shape: [...spec.shape],
    data: initialValues(spec, seed),
  }));
}

function initialValues(spec: WeightSpec, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(spec.shape));
  const random = createRandom(seed, 'weights', spec.name);
  switch (spec.initializer) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'glorot-uniform': {
      const limit = Math.sqrt(6 / (spec.fanIn + spec.fanOut));
      return values.map(() => random.between(-limit, limit));
    }
    case 'he-normal': {
      const deviation = Math.sqrt(2 / spec.fanIn) / TRUNCATED_DEVIATION;
      return values.map(() => {
        let normal = random.normal();
        while (Math.abs(normal) > 2) normal = random.normal();
        return normal * deviation;
      });
    }
  }
}
