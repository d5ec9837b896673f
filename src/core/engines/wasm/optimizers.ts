import type { StepSettings } from '#core/engines/engine.ts';
import type { Heap } from '#core/engines/wasm/kernels/heap.ts';
import type { Variable } from '#core/engines/wasm/layers/layer-program.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';

/**
 * Updates the trainable weights once by Keras 3's formulas, after clipping their gradients to a global norm.
 * `iterations`: number of earlier steps. Overwrites the gradients.
 */
export function applyGradients(
  heap: Heap,
  variables: readonly Variable[],
  optimizer: OptimizerSettings,
  iterations: number,
  { learningRate, clipNorm }: Pick<StepSettings, 'learningRate' | 'clipNorm'>,
): void {
  const { kernels } = heap;
  if (clipNorm > 0) clipGradients(heap, variables, clipNorm);
  const { momentum, beta1, beta2, rho, epsilon, weightDecay } = optimizer;
  // Keras: w += momentum · m − lr · g, with m updated just before (Nesterov), or w += m.
  const sgd = momentum === 0 ? 'sgd' : optimizer.nesterov ? 'sgdNesterov' : 'sgdMomentum';
  const step = iterations + 1;
  const alpha = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  for (const { value, gradient, slots, size, decays } of variables) {
    const arrays = [value, gradient, ...slots, size];
    if (decays && weightDecay > 0) kernels.decay(value, size, learningRate * weightDecay);
    switch (optimizer.name) {
      case 'sgd':
        kernels[sgd](...arrays, learningRate, momentum);
        break;
      case 'adam':
      case 'adamw':
        kernels.adam(...arrays, alpha, 1 - beta1, 1 - beta2, epsilon);
        break;
      case 'adadelta':
        kernels.adadelta(...arrays, learningRate, rho, 1 - rho, epsilon);
        break;
      case 'rmsprop':
        if (momentum > 0) kernels.rmspropMomentum(...arrays, learningRate, rho, 1 - rho, epsilon, momentum);
        else kernels.rmsprop(...arrays, learningRate, rho, 1 - rho, epsilon);
        break;
    }
  }
}

/** Scales all gradients by `clipNorm` / norm where their common norm is greater; a NaN norm makes them NaN. */
function clipGradients(heap: Heap, variables: readonly Variable[], clipNorm: number): void {
  let squares = 0;
  for (const { gradient, size } of variables) {
    const values = heap.view(gradient, size);
    for (let i = 0; i < size; i++) squares += values[i] * values[i];
  }
  const norm = Math.sqrt(squares);
  if (norm <= clipNorm) return;
  const factor = Number.isFinite(norm) ? clipNorm / norm : Number.NaN;
  for (const { gradient, size } of variables) heap.kernels.scale(gradient, size, factor);
}
