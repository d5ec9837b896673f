import type { OptimizerSettings } from '#shared/settings/optimizer.ts';

/** Names of the arrays that an optimizer keeps for each weight, as in Keras 3. */
export function slotNames(optimizer: OptimizerSettings): string[] {
  switch (optimizer.name) {
    case 'sgd':
      return optimizer.momentum > 0 ? ['momentum'] : [];
    case 'adam':
    case 'adamw':
      return ['momentum', 'velocity'];
    case 'adadelta':
      return ['accumulated_grad', 'accumulated_delta_var'];
    case 'rmsprop':
      return optimizer.momentum > 0 ? ['velocity', 'momentum'] : ['velocity'];
  }
}
