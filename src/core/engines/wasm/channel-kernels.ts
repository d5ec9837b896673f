import {
  type Code,
  decrease,
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
  whilst,
  writeFunction,
} from './assembler.ts';

/** Vectors of channels that a reduction sums at once: one 64-byte cache line. */
const WIDE_VECTORS = 4;

/** `name(array₀, …, vector₀, …, rows, channels)`: an array is [rows, channels], a vector [channels]. */
interface ChannelKernel {
  arrays: number;
  vectors: number;
  body(lanes: Lanes, at: (array: number) => Code, channel: (vector: number) => Code): Code;
}

/** Sets the last array to what `body` gives. */
function perChannel(name: string, { arrays, vectors, body }: ChannelKernel, adding = false): FunctionCode {
  return writeFunction(name, ({ parameter, local }) => {
    const addresses = Array.from({ length: arrays }, () => parameter('i32'));
    const starts = Array.from({ length: vectors }, () => parameter('i32'));
    const rows = parameter('i32');
    const channels = parameter('i32');
    const row = local('i32');
    const counter = local('i32');
    const nexts = starts.map(() => local('i32'));
    const target = addresses[arrays - 1];
    const loop = (lanes: Lanes, passes: Code): Code => {
      const value = body(
        lanes,
        (array) => lanes.load(get(addresses[array])),
        (vector) => lanes.load(get(nexts[vector])),
      );
      return repeat(counter, passes, [
        ...lanes.store(get(target), adding ? lanes.add(lanes.load(get(target)), value) : value),
        ...[...addresses, ...nexts].flatMap((address) => increase(address, i32.constant(4 * lanes.count))),
      ]);
    };
    return repeat(row, get(rows), [
      ...nexts.flatMap((next, index) => set(next, get(starts[index]))),
      ...loop(VECTOR, i32.shiftRight(get(channels), i32.constant(2))),
      ...loop(SCALAR, i32.and(get(channels), i32.constant(3))),
    ]);
  });
}

/** `name(array₀, …, vector₀, …, sum₀, …, rows, channels)`: each sum, a vector, gets the sum over the rows of a term. */
function sumOverRows(
  name: string,
  arrays: number,
  vectors: number,
  terms: (lanes: Lanes, at: (array: number) => Code, channel: (vector: number) => Code) => Code[],
): FunctionCode {
  const sums = terms(
    SCALAR,
    () => [],
    () => [],
  ).length;
  return writeFunction(name, ({ parameter, local }) => {
    const starts = Array.from({ length: arrays }, () => parameter('i32'));
    const constants = Array.from({ length: vectors }, () => parameter('i32'));
    const targets = Array.from({ length: sums }, () => parameter('i32'));
    const rows = parameter('i32');
    const channels = parameter('i32');
    const counter = local('i32');
    const stride = local('i32');
    const addresses = starts.map(() => local('i32'));
    const registers = (lanes: Lanes, width: number, count: number) =>
      Array.from({ length: width }, () => Array.from({ length: count }, () => local(lanes.type)));
    /** All rows of as many channels as `width` registers hold, while there are so many. */
    const block = (lanes: Lanes, width: number): Code => {
      const totals = registers(lanes, width, sums);
      const held = registers(lanes, width, vectors);
      const bytes = 4 * lanes.count;
      return whilst(i32.atLeast(get(channels), i32.constant(width * lanes.count)), [
        ...addresses.flatMap((address, index) => set(address, get(starts[index]))),
        ...totals.flat().flatMap((total) => set(total, lanes.splat(f32.constant(0)))),
        ...held.flatMap((row, part) =>
          row.flatMap((register, index) => set(register, lanes.load(get(constants[index]), part * bytes))),
        ),
        ...repeat(counter, get(rows), [
          ...totals.flatMap((row, part) =>
            terms(
              lanes,
              (array) => lanes.load(get(addresses[array]), part * bytes),
              (vector) => get(held[part][vector]),
            ).flatMap((term, index) => set(row[index], lanes.add(get(row[index]), term))),
          ),
          ...addresses.flatMap((address) => increase(address, get(stride))),
        ]),
        ...totals.flatMap((row, part) =>
          row.flatMap((total, index) => lanes.store(get(targets[index]), get(total), part * bytes)),
        ),
        ...[...starts, ...constants, ...targets].flatMap((pointer) =>
          increase(pointer, i32.constant(width * bytes)),
        ),
        ...decrease(channels, i32.constant(width * lanes.count)),
      ]);
    };
    return [
      ...set(stride, i32.shiftLeft(get(channels), i32.constant(2))),
      ...block(VECTOR, WIDE_VECTORS),
      ...block(VECTOR, 1),
      ...block(SCALAR, 1),
    ];
  });
}

/** (x − mean) · factor + shift */
const NORMALISE: ChannelKernel = {
  arrays: 2,
  vectors: 3,
  body: (lanes, at, channel) =>
    lanes.add(lanes.multiply(lanes.subtract(at(0), channel(0)), channel(1)), channel(2)),
};

/** (x − mean) · a + dy · b + c */
const NORM_GRADIENT: ChannelKernel = {
  arrays: 3,
  vectors: 4,
  body: (lanes, at, channel) =>
    lanes.add(
      lanes.add(
        lanes.multiply(lanes.subtract(at(0), channel(0)), channel(1)),
        lanes.multiply(at(1), channel(2)),
      ),
      channel(3),
    ),
};

const ADD_BIAS: ChannelKernel = {
  arrays: 1,
  vectors: 1,
  body: (lanes, at, channel) => lanes.add(at(0), channel(0)),
};

export const CHANNEL_KERNELS: readonly FunctionCode[] = [
  // addBias(x, bias, rows, channels), in place
  perChannel('addBias', ADD_BIAS),
  // normalise(x, y, mean, factor, shift, rows, channels)
  perChannel('normalise', NORMALISE),
  // normGradient(x, dy, dx, mean, a, b, c, rows, channels)
  perChannel('normGradient', NORM_GRADIENT),
  perChannel('normGradientAdd', NORM_GRADIENT, true),
  // channelSums(x, sums, rows, channels)
  sumOverRows('channelSums', 1, 0, (_, at) => [at(0)]),
  // channelSquares(x, mean, sums, rows, channels): of the squared differences from the mean
  sumOverRows('channelSquares', 1, 1, (lanes, at, channel) => {
    const difference = lanes.subtract(at(0), channel(0));
    return [lanes.multiply(difference, difference)];
  }),
  // normGradientSums(x, dy, mean, sums of dy, sums of dy · (x − mean), rows, channels)
  sumOverRows('normGradientSums', 2, 1, (lanes, at, channel) => [
    at(1),
    lanes.multiply(at(1), lanes.subtract(at(0), channel(0))),
  ]),
];
