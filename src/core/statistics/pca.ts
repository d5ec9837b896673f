import { createRandom } from '#shared/random.ts';

export interface Projection {
  /** `[n, components]`, row-major: the rows along the directions of largest variance, without their mean. */
  points: Float64Array;
  /** The share of the variance along each direction, 0…1, the largest first. */
  shares: number[];
}

/** More directions than asked for make the iteration converge faster. */
const EXTRA_DIRECTIONS = 8;
const MAX_ITERATIONS = 500;
/** The relative change of the variances at which the iteration ends. */
const TOLERANCE = 1e-12;

/**
 * Principal component analysis of `rows` `[n, width]`: the rows without their mean, along the directions in which they vary most.
 * The directions are found by subspace iteration with Rayleigh–Ritz steps (Halko, Martinsson and Tropp 2011, SIAM Review 53(2)).
 * Each direction has the sign with which its weight of the largest magnitude is positive, as in scikit-learn. Directions
 * without variance give zeros. Equal rows give equal results, whatever the machine.
 * @throws RangeError for fewer than one row or component, or values that are not whole rows.
 */
export function principalComponents(rows: ArrayLike<number>, width: number, components: number): Projection {
  const n = rows.length / width;
  if (!(Number.isInteger(n) && n >= 1 && Number.isInteger(components) && components >= 1))
    throw new RangeError(`${rows.length} values of width ${width} have no ${components} components.`);
  const centred = withoutMean(rows, n, width);
  const total = centred.reduce((sum, value) => sum + value * value, 0);
  const none = { points: new Float64Array(n * components), shares: Array<number>(components).fill(0) };
  if (total === 0) return none;

  const size = Math.min(components + EXTRA_DIRECTIONS, n, width);
  const random = createRandom(0, 'principal components');
  let directions = orthonormal(
    Array.from({ length: size }, () => Float64Array.from({ length: width }, () => random.normal())),
  );
  let variances: number[] = [];
  for (let iteration = 0; ; iteration++) {
    const products = directions.map((direction) => times(centred, n, width, direction));
    const small = products.map((a) => products.map((b) => dot(a, b)));
    const { values, vectors } = symmetricEigen(small);
    const before = variances;
    variances = values;
    directions = vectors.map((weights) => combined(directions, weights, width));
    const isSettled = (value: number, i: number) => Math.abs(value - (before[i] ?? 0)) <= TOLERANCE * total;
    const settled = before.length > 0 && values.slice(0, components).every(isSettled);
    if (settled || iteration === MAX_ITERATIONS) break;
    const next = vectors.map((weights) => transposedTimes(centred, n, width, combined(products, weights, n)));
    directions = orthonormal(next);
  }
  const result = none;
  for (let component = 0; component < Math.min(components, directions.length); component++) {
    if (variances[component] <= TOLERANCE * total) break;
    const direction = directions[component];
    const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const sign = largest < 0 ? -1 : 1;
    times(centred, n, width, direction).forEach((value, row) => {
      result.points[row * components + component] = sign * value;
    });
    result.shares[component] = variances[component] / total;
  }
  return result;
}

function withoutMean(rows: ArrayLike<number>, n: number, width: number): Float64Array {
  const means = new Float64Array(width);
  for (let i = 0; i < n * width; i++) means[i % width] += rows[i] / n;
  return Float64Array.from({ length: n * width }, (_, i) => rows[i] - means[i % width]);
}

/** `[n]`: each row times the vector. */
function times(rows: Float64Array, n: number, width: number, vector: Float64Array): Float64Array {
  const product = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    const start = row * width;
    for (let i = 0; i < width; i++) sum += rows[start + i] * vector[i];
    product[row] = sum;
  }
  return product;
}

/** `[width]`: the sum of the rows, each times its value of the vector. */
function transposedTimes(rows: Float64Array, n: number, width: number, vector: Float64Array): Float64Array {
  const product = new Float64Array(width);
  for (let row = 0; row < n; row++) {
    const factor = vector[row];
    const start = row * width;
    for (let i = 0; i < width; i++) product[i] += factor * rows[start + i];
  }
  return product;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** The sum of vectors, each times its weight. */
function combined(
  vectors: readonly Float64Array[],
  weights: readonly number[],
  length: number,
): Float64Array {
  const sum = new Float64Array(length);
  vectors.forEach((vector, j) => {
    for (let i = 0; i < length; i++) sum[i] += weights[j] * vector[i];
  });
  return sum;
}

/** Modified Gram–Schmidt, twice for full precision. Vectors that depend on those before become zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const own = vector.slice();
    const length = Math.sqrt(dot(own, own));
    for (let pass = 0; pass < 2; pass++)
      for (const other of done) {
        const share = dot(own, other);
        for (let i = 0; i < own.length; i++) own[i] -= share * other[i];
      }
    const left = Math.sqrt(dot(own, own));
    const isDependent = left <= 1e-13 * length || left === 0;
    done.push(own.map((value) => (isDependent ? 0 : value / left)));
  }
  return done;
}

const MAX_SWEEPS = 60;

/** Eigenvalues, the largest first, and eigenvectors of a small symmetric matrix, by Jacobi's rotations. */
function symmetricEigen(matrix: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, i) => matrix.map((_row, j): number => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += a[p][q] ** 2;
    if (off === 0) break;
    for (let p = 0; p < size; p++)
      for (let q = p + 1; q < size; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < size; k++) {
          const [kp, kq] = [a[k][p], a[k][q]];
          a[k][p] = c * kp - s * kq;
          a[k][q] = s * kp + c * kq;
        }
        for (let k = 0; k < size; k++) {
          const [pk, qk] = [a[p][k], a[q][k]];
          a[p][k] = c * pk - s * qk;
          a[q][k] = s * pk + c * qk;
          const [vp, vq] = [v[k][p], v[k][q]];
          v[k][p] = c * vp - s * vq;
          v[k][q] = s * vp + c * vq;
        }
      }
  }
  const order = a.map((_, i) => i).sort((i, j) => a[j][j] - a[i][i]);
  return { values: order.map((i) => a[i][i]), vectors: order.map((i) => v.map((row) => row[i])) };
}
