import {
  type Code,
  type FunctionCode,
  f32,
  get,
  i32,
  increase,
  type Lanes,
  repeat,
  SCALAR,
  set,
  VECTOR,
  writeFunction,
} from './assembler.ts';

/** Reads and writes the element at hand of the kernel's arrays; reads its settings. */
interface Element {
  lanes: Lanes;
  /** The element of array `index`. */
  at(index: number): Code;
  put(index: number, value: Code): Code;
  setting(index: number): Code;
  constant(value: number): Code;
}

/**
 * A kernel `name(array₀, array₁, …, count, setting₀, …)`: `body` for each of `count` floats, four at a time.
 * Addresses in bytes; arrays may be the same.
 */
function flat(
  name: string,
  arrays: number,
  settings: number,
  body: (element: Element) => Code,
): FunctionCode {
  return writeFunction(name, ({ parameter, local }) => {
    const addresses = Array.from({ length: arrays }, () => parameter('i32'));
    const count = parameter('i32');
    const values = Array.from({ length: settings }, () => parameter('f32'));
    const counter = local('i32');
    const wide = values.map(() => local('v128'));
    const loop = (lanes: Lanes, passes: Code): Code =>
      repeat(counter, passes, [
        ...body({
          lanes,
          at: (index) => lanes.load(get(addresses[index])),
          put: (index, value) => lanes.store(get(addresses[index]), value),
          setting: (index) => get((lanes.count === 4 ? wide : values)[index]),
          constant: (value) => lanes.splat(f32.constant(value)),
        }),
        ...addresses.flatMap((address) => increase(address, i32.constant(4 * lanes.count))),
      ]);
    return [
      ...wide.flatMap((target, index) => set(target, VECTOR.splat(get(values[index])))),
      ...loop(VECTOR, i32.shiftRight(get(count), i32.constant(2))),
      ...loop(SCALAR, i32.and(get(count), i32.constant(3))),
    ];
  });
}

/** `name` sets the last array to `value`, `nameAdd` adds to it. */
function settingAndAdding(
  name: string,
  arrays: number,
  settings: number,
  value: (element: Element) => Code,
): FunctionCode[] {
  const target = arrays - 1;
  return [
    flat(name, arrays, settings, (element) => element.put(target, value(element))),
    flat(`${name}Add`, arrays, settings, (element) =>
      element.put(target, element.lanes.add(element.at(target), value(element))),
    ),
  ];
}

/** array `target` = decay · itself + (1 − decay) · square; `decay` and 1 − `decay` are settings. */
const decayingSquare = (e: Element, target: number, decay: number, rest: number, value: Code): Code =>
  e.put(
    target,
    e.lanes.add(
      e.lanes.multiply(e.setting(decay), e.at(target)),
      e.lanes.multiply(e.setting(rest), e.lanes.multiply(value, value)),
    ),
  );

/** Elementwise layers. Those with a twin named `…Add` add to their last array instead of setting it. */
const LAYER_KERNELS: readonly FunctionCode[] = [
  // copy(x, y, count)
  ...settingAndAdding('copy', 2, 0, (e) => e.at(0)),
  // relu(x, y, count)
  flat('relu', 2, 0, (e) => e.put(1, e.lanes.maximum(e.at(0), e.constant(0)))),
  // reluGradient(y, dy, dx, count): the gradient where the output was positive
  ...settingAndAdding('reluGradient', 3, 0, (e) => e.lanes.whereGreater(e.at(0), e.constant(0), e.at(1))),
  // multiply(x, factors, y, count)
  ...settingAndAdding('multiply', 3, 0, (e) => e.lanes.multiply(e.at(0), e.at(1))),
  // scale(x, count, factor), in place
  flat('scale', 1, 1, (e) => e.put(0, e.lanes.multiply(e.at(0), e.setting(0)))),
];

const sgdLookAhead = ({ lanes, at, setting }: Element): Code =>
  lanes.subtract(lanes.multiply(at(2), setting(1)), lanes.multiply(at(1), setting(0)));
const sgdMomentum = (e: Element): Code => e.put(2, sgdLookAhead(e));
const rmspropStep = ({ lanes, at, setting }: Element): Code =>
  lanes.divide(lanes.multiply(setting(0), at(1)), lanes.squareRoot(lanes.add(at(2), setting(3))));

/** One update of a weight from its gradient (arrays 0 and 1), by Keras 3's formulas in Keras 3's order. */
const OPTIMIZER_KERNELS: readonly FunctionCode[] = [
  // sgd(w, g, count, learningRate)
  flat('sgd', 2, 1, (e) => e.put(0, e.lanes.subtract(e.at(0), e.lanes.multiply(e.at(1), e.setting(0))))),
  // sgdMomentum(w, g, momentum, count, learningRate, momentum)
  flat('sgdMomentum', 3, 2, (e) => [...sgdMomentum(e), ...e.put(0, e.lanes.add(e.at(0), e.at(2)))]),
  flat('sgdNesterov', 3, 2, (e) => [...sgdMomentum(e), ...e.put(0, e.lanes.add(e.at(0), sgdLookAhead(e)))]),
  // adam(w, g, momentum, velocity, count, alpha, 1 − beta1, 1 − beta2, epsilon, learningRate · weightDecay)
  flat('adam', 4, 5, (e) => {
    const { lanes, at, put, setting } = e;
    const towards = (target: number, value: Code, share: Code) =>
      put(target, lanes.add(at(target), lanes.multiply(lanes.subtract(value, at(target)), share)));
    return [
      ...towards(2, at(1), setting(1)),
      ...towards(3, lanes.multiply(at(1), at(1)), setting(2)),
      ...put(
        0,
        lanes.subtract(
          lanes.subtract(at(0), lanes.multiply(at(0), setting(4))),
          lanes.divide(lanes.multiply(at(2), setting(0)), lanes.add(lanes.squareRoot(at(3)), setting(3))),
        ),
      ),
    ];
  }),
  // adadelta(w, g, accumulatedGradient, accumulatedDelta, count, learningRate, rho, 1 − rho, epsilon); spoils g
  flat('adadelta', 4, 4, (e) => {
    const { lanes, at, put, setting } = e;
    const rms = (index: number) => lanes.squareRoot(lanes.add(at(index), setting(3)));
    return [
      ...decayingSquare(e, 2, 1, 2, at(1)),
      ...put(1, lanes.divide(lanes.multiply(rms(3), at(1)), rms(2))),
      ...decayingSquare(e, 3, 1, 2, at(1)),
      ...put(0, lanes.subtract(at(0), lanes.multiply(setting(0), at(1)))),
    ];
  }),
  // rmsprop(w, g, velocity, count, learningRate, rho, 1 − rho, epsilon)
  flat('rmsprop', 3, 4, (e) => [
    ...decayingSquare(e, 2, 1, 2, e.at(1)),
    ...e.put(0, e.lanes.subtract(e.at(0), rmspropStep(e))),
  ]),
  // rmspropMomentum(w, g, velocity, momentum, count, learningRate, rho, 1 − rho, epsilon, momentum)
  flat('rmspropMomentum', 4, 5, (e) => [
    ...decayingSquare(e, 2, 1, 2, e.at(1)),
    ...e.put(3, e.lanes.add(e.lanes.multiply(e.setting(4), e.at(3)), rmspropStep(e))),
    ...e.put(0, e.lanes.subtract(e.at(0), e.at(3))),
  ]),
];

export const FLAT_KERNELS: readonly FunctionCode[] = [...LAYER_KERNELS, ...OPTIMIZER_KERNELS];
