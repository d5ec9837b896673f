import type { Network } from '../../../src/core/engines/engine.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import { createRandom } from '../../../src/shared/random.ts';

export interface ListeningNetwork extends Pick<Network, 'predict'> {
  /** What it was given, one entry a call. */
  heard: { inputs: Float32Array; n: number }[];
}

/** The smallest network that hears everything: softmax of a fixed random projection of the features. */
export function projectionNetwork(seed: number): ListeningNetwork {
  const heard: ListeningNetwork['heard'] = [];
  return {
    heard,
    predict: async (inputs, n) => {
      heard.push({ inputs, n });
      const size = inputs.length / n;
      const output = new Float32Array(n * EMOTIONS.length);
      for (let clip = 0; clip < n; clip++) {
        const logits = EMOTIONS.map((_, e) => {
          const random = createRandom('projection', seed, e);
          let sum = 0;
          for (let i = 0; i < size; i++) sum += inputs[clip * size + i] * (random.next() - 0.5);
          return sum / Math.sqrt(size);
        });
        const greatest = Math.max(...logits);
        const exponentials = logits.map((logit) => Math.exp(logit - greatest));
        const total = exponentials.reduce((a, b) => a + b, 0);
        exponentials.forEach((value, e) => {
          output[clip * EMOTIONS.length + e] = value / total;
        });
      }
      return output;
    },
  };
}
