import { type Kernel, kernel } from '#core/simd/assembler.ts';
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

/** The current position of the loops. */
interface Position<T extends FloatType> {
  lanes: Lanes<T>;
  /** Address in the image of the window's first tap. */
  first: Value<'i32'>;
  /** Address of the current tap. */
  tap: Value<'i32'>;
  /** Address of the tap's weights, one per channel. */
  weight: Value<'i32'>;
  /** Address of the current output pixel. */
  pixel: Value<'i32'>;
  /** The register of that pixel. */
  register: Local<T>;
  factor: Value<T>;
}

/** Operations on some channels of an output pixel: before, at and after the taps of its window. */
interface WindowBody {
  begin<T extends FloatType>(position: Position<T>): Statement;
  eachTap<T extends FloatType>(position: Position<T>): Statement;
  end<T extends FloatType>(position: Position<T>): Statement;
}

/**
 * A kernel that slides a window over an image, all channels of a pixel at a time. Strides and addresses are in bytes.
 * `count` output pixels are side by side at `pixels`. The window of `rows` × `columns` of the first pixel starts at
 * `image` and moves by `step`. `weights` holds `[rows, columns, channels]`, with the row stride `weightsRow`.
 */
function overWindows(body: WindowBody): Kernel<'none'> {
  const parameters = {
    image: 'i32',
    pixels: 'i32',
    weights: 'i32',
    count: 'i32',
    step: 'i32',
    rows: 'i32',
    columns: 'i32',
    imageRow: 'i32',
    weightsRow: 'i32',
    channels: 'i32',
    factor: 'f32',
  } as const;
  return kernel(parameters, (given, locals) => {
    const { image, pixels, weights, count, step, rows, columns, imageRow, weightsRow, channels } = given;
    const [pixel, block, row, column, first, rowStart, tap, weightStart, weightRow, weight, pixelBytes] =
      locals('i32');
    const [scalar] = locals('f32');
    const [vector] = locals('v128');
    const loop = <T extends FloatType>(
      lanes: Lanes<T>,
      register: Local<T>,
      passes: Value<'i32'>,
    ): Statement => {
      const factor = lanes.splat(given.factor);
      const position = { lanes, first, tap, weight, pixel: pixels, register, factor };
      return repeat(block, passes, [
        body.begin(position),
        set(rowStart, first),
        set(weightRow, weightStart),
        repeat(row, rows, [
          set(tap, rowStart),
          set(weight, weightRow),
          repeat(column, columns, [
            body.eachTap(position),
            increase(tap, pixelBytes),
            increase(weight, pixelBytes),
          ]),
          increase(rowStart, imageRow),
          increase(weightRow, weightsRow),
        ]),
        body.end(position),
        [first, weightStart, pixels].map((pointer) => increase(pointer, 4 * lanes.count)),
      ]);
    };
    return [
      set(pixelBytes, i32.shiftLeft(channels, 2)),
      repeat(pixel, count, [
        set(first, image),
        set(weightStart, weights),
        loop(f32x4, vector, i32.shiftRight(channels, 2)),
        loop(f32, scalar, i32.and(channels, 3)),
        increase(image, step),
      ]),
    ];
  });
}

const clear: WindowBody['begin'] = ({ lanes, register }) => set(register, lanes.constant(0));
const loadPixel: WindowBody['begin'] = ({ lanes, register, pixel }) => set(register, lanes.load(pixel));
const storePixel: WindowBody['end'] = ({ lanes, register, pixel }) => lanes.store(pixel, register);
const nothing: WindowBody['end'] = () => [];

const maxPool = overWindows({
  begin: ({ lanes, register, first }) => set(register, lanes.load(first)),
  eachTap: ({ lanes, register, tap }) => set(register, lanes.maximum(register, lanes.load(tap))),
  end: storePixel,
});

