import type { FloatType, Lanes, Statement, Value } from '#core/simd/instructions.ts';
import { type Element, elementwise } from './elementwise-kernels.ts';

/**
 * One update of the weights w from their gradient g and the optimizer's slots, by Keras 3's formulas in the same order
 * of operations, because float32 results depend on it. A kernel's parameters are its arrays, the count and its
 * settings.
 */
export const OPTIMIZER_KERNELS = {
  sgd: elementwise(['w', 'g'], ['rate'], ({ subtract, multiply }, { w, g }, { rate }) =>
    w.put(subtract(w.value, multiply(g.value, rate))),
  ),

  sgdMomentum: elementwise(
    ['w', 'g', 'm'],
    ['rate', 'momentum'],
    (lanes, { w, g, m }, { rate, momentum }) => [
      m.put(velocity(lanes, m, momentum, g, rate)),
      w.put(lanes.add(w.value, m.value)),
    ],
  ),

  sgdNesterov: elementwise(
    ['w', 'g', 'm'],
    ['rate', 'momentum'],
    (lanes, { w, g, m }, { rate, momentum }) => [
      m.put(velocity(lanes, m, momentum, g, rate)),
      w.put(lanes.add(w.value, velocity(lanes, m, momentum, g, rate))),
    ],
  ),

  /** `share`: rate · weight decay. */
  decay: elementwise(['w'], ['share'], ({ subtract, multiply }, { w }, { share }) =>
    w.put(subtract(w.value, multiply(w.value, share))),
  ),

  /** `alpha`: the rate with the bias correction for the first steps. */
  adam: elementwise(
    ['w', 'g', 'm', 'v'],
    ['alpha', 'oneLessBeta1', 'oneLessBeta2', 'epsilon'],
    (lanes, { w, g, m, v }, { alpha, oneLessBeta1, oneLessBeta2, epsilon }) => {
      const { add, subtract, multiply, divide, squareRoot } = lanes;
      const step = divide(multiply(m.value, alpha), add(squareRoot(v.value), epsilon));
      return [
        moveTowards(lanes, m, g.value, oneLessBeta1),
        moveTowards(lanes, v, multiply(g.value, g.value), oneLessBeta2),
        w.put(subtract(w.value, step)),
      ];
    },
  ),

  /** Overwrites g, which holds the step as an intermediate value. */
  adadelta: elementwise(
    ['w', 'g', 'gradients', 'steps'],
    ['rate', 'rho', 'oneLessRho', 'epsilon'],
    (lanes, { w, g, gradients, steps }, { rate, rho, oneLessRho, epsilon }) => {
      const { add, subtract, multiply, divide, squareRoot } = lanes;
      const rootMeanSquare = ({ value }: typeof g) => squareRoot(add(value, epsilon));
      return [
        averageSquare(lanes, gradients, rho, oneLessRho, g),
        g.put(divide(multiply(rootMeanSquare(steps), g.value), rootMeanSquare(gradients))),
        averageSquare(lanes, steps, rho, oneLessRho, g),
        w.put(subtract(w.value, multiply(rate, g.value))),
      ];
    },
  ),

  rmsprop: elementwise(
    ['w', 'g', 'v'],
    ['rate', 'rho', 'oneLessRho', 'epsilon'],
    (lanes, { w, g, v }, { rate, rho, oneLessRho, epsilon }) => [
      averageSquare(lanes, v, rho, oneLessRho, g),
      w.put(lanes.subtract(w.value, rmspropStep(lanes, g, v, rate, epsilon))),
    ],
  ),

  rmspropMomentum: elementwise(
    ['w', 'g', 'v', 'm'],
    ['rate', 'rho', 'oneLessRho', 'epsilon', 'momentum'],
    (lanes, { w, g, v, m }, { rate, rho, oneLessRho, epsilon, momentum }) => [
      averageSquare(lanes, v, rho, oneLessRho, g),
      m.put(lanes.add(lanes.multiply(momentum, m.value), rmspropStep(lanes, g, v, rate, epsilon))),
      w.put(lanes.subtract(w.value, m.value)),
    ],
  ),
};

/** m · momentum − g · rate */
function velocity<T extends FloatType>(
  { subtract, multiply }: Lanes<T>,
  m: Element<T>,
  momentum: Value<T>,
  g: Element<T>,
  rate: Value<T>,
): Value<T> {
  return subtract(multiply(m.value, momentum), multiply(g.value, rate));
}

/** average += (value − average) · share */
function moveTowards<T extends FloatType>(
  { add, subtract, multiply }: Lanes<T>,
  average: Element<T>,
  value: Value<T>,
  share: Value<T>,
): Statement {
  return average.put(add(average.value, multiply(subtract(value, average.value), share)));
}

/** average = rho · average + (1 − rho) · x² */
function averageSquare<T extends FloatType>(
  { add, multiply }: Lanes<T>,
  average: Element<T>,
  rho: Value<T>,
  oneLessRho: Value<T>,
  x: Element<T>,
): Statement {
  return average.put(add(multiply(rho, average.value), multiply(oneLessRho, multiply(x.value, x.value))));
}

/** rate · g / √(v + epsilon) */
function rmspropStep<T extends FloatType>(
  { add, multiply, divide, squareRoot }: Lanes<T>,
  g: Element<T>,
  v: Element<T>,
  rate: Value<T>,
  epsilon: Value<T>,
): Value<T> {
  return divide(multiply(rate, g.value), squareRoot(add(v.value, epsilon)));
}
