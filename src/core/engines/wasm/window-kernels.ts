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

/** Where the loops stand. */
interface Position {
  lanes: Lanes;
  /** Address in the image of the window's tap at hand. */
  tap: Code;
  /** Address of the tap's weights, one a channel. */
  weight: Code;
  /** The register of the pixel at hand. */
  register: number;
  factor: Code;
}

/**
 * A kernel that slides a window over an image, all channels of a pixel at a time:
 * `name(image, pixels, weights, count, step, rows, columns, imageRow, weightsRow, channels, factor)` in bytes and
 * counts. `count` output pixels lie side by side at `pixels`; the window of rows × columns of the first begins at
 * `image` and moves on by `step` bytes. `weights` holds [rows, columns, channels]. A register of the output pixel is
 * loaded or cleared by `begin`, used by each `tap`, and stored by `end`.
 */
function overWindows(
  name: string,
  begin: (position: Position, pixel: Code, second: Code) => Code,
  tap: (position: Position) => Code,
  end: (position: Position, pixel: Code) => Code,
): FunctionCode {
  return writeFunction(name, ({ parameter, local }) => {
    const [image, pixels, weights, count, step, rows, columns, imageRow, weightsRow, channels] = Array.from(
      { length: 10 },
      () => parameter('i32'),
    );
    const factor = parameter('f32');
    const [pixel, block, row, column, first, rowStart, next, weightStart, weightRow, weight] = Array.from(
      { length: 10 },
      () => local('i32'),
    );
    const pixelBytes = local('i32');
    const registers = { f32: local('f32'), v128: local('v128') };
    const loop = (lanes: Lanes, passes: Code): Code => {
      const position: Position = {
        lanes,
        tap: get(next),
        weight: get(weight),
        register: registers[lanes.type],
        factor: lanes.splat(get(factor)),
      };
      const bytes = i32.constant(4 * lanes.count);
      return repeat(block, passes, [
        ...begin(position, get(pixels), get(first)),
        ...set(rowStart, get(first)),
        ...set(weightRow, get(weightStart)),
        ...repeat(row, get(rows), [
          ...set(next, get(rowStart)),
          ...set(weight, get(weightRow)),
          ...repeat(column, get(columns), [
            ...tap(position),
            ...increase(next, get(pixelBytes)),
            ...increase(weight, get(pixelBytes)),
          ]),
          ...increase(rowStart, get(imageRow)),
          ...increase(weightRow, get(weightsRow)),
        ]),
        ...end(position, get(pixels)),
        ...[first, weightStart, pixels].flatMap((pointer) => increase(pointer, bytes)),
      ]);
    };
    return [
      ...set(pixelBytes, i32.shiftLeft(get(channels), i32.constant(2))),
      ...repeat(pixel, get(count), [
        ...set(first, get(image)),
        ...set(weightStart, get(weights)),
        ...loop(VECTOR, i32.shiftRight(get(channels), i32.constant(2))),
        ...loop(SCALAR, i32.and(get(channels), i32.constant(3))),
        ...increase(image, get(step)),
      ]),
    ];
  });
}

const clear = ({ lanes, register }: Position): Code => set(register, lanes.splat(f32.constant(0)));
const load = ({ lanes, register }: Position, pixel: Code): Code => set(register, lanes.load(pixel));
const store = ({ lanes, register }: Position, pixel: Code): Code => lanes.store(pixel, get(register));
const nothing = (): Code => [];

export const WINDOW_KERNELS: readonly FunctionCode[] = [
  overWindows(
    'maxPool',
    (at, _, firstTap) => load(at, firstTap),
    ({ lanes, register, tap }) => set(register, lanes.maximum(get(register), lanes.load(tap))),
    store,
  ),
  overWindows(
    'averagePool',
    clear,
    ({ lanes, register, tap }) => set(register, lanes.add(get(register), lanes.load(tap))),
    ({ lanes, register, factor }, pixel) => lanes.store(pixel, lanes.multiply(get(register), factor)),
  ),
  // The image is the gradient to add to, the pixels are the output's gradient.
  overWindows(
    'averagePoolGradient',
    ({ lanes, register, factor }, pixel) => set(register, lanes.multiply(lanes.load(pixel), factor)),
    ({ lanes, register, tap }) => lanes.store(tap, lanes.add(lanes.load(tap), get(register))),
    nothing,
  ),
  overWindows(
    'depthwise',
    clear,
    ({ lanes, register, tap, weight }) =>
      set(register, lanes.add(get(register), lanes.multiply(lanes.load(tap), lanes.load(weight)))),
    store,
  ),
  overWindows(
    'depthwiseInputGradient',
    load,
    ({ lanes, register, tap, weight }) =>
      lanes.store(tap, lanes.add(lanes.load(tap), lanes.multiply(get(register), lanes.load(weight)))),
    nothing,
  ),
  // Adds to the weights, which are the kernel's gradient.
  overWindows(
    'depthwiseKernelGradient',
    load,
    ({ lanes, register, tap, weight }) =>
      lanes.store(weight, lanes.add(lanes.load(weight), lanes.multiply(get(register), lanes.load(tap)))),
    nothing,
  ),
];

