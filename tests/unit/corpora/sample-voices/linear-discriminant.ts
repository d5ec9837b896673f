/**
 * Linear discriminant analysis with equal priors: each class is a Gaussian with its own mean and the pooled covariance
 * (Hastie, Tibshirani & Friedman 2009, section 4.3). Returns the classifier.
 */
export function fitLinearDiscriminant(
  rows: readonly (readonly number[])[],
  classes: readonly number[],
): (row: readonly number[]) => number {
  const d = rows[0].length;
  const names = [...new Set(classes)].sort((a, b) => a - b);
  const means = names.map((name) => {
    const own = rows.filter((_, i) => classes[i] === name);
    return Array.from({ length: d }, (_, j) => own.reduce((sum, row) => sum + row[j], 0) / own.length);
  });
  const covariance = Array.from({ length: d }, () => new Array<number>(d).fill(0));
  rows.forEach((row, i) => {
    const centre = means[names.indexOf(classes[i])];
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < d; k++)
        covariance[j][k] += ((row[j] - centre[j]) * (row[k] - centre[k])) / rows.length;
    }
  });
  const weights = means.map((centre) => solve(covariance, centre));
  const biases = means.map(
    (centre, c) => -0.5 * centre.reduce((sum, value, j) => sum + value * weights[c][j], 0),
  );
  return (row) => {
    const scores = weights.map((weight, c) => weight.reduce((sum, w, j) => sum + w * row[j], biases[c]));
    return names[scores.indexOf(Math.max(...scores))];
  };
}

/** Mean recall of the classes that occur in `actual`. */
export function meanRecall(actual: readonly number[], predicted: readonly number[]): number {
  const names = [...new Set(actual)];
  const recalls = names.map((name) => {
    const own = actual.flatMap((t, i) => (t === name ? [i] : []));
    return own.filter((i) => predicted[i] === name).length / own.length;
  });
  return recalls.reduce((a, b) => a + b, 0) / recalls.length;
}

/** Gaussian elimination with partial pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) if (Math.abs(a[r][column]) > Math.abs(a[pivot][column])) pivot = r;
    [a[column], a[pivot]] = [a[pivot], a[column]];
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const factor = a[r][column] / a[column][column];
      for (let k = column; k <= n; k++) a[r][k] -= factor * a[column][k];
    }
  }
  return a.map((row, i) => row[n] / row[i]);
}
