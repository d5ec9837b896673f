import { type Kernel, kernel, several } from '#core/simd/assembler.ts';
import {
  decrease,
  type FloatType,
  f32,
  f32x4,
  i32,
  increase,
  type Lanes,
  loopWhile,
  repeat,
  type Statement,
  set,
  type Value,
} from '#core/simd/instructions.ts';

/**
 * Computes a value for one element of arrays `[rows, channels]`, from the arrays and vectors `[channels]`; both are in
 * the order of a kernel's parameters.
 */
type Term = <T extends FloatType>(
  lanes: Lanes<T>,
  arrays: readonly Value<T>[],
  vectors: readonly Value<T>[],
) => Value<T>;

interface Operands {
  /** Number of arrays. */
  arrays: number;
  /** Number of vectors. */
  vectors: number;
}

/** `(…arrays, …vectors, rows, channels)`: sets the last array to the term, or adds the term to it. */
function perChannel({ arrays, vectors }: Operands, term: Term, adding = false): Kernel<'none'> {
  const parameters = {
    addresses: several('i32', arrays),
    starts: several('i32', vectors),
    rows: 'i32',
    channels: 'i32',
  } as const;
  return kernel(parameters, ({ addresses, starts, rows, channels }, locals) => {
    const [row, counter] = locals('i32');
    const nexts = locals('i32').take(vectors).toArray();
    const target = addresses[arrays - 1];
    const loop = <T extends FloatType>(lanes: Lanes<T>, passes: Value<'i32'>): Statement => {
      const load = (address: Value<'i32'>) => lanes.load(address);
      const value = term(lanes, addresses.map(load), nexts.map(load));
      return repeat(counter, passes, [
        lanes.store(target, adding ? lanes.add(lanes.load(target), value) : value),
        [...addresses, ...nexts].map((address) => increase(address, 4 * lanes.count)),
      ]);
    };
    return repeat(row, rows, [
      nexts.map((next, index) => set(next, starts[index])),
      loop(f32x4, i32.shiftRight(channels, 2)),
      loop(f32, i32.and(channels, 3)),
    ]);
  });
}

/** Number of vectors of channels that a reduction sums at once: one 64-byte cache line. */
const WIDE_VECTORS = 4;

/** `(…arrays, …vectors, …sums, rows, channels)`: writes the sum of each term over the rows to its vector in `sums`. */
function sumOverRows({ arrays, vectors }: Operands, ...terms: readonly Term[]): Kernel<'none'> {
  const parameters = {
    starts: several('i32', arrays),
    constants: several('i32', vectors),
    targets: several('i32', terms.length),
    rows: 'i32',
    channels: 'i32',
  } as const;
  return kernel(parameters, ({ starts, constants, targets, rows, channels }, locals) => {
    const [counter, stride] = locals('i32');
    const addresses = locals('i32').take(arrays).toArray();
    /** Sums all rows of as many channels as `width` registers hold, while that many channels remain. */
    const block = <T extends FloatType>(lanes: Lanes<T>, width: number): Statement => {
      const bytes = 4 * lanes.count;
      const parts = Array.from({ length: width }, (_, part) => ({
        offset: part * bytes,
        totals: locals(lanes.type).take(terms.length).toArray(),
        held: locals(lanes.type).take(vectors).toArray(),
      }));
      return loopWhile(i32.atLeast(channels, width * lanes.count), [
        addresses.map((address, index) => set(address, starts[index])),
        parts.map(({ offset, totals, held }) => [
          totals.map((total) => set(total, lanes.constant(0))),
          held.map((register, index) => set(register, lanes.load(constants[index], offset))),
        ]),
        repeat(counter, rows, [
          parts.map(({ offset, totals, held }) => {
            const values = addresses.map((address) => lanes.load(address, offset));
            return terms.map((term, index) =>
              set(totals[index], lanes.add(totals[index], term(lanes, values, held))),
            );
          }),
          addresses.map((address) => increase(address, stride)),
        ]),
        parts.map(({ offset, totals }) =>
          totals.map((total, index) => lanes.store(targets[index], total, offset)),
        ),
        [...starts, ...constants, ...targets].map((pointer) => increase(pointer, width * bytes)),
        decrease(channels, width * lanes.count),
      ]);
    };
    return [
      set(stride, i32.shiftLeft(channels, 2)),
      block(f32x4, WIDE_VECTORS),
      block(f32x4, 1),
      block(f32, 1),
    ];
  });
}

const plusBias: Term = ({ add }, [x], [bias]) => add(x, bias);

/** (x − mean) · factor + shift */
const normalised: Term = ({ add, subtract, multiply }, [x], [mean, factor, shift]) =>
  add(multiply(subtract(x, mean), factor), shift);

/** (x − mean) · a + dy · b + c */
const normGradient: Term = ({ add, subtract, multiply }, [x, dy], [mean, a, b, c]) =>
  add(add(multiply(subtract(x, mean), a), multiply(dy, b)), c);

const squaredDifference: Term = ({ subtract, multiply }, [x], [mean]) =>
  multiply(subtract(x, mean), subtract(x, mean));

export const CHANNEL_KERNELS = {
  /** `(x, bias, rows, channels)`, in place. */
  addBias: perChannel({ arrays: 1, vectors: 1 }, plusBias),
  /** `(x, y, mean, factor, shift, rows, channels)` */
  normalise: perChannel({ arrays: 2, vectors: 3 }, normalised),
  /** `(x, dy, dx, mean, a, b, c, rows, channels)` */
  normGradient: perChannel({ arrays: 3, vectors: 4 }, normGradient),
  normGradientAdd: perChannel({ arrays: 3, vectors: 4 }, normGradient, true),
  /** `(x, sums, rows, channels)` */
  channelSums: sumOverRows({ arrays: 1, vectors: 0 }, (_, [x]) => x),
  /** `(x, mean, sums, rows, channels)`: sums of the squared differences from the mean. */
  channelSquares: sumOverRows({ arrays: 1, vectors: 1 }, squaredDifference),
  /** `(x, dy, mean, sums of dy, sums of dy · (x − mean), rows, channels)` */
  normGradientSums: sumOverRows(
    { arrays: 2, vectors: 1 },
    (_, [, dy]) => dy,
    ({ subtract, multiply }, [x, dy], [mean]) => multiply(dy, subtract(x, mean)),
  ),
};
