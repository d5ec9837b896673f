import { sizeOf } from '#core/models/layers/weights.ts';
import { createRandom } from '#shared/random.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';

export function relu(context: LayerContext): LayerProgram {
  const { heap, n, inputs, output, outputGradient } = context;
  const { relu: rectify, reluGradient, reluGradientAdd } = heap.kernels;
  const count = n * sizeOf(output.shape);
  const [target] = context.inputGradients;
  return {
    forward: () => rectify(inputs[0].region.address, output.region.address, count),
    ...(outputGradient &&
      target && {
        backward: () =>
          (target.adding ? reluGradientAdd : reluGradient)(
            output.region.address,
            outputGradient.address,
            target.region.address,
            count,
          ),
      }),
  };
}

/**
 * Softmax over the last axis; the maximum of each row is subtracted first. For the network's last layer, the network
 * itself writes the gradient of softmax and cross-entropy together; see loss.ts.
 */
export function softmax(context: LayerContext): LayerProgram {
  const { heap, n, inputs, output } = context;
  const count = n * sizeOf(output.shape);
  const classes = output.shape.at(-1)!;
  const powers = new Float64Array(classes);
  return {
    forward: () => {
      const logits = heap.view(inputs[0].region.address, count);
      const probabilities = heap.view(output.region.address, count);
      for (let row = 0; row < count; row += classes) {
        // A NaN in the logits must give NaN.
        let maximum = logits[row];
        for (let c = 1; c < classes; c++) maximum = Math.max(maximum, logits[row + c]);
        let sum = 0;
        for (let c = 0; c < classes; c++) {
          powers[c] = Math.exp(logits[row + c] - maximum);
          sum += powers[c];
        }
        for (let c = 0; c < classes; c++) probabilities[row + c] = powers[c] / sum;
      }
    },
  };
}

/**
 * Dropout in training: each value is set to zero with probability `rate`, the others are divided by 1 − `rate`
 * (Srivastava et al. 2014, in Keras's inverted form). The mask depends on the step's seed and the layer's name.
 */
export function dropout(context: LayerContext, name: string, rate: number): LayerProgram {
  const { heap, n, inputs, output, outputGradient } = context;
  const { multiply, multiplyAdd } = heap.kernels;
  const count = n * sizeOf(output.shape);
  const mask = context.scratch(count, 'kept');
  const [target] = context.inputGradients;
  return {
    forward: () => {
      const random = createRandom(...context.dropoutSeed(), 'dropout', name);
      const factors = heap.view(mask.address, count);
      for (let i = 0; i < count; i++) factors[i] = random.next() < rate ? 0 : 1 / (1 - rate);
      multiply(inputs[0].region.address, mask.address, output.region.address, count);
    },
    ...(outputGradient &&
      target && {
        backward: () =>
          (target.adding ? multiplyAdd : multiply)(
            outputGradient.address,
            mask.address,
            target.region.address,
            count,
          ),
      }),
  };
}
