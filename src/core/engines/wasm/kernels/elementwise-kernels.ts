import { type Kernel, kernel, several } from '#core/simd/assembler.ts';
import {
  type FloatType,
  f32,
  f32x4,
  i32,
  increase,
  type Lanes,
  type Local,
  repeat,
  type Statement,
  set,
  type Value,
} from '#core/simd/instructions.ts';

/** The current element of an array. */
export interface Element<T extends FloatType> {
  readonly value: Value<T>;
  put(value: Value<T>): Statement;
}

/**
 * A kernel with the parameters `arrays`, count and `settings`, in this order: it runs `body` for each of `count`
 * floats, four at a time. Arrays may be identical; settings are the same for all elements.
 */
export function elementwise<A extends string, S extends string = never>(
  arrays: readonly A[],
  settings: readonly S[],
  body: <T extends FloatType>(
    lanes: Lanes<T>,
    arrays: Record<A, Element<T>>,
    settings: Record<S, Value<T>>,
  ) => Statement,
): Kernel<'none'> {
  const parameters = {
    addresses: several('i32', arrays.length),
    count: 'i32',
    values: several('f32', settings.length),
  } as const;
  return kernel(parameters, ({ addresses, count, values }, locals) => {
    const [counter] = locals('i32');
    const wideValues = locals('v128').take(settings.length).toArray();
    const loop = <T extends FloatType>(
      lanes: Lanes<T>,
      ownValues: readonly Local<T>[],
      passes: Value<'i32'>,
    ): Statement => {
      const elements = addresses.map(
        (address): Element<T> => ({
          value: lanes.load(address),
          put: (value) => lanes.store(address, value),
        }),
      );
      return repeat(counter, passes, [
        body(lanes, named(arrays, elements), named(settings, ownValues)),
        addresses.map((address) => increase(address, 4 * lanes.count)),
      ]);
    };
    return [
      wideValues.map((wide, index) => set(wide, f32x4.splat(values[index]))),
      loop(f32x4, wideValues, i32.shiftRight(count, 2)),
      loop(f32, values, i32.and(count, 3)),
    ];
  });
}

function named<N extends string, V>(names: readonly N[], values: readonly V[]): Record<N, V> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]])) as Record<N, V>;
}

/** A value computed from `arrays`, for one element. */
interface Term<A extends string> {
  arrays: readonly A[];
  value: <T extends FloatType>(lanes: Lanes<T>, arrays: Record<A, Element<T>>) => Value<T>;
}

/** `(…arrays, target, count)`: sets the target to the term. */
function setTo<A extends string>({ arrays, value }: Term<A>): Kernel<'none'> {
  return elementwise([...arrays, 'target'], [], (lanes, elements) =>
    elements.target.put(value(lanes, elements)),
  );
}

/** `(…arrays, target, count)`: adds the term to the target. */
function addTo<A extends string>({ arrays, value }: Term<A>): Kernel<'none'> {
  return elementwise([...arrays, 'target'], [], (lanes, elements) => {
    const { target } = elements;
    return target.put(lanes.add(target.value, value(lanes, elements)));
  });
}

function term<A extends string>(arrays: readonly A[], value: Term<A>['value']): Term<A> {
  return { arrays, value };
}

const ITSELF = term(['x'], (_, { x }) => x.value);
const PRODUCT = term(['x', 'factors'], ({ multiply }, { x, factors }) => multiply(x.value, factors.value));
const RELU = term(['x'], ({ maximum, constant }, { x }) => maximum(x.value, constant(0)));
/** Computed from the output: the gradient where the output is positive, otherwise 0. */
const RELU_GRADIENT = term(['y', 'dy'], ({ whereGreater, constant }, { y, dy }) =>
  whereGreater(y.value, constant(0), dy.value),
);

/** Elementwise layers. Kernels named `…Add` add to their target instead of setting it. */
export const ELEMENTWISE_KERNELS = {
  copy: setTo(ITSELF),
  copyAdd: addTo(ITSELF),
  relu: setTo(RELU),
  reluGradient: setTo(RELU_GRADIENT),
  reluGradientAdd: addTo(RELU_GRADIENT),
  multiply: setTo(PRODUCT),
  multiplyAdd: addTo(PRODUCT),
  /** `(x, count, factor)`, in place. */
  scale: elementwise(['x'], ['factor'], ({ multiply }, { x }, { factor }) =>
    x.put(multiply(x.value, factor)),
  ),
};