/** `factor`: 1 / the number of taps. */
const averagePool = overWindows({
  begin: clear,
  eachTap: ({ lanes, register, tap }) => set(register, lanes.add(register, lanes.load(tap))),
  end: ({ lanes, register, pixel, factor }) => lanes.store(pixel, lanes.multiply(register, factor)),
});

/** The image is the gradient to add to; the pixels are the output's gradient. */
const averagePoolGradient = overWindows({
  begin: ({ lanes, register, pixel, factor }) => set(register, lanes.multiply(lanes.load(pixel), factor)),
  eachTap: ({ lanes, register, tap }) => lanes.store(tap, lanes.add(lanes.load(tap), register)),
  end: nothing,
});

const depthwise = overWindows({
  begin: clear,
  eachTap: ({ lanes, register, tap, weight }) =>
    set(register, lanes.add(register, lanes.multiply(lanes.load(tap), lanes.load(weight)))),
  end: storePixel,
});

/** The image is the gradient to add to; the pixels are the output's gradient. */
const depthwiseInputGradient = overWindows({
  begin: loadPixel,
  eachTap: ({ lanes, register, tap, weight }) =>
    lanes.store(tap, lanes.add(lanes.load(tap), lanes.multiply(register, lanes.load(weight)))),
  end: nothing,
});

/** The weights are the gradient to add to; the pixels are the output's gradient. */
const depthwiseKernelGradient = overWindows({
  begin: loadPixel,
  eachTap: ({ lanes, register, tap, weight }) =>
    lanes.store(weight, lanes.add(lanes.load(weight), lanes.multiply(register, lanes.load(tap)))),
  end: nothing,
});

/**
 * Slides like {@link overWindows} and adds each pixel's gradient to the first tap in its window that equals the
 * maximum, as TensorFlow does. `gradient` has the layout of `image`, `pixelGradients` that of `pixels`, which contains
 * the maxima.
 */
const maxPoolGradient = kernel(
  {
    image: 'i32',
    gradient: 'i32',
    pixels: 'i32',
    pixelGradients: 'i32',
    count: 'i32',
    step: 'i32',
    rows: 'i32',
    columns: 'i32',
    imageRow: 'i32',
    channels: 'i32',
  },
  ({ image, gradient, pixels, pixelGradients, count, step, rows, columns, imageRow, channels }, locals) => {
    const [pixel, block, row, column, channel, offset, rowOffset, pixelBytes] = locals('i32');
    const loop = <T extends FloatType>(lanes: Lanes<T>, passes: Value<'i32'>): Statement => {
      const [maximum, left, value] = locals(lanes.type);
      const target = i32.add(gradient, offset);
      return repeat(block, passes, [
        set(maximum, lanes.load(pixels)),
        set(left, lanes.load(pixelGradients)),
        set(rowOffset, channel),
        repeat(row, rows, [
          set(offset, rowOffset),
          repeat(column, columns, [
            set(value, lanes.load(i32.add(image, offset))),
            lanes.store(target, lanes.add(lanes.load(target), lanes.whereEqual(value, maximum, left))),
            set(left, lanes.whereNotEqual(value, maximum, left)),
            increase(offset, pixelBytes),
          ]),
          increase(rowOffset, imageRow),
        ]),
        [channel, pixels, pixelGradients].map((pointer) => increase(pointer, 4 * lanes.count)),
      ]);
    };
    return [
      set(pixelBytes, i32.shiftLeft(channels, 2)),
      repeat(pixel, count, [
        set(channel, 0),
        loop(f32x4, i32.shiftRight(channels, 2)),
        loop(f32, i32.and(channels, 3)),
        increase(image, step),
        increase(gradient, step),
      ]),
    ];
  },
);

export const WINDOW_KERNELS = {
  maxPool,
  maxPoolGradient,
  averagePool,
  averagePoolGradient,
  depthwise,
  depthwiseInputGradient,
  depthwiseKernelGradient,
};