/**
 * `maxPoolGradient(image, imageGradient, pixels, pixelGradients, count, step, rows, columns, imageRow, channels)`:
 * adds each pixel's gradient to the first place in its window that holds the maximum, as TensorFlow does.
 */
export const MAX_POOL_GRADIENT: FunctionCode = writeFunction('maxPoolGradient', ({ parameter, local }) => {
  const [image, gradient, pixels, pixelGradients, count, step, rows, columns, imageRow, channels] =
    Array.from({ length: 10 }, () => parameter('i32'));
  const [pixel, block, row, column, channel, offset, rowOffset, pixelBytes] = Array.from({ length: 8 }, () =>
    local('i32'),
  );
  const maxima = { f32: local('f32'), v128: local('v128') };
  const rest = { f32: local('f32'), v128: local('v128') };
  const values = { f32: local('f32'), v128: local('v128') };
  const loop = (lanes: Lanes, passes: Code): Code => {
    const [maximum, left, value] = [maxima, rest, values].map((registers) => registers[lanes.type]);
    const target = i32.add(get(gradient), get(offset));
    return repeat(block, passes, [
      ...set(maximum, lanes.load(get(pixels))),
      ...set(left, lanes.load(get(pixelGradients))),
      ...set(rowOffset, get(channel)),
      ...repeat(row, get(rows), [
        ...set(offset, get(rowOffset)),
        ...repeat(column, get(columns), [
          ...set(value, lanes.load(i32.add(get(image), get(offset)))),
          ...lanes.store(
            target,
            lanes.add(lanes.load(target), lanes.whereEqual(get(value), get(maximum), get(left))),
          ),
          ...set(left, lanes.whereUnlike(get(value), get(maximum), get(left))),
          ...increase(offset, get(pixelBytes)),
        ]),
        ...increase(rowOffset, get(imageRow)),
      ]),
      ...[channel, pixels, pixelGradients].flatMap((pointer) =>
        increase(pointer, i32.constant(4 * lanes.count)),
      ),
    ]);
  };
  return [
    ...set(pixelBytes, i32.shiftLeft(get(channels), i32.constant(2))),
    ...repeat(pixel, get(count), [
      ...set(channel, i32.constant(0)),
      ...loop(VECTOR, i32.shiftRight(get(channels), i32.constant(2))),
      ...loop(SCALAR, i32.and(get(channels), i32.constant(3))),
      ...increase(image, get(step)),
      ...increase(gradient, get(step)),
    ]),
  ];
});

/** `copyRows(from, to, rows, floats, fromStride, toStride)`, and `addRows`, which adds to what is there. */
const rowsKernel = (name: string, adding: boolean): FunctionCode =>
  writeFunction(name, ({ parameter, local }) => {
    const [from, to, rows, floats, fromStride, toStride] = Array.from({ length: 6 }, () => parameter('i32'));
    const [row, counter, source, target] = Array.from({ length: 4 }, () => local('i32'));
    const loop = (lanes: Lanes, passes: Code): Code => {
      const value = lanes.load(get(source));
      return repeat(counter, passes, [
        ...lanes.store(get(target), adding ? lanes.add(lanes.load(get(target)), value) : value),
        ...[source, target].flatMap((pointer) => increase(pointer, i32.constant(4 * lanes.count))),
      ]);
    };
    return repeat(row, get(rows), [
      ...set(source, get(from)),
      ...set(target, get(to)),
      ...loop(VECTOR, i32.shiftRight(get(floats), i32.constant(2))),
      ...loop(SCALAR, i32.and(get(floats), i32.constant(3))),
      ...increase(from, get(fromStride)),
      ...increase(to, get(toStride)),
    ]);
  });

export const ROW_KERNELS: readonly FunctionCode[] = [
  rowsKernel('copyRows', false),
  rowsKernel('addRows', true),
];
