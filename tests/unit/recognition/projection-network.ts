import type { Network } from '#core/engines/engine.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';

/** A network that records its inputs. */
export interface RecordingNetwork extends Pick<Network, 'predict'> {
  /** The arguments of each call. */
  calls: { inputs: Float32Array; n: number }[];
}

/** A small network that uses all features: softmax of a fixed random projection. */
export function projectionNetwork(seed: number): RecordingNetwork {
  const calls: RecordingNetwork['calls'] = [];
  return {
    calls,
    predict: async (inputs, n) => {
      calls.push({ inputs, n });
      const size = inputs.length / n;
      const output = new Float32Array(n * EMOTIONS.length);
      for (let clip = 0; clip < n; clip++) {
        const logits = EMOTIONS.map((_, e) => {
          const random = createRandom('projection', seed, e);
          let sum = 0;
          for (let i = 0; i < size; i++) sum += inputs[clip * size + i] * (random.next() - 0.5);
          return sum / Math.sqrt(size);
        });
        const max = Math.max(...logits);
        const exponentials = logits.map((logit) => Math.exp(logit - max));
        const total = exponentials.reduce((a, b) => a + b, 0);
        exponentials.forEach((value, e) => {
          output[clip * EMOTIONS.length + e] = value / total;
        });
      }
      return output;
    },
  };
}
