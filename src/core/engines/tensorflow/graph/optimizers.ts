import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import { FLOAT, flag, typeAttribute } from './attributes.ts';
import {
  add,
  divide,
  halfSquaredNorm,
  maximum,
  multiply,
  squareRoot,
  subtract,
  sumOf,
} from './elementwise.ts';
import type { Graph, Operation, Tensor } from './graph.ts';
import { assign, readVariable, type Variable } from './variables.ts';

/** The values that change from step to step; each is a scalar. */
export interface Rates {
  learningRate: Tensor;
  /** beta ^ step; steps count from 1. */
  beta1Power: Tensor;
  beta2Power: Tensor;
}

export interface Update {
  weights: Variable;
  slots: readonly Variable[];
  gradient: Tensor;
  decays: boolean;
  /** Operations that read the weights; they must run first, because the update is in place. */
  after: readonly Operation[];
}

/**
 * Updates an array of weights by Keras 3's formulas, which TensorFlow's own kernels use too; returns the last
 * operation. Weight decay is decoupled for every optimizer, as in AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101).
 */
export function applyUpdate(
  graph: Graph,
  optimizer: OptimizerSettings,
  { learningRate, beta1Power, beta2Power }: Rates,
  { weights, slots, gradient, decays, after }: Update,
): Operation {
  const number = (value: number) => graph.floats([value], []);
  const slot = (index: number) => slots[index].handle;
  const { handle } = weights;
  const before = [...after];
  if (decays && optimizer.weightDecay > 0)
    before.push(
      decay(graph, weights, multiply(graph, learningRate, number(optimizer.weightDecay)), [
        ...after,
        // The decay must wait until the weights are read. For the first layer, which no gradient passes through,
        // nothing else ensures that, and its weights would sometimes change before they are used.
        gradient.operation,
      ]),
    );
  const apply = (op: string, inputs: Tensor[], attributes = {}) =>
    graph.add({
      op,
      inputs: [handle, ...inputs],
      attributes: { T: typeAttribute(FLOAT), use_locking: flag(false), ...attributes },
      after: before,
    });
  switch (optimizer.name) {
    case 'sgd':
      if (optimizer.momentum === 0) return apply('ResourceApplyGradientDescent', [learningRate, gradient]);
      return apply(
        'ResourceApplyKerasMomentum',
        [slot(0), learningRate, gradient, number(optimizer.momentum)],
        { use_nesterov: flag(optimizer.nesterov) },
      );
    case 'adam':
    case 'adamw': {
      const betas = [number(optimizer.beta1), number(optimizer.beta2), number(optimizer.epsilon)];
      const inputs = [slot(0), slot(1), beta1Power, beta2Power, learningRate, ...betas, gradient];
      return apply('ResourceApplyAdam', inputs, { use_nesterov: flag(false) });
    }
    case 'adadelta':
      return apply('ResourceApplyAdadelta', [
        slot(0),
        slot(1),
        learningRate,
        number(optimizer.rho),
        number(optimizer.epsilon),
        gradient,
      ]);
    case 'rmsprop':
      if (optimizer.momentum === 0)
        return rmspropWithoutMomentum(graph, optimizer, {
          learningRate,
          weights,
          slots,
          gradient,
          after: before,
        });
      return apply('ResourceApplyRMSProp', [
        slot(0),
        slot(1),
        learningRate,
        number(optimizer.rho),
        number(optimizer.momentum),
        number(optimizer.epsilon),
        gradient,
      ]);
  }
}

/** Reduces the weights by a share of themselves. */
function decay(graph: Graph, weights: Variable, share: Tensor, after: readonly Operation[]): Operation {
  const value = readVariable(graph, weights, after);
  return assign(graph, 'AssignSubVariableOp', weights, multiply(graph, value, share));
}

/** TensorFlow's kernel needs a momentum array even without momentum; this version does not. */
function rmspropWithoutMomentum(
  graph: Graph,
  { rho, epsilon }: OptimizerSettings,
  {
    learningRate,
    weights,
    slots: [velocity],
    gradient,
    after,
  }: Omit<Update, 'decays'> & { learningRate: Tensor },
): Operation {
  const number = (value: number) => graph.floats([value], []);
  const old = readVariable(graph, velocity);
  const squares = multiply(graph, gradient, gradient);
  const mean = add(graph, old, multiply(graph, number(1 - rho), subtract(graph, squares, old)));
  const kept = assign(graph, 'AssignVariableOp', velocity, mean);
  const root = squareRoot(graph, add(graph, mean, number(epsilon)));
  const step = divide(graph, multiply(graph, learningRate, gradient), root);
  const update = assign(graph, 'AssignSubVariableOp', weights, step);
  update.after.push(kept, ...after);
  return update;
}

/** Half the sum of the squares of all gradients; null: there are no gradients. */
export function halfSquares(graph: Graph, gradients: readonly Tensor[]): Tensor | null {
  if (gradients.length === 0) return null;
  return sumOf(
    graph,
    gradients.map((gradient) => halfSquaredNorm(graph, gradient)),
  );
}

/**
 * The gradients scaled by `clipNorm` / norm where their common norm is greater than `clipNorm`. An infinite or NaN norm
 * makes all of them NaN, as in `tf.clip_by_global_norm`. `halves`: see {@link halfSquares}.
 */
export function clipByGlobalNorm(
  graph: Graph,
  gradients: readonly Tensor[],
  halves: Tensor,
  clipNorm: Tensor,
): readonly Tensor[] {
  const norm = squareRoot(graph, multiply(graph, halves, graph.floats([2], [])));
  const ratio = divide(graph, clipNorm, maximum(graph, norm, clipNorm));
  const factor = add(graph, ratio, subtract(graph, norm, norm));
  return gradients.map((gradient) => multiply(graph, gradient, factor));
}
