import { FLOAT, flag, typeAttribute } from './attributes.ts';
import type { Graph, Shortcut, Tensor } from './graph.ts';
import { concatenate, reshape, sizesOf, split } from './shaping.ts';
import { type Filtering, filtering } from './toom-cook.ts';
import {
  biasAdd,
  biasGradient,
  conv2d,
  convolutionAttributes,
  convolutionGradients,
  matMul,
  type Window,
} from './windows.ts';

const TAPS = 3;
/** Number of rows computed together: six products replace twelve. */
const ROWS = 4;
/** The product of the point 1 is added to every row once, so the bias is added to it. */
const POINTS = [0, 1, -1, 0.5, -0.5];
const BIAS_PRODUCT = 1;
const PRODUCTS = ROWS + TAPS - 1;
const WINDOW: Window = { strides: [1, 1], padding: 'same' };
const { input: INPUT, filter: FILTER, output: OUTPUT }: Filtering = filtering(ROWS, TAPS, POINTS);

/**
 * With fewer products per clip and weight, transforming the weights costs more than it saves. With fewer channels,
 * transforming the images does. Measured on two cores with AVX-512 at 8 clips per batch.
 */
const MIN_POSITIONS = 150;
const MIN_CHANNELS = 64;
/** The images are transformed by matrices of their height; for tall images this costs more than it saves. */
const MAX_HEIGHT = 128;

/** Whether {@link winogradConv2d} can replace the plain convolution and is faster. */
export function suitsWinograd(x: readonly number[], kernel: readonly number[]): boolean {
  const [, height, width, channels] = x;
  return (
    kernel[0] === TAPS &&
    height * width >= MIN_POSITIONS &&
    height > TAPS &&
    height <= MAX_HEIGHT &&
    channels >= MIN_CHANNELS &&
    kernel[3] >= MIN_CHANNELS
  );
}

/**
 * A convolution of `[n, height, width, channels]` with a kernel three rows high, stride 1, `same` padding and a bias,
 * with half the multiplications: minimal filtering F(4, 3) along the height, and six plain convolutions, one row high,
 * along the width. Rounding errors are a few times those of a plain convolution (10⁻⁶ of the largest value). `keep` may
 * store the transformed kernels for later runs.
 */
export function winogradConv2d(
  graph: Graph,
  x: Tensor,
  kernel: Tensor,
  { bias, keep = (kernels) => kernels }: { bias?: Tensor; keep?: (kernels: Tensor) => Tensor } = {},
): Tensor {
  const [, height, width, channels] = x.shape;
  const [, taps, , filters] = kernel.shape;
  const { spread, gather, spreadAll, gatherAll } = constants(graph, height);
  const rowsOf = (image: Tensor) => {
    const [n, rows, columns, depth] = image.shape;
    return reshape(graph, image, [n, rows, columns * depth]);
  };
  const imageOf = (rows: Tensor, depth: number) =>
    reshape(graph, rows, [rows.shape[0], rows.shape[1], width, depth]);
  const filter = graph.floats(FILTER.flat(), [PRODUCTS, TAPS]);
  const kernelSize = taps * channels * filters;

  const flat = rowsOf(x);
  const parts = spread.map((matrix) => imageOf(rowProduct(graph, matrix, flat), channels));
  const flatKernels = matMul(graph, filter, reshape(graph, kernel, [TAPS, kernelSize]));
  const ones = parts.map(() => 1);
  const kernels = split(graph, keep(flatKernels), ones, 0).map((part) =>
    reshape(graph, part, [1, taps, channels, filters]),
  );
  const products = parts.map((part, i) => {
    const product = conv2d(graph, part, kernels[i], WINDOW);
    return rowsOf(bias && i === BIAS_PRODUCT ? biasAdd(graph, product, bias) : product);
  });

  const gradients = (gradient: Tensor, wanted: readonly boolean[]): (Tensor | undefined)[] => {
    const perProduct = parts.map((part, i) => {
      const ofProduct = imageOf(rowProduct(graph, gather[i], gradient, { transposed: true }), filters);
      const of = { x: part, kernel: kernels[i], gradient: ofProduct };
      const both = convolutionGradients(graph, 'Conv2D', convolutionAttributes(WINDOW), of, (tensor) =>
        sizesOf(graph, tensor),
      );
      return { ofProduct, ...both };
    });
    const ofInput = () => {
      const rows = perProduct.map((product) => rowsOf(product.input()));
      const sum = rowProduct(graph, spreadAll, concatenate(graph, rows, 1), { transposed: true });
      return imageOf(sum, channels);
    };
    const ofKernel = () => {
      const flats = perProduct.map((product) => reshape(graph, product.kernel(), [1, kernelSize]));
      const sum = matMul(graph, filter, concatenate(graph, flats, 0), { a: true });
      return reshape(graph, sum, kernel.shape);
    };
    return [
      wanted[0] ? ofInput() : undefined,
      wanted[1] ? ofKernel() : undefined,
      bias && wanted[2] ? biasGradient(graph, perProduct[BIAS_PRODUCT].ofProduct) : undefined,
    ];
  };
  const shortcut = { inputs: bias ? [x, kernel, bias] : [x, kernel], gradients };
  return imageOf(rowProduct(graph, gatherAll, concatenate(graph, products, 1), { shortcut }), filters);
}

/** Multiplies a matrix by each image of `[n, rows, values]`, along the rows. */
function rowProduct(
  graph: Graph,
  matrix: Tensor,
  images: Tensor,
  { transposed = false, shortcut }: { transposed?: boolean; shortcut?: Shortcut } = {},
): Tensor {
  return graph.add({
    op: 'BatchMatMulV2',
    inputs: [matrix, images],
    attributes: { T: typeAttribute(FLOAT), adj_x: flag(transposed), adj_y: flag(false) },
    shapes: [[images.shape[0], matrix.shape[transposed ? 1 : 0], images.shape[2]]],
    shortcut,
  }).outputs[0];
}

/**
 * `spread[i]`, `[tiles, height]`, transforms an image to the input of the i-th kernel; `gather[i]`, `[height, tiles]`,
 * transforms that kernel's output to its share of the result. `spreadAll` and `gatherAll` contain all six, stacked
 * vertically or side by side.
 */
function constants(graph: Graph, height: number) {
  const tiles = Math.ceil(height / ROWS);
  const zeros = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
  const spread = INPUT.map((row) => {
    const matrix = zeros(tiles, height);
    for (let tile = 0; tile < tiles; tile++)
      row.forEach((value, k) => {
        // A tile starts one row above its outputs; values outside of the image are zero.
        const from = tile * ROWS + k - 1;
        if (from >= 0 && from < height) matrix[tile][from] = value;
      });
    return matrix;
  });
  const gather = INPUT.map((_, i) => {
    const matrix = zeros(height, tiles);
    for (let row = 0; row < height; row++) matrix[row][Math.floor(row / ROWS)] = OUTPUT[row % ROWS][i];
    return matrix;
  });
  const beside = zeros(height, 0).map((_, row) => gather.flatMap((matrix) => matrix[row]));
  return {
    spread: spread.map((matrix) => graph.floats(matrix.flat(), [tiles, height])),
    gather: gather.map((matrix) => graph.floats(matrix.flat(), [height, tiles])),
    spreadAll: graph.floats(spread.flat(2), [PRODUCTS * tiles, height]),
    gatherAll: graph.floats(beside.flat(), [height, PRODUCTS * tiles]),
  };
}
