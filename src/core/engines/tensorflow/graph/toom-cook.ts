/** The three matrices of a minimal filtering algorithm: `output · ((filter · g) ⊙ (input · d))` filters `d` by `g`. */
export interface Filtering {
  /** `[products][outputs + taps − 1]` */
  input: number[][];
  /** `[products][taps]` */
  filter: number[][];
  /** `[outputs][products]`; the column of the point 1 is all ones. */
  output: number[][];
}

/**
 * The matrices of F(outputs, taps), which needs outputs + taps − 1 products instead of outputs · taps (Winograd 1980,
 * "Arithmetic complexity of computations"; for networks Lavin and Gray 2016, arXiv:1509.09308), by the Toom-Cook
 * method: evaluation at `points` and at infinity, transposed. `points`: outputs + taps − 2 different numbers.
 */
export function filtering(outputs: number, taps: number, points: readonly number[]): Filtering {
  const products = outputs + taps - 1;
  if (points.length !== products - 1) throw new RangeError(`filtering needs ${products - 1} points.`);
  const powers = (count: number): number[][] => [
    ...points.map((point) => Array.from({ length: count }, (_, exponent) => point ** exponent)),
    Array.from({ length: count }, (_, exponent) => (exponent === count - 1 ? 1 : 0)),
  ];
  const input = transpose(inverse(powers(products)));
  const filter = powers(taps);
  // Scale the rows of `input` to the size 1, so that the products have the magnitude of the data.
  for (let i = 0; i < products; i++) {
    const size = Math.max(...input[i].map(Math.abs));
    input[i] = input[i].map((value) => value / size);
    filter[i] = filter[i].map((value) => value * size);
  }
  return { input, filter, output: transpose(powers(outputs)) };
}

function transpose(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

/** The inverse by Gauss-Jordan elimination, with the largest pivot of each column. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column + 1; i < size; i++)
      if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    const scale = rows[column][column];
    rows[column] = rows[column].map((value) => value / scale);
    for (let i = 0; i < size; i++) {
      const factor = rows[i][column];
      if (i === column || factor === 0) continue;
      rows[i] = rows[i].map((value, j) => value - factor * rows[column][j]);
    }
  }
  return rows.map((row) => row.slice(size));
}
