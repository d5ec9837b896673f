/**
 * The root of a continuous function that falls from a positive value at 0 to a negative one: the interval is doubled until
 * it holds the root, then narrowed by Ridders' method (Ridders CJF (1979), IEEE Trans. Circuits Syst. 26, 979–980), which
 * keeps the root between its bounds. Accurate to a few units in the last place of the function. 0 when the function is not
 * positive at 0.
 */
export function findRoot(falling: (x: number) => number): number {
  let low = 0;
  let atLow = falling(low);
  if (atLow <= 0) return 0;
  let high = 1;
  let atHigh = falling(high);
  while (atHigh > 0) {
    [low, atLow] = [high, atHigh];
    high *= 2;
    atHigh = falling(high);
  }
  let root = high;
  // Quadratic convergence needs about ten rounds.
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    const atMiddle = falling(middle);
    const next = middle + ((middle - low) * atMiddle) / Math.sqrt(atMiddle * atMiddle - atLow * atHigh);
    const moved = Math.abs(next - root);
    root = next;
    const atRoot = falling(root);
    if (atRoot === 0 || moved <= 2 * Number.EPSILON * root) break;
    const points = [
      [middle, atMiddle],
      [root, atRoot],
    ];
    for (const [x, value] of points) {
      if (value > 0 && x > low) [low, atLow] = [x, value];
      if (value <= 0 && x < high) [high, atHigh] = [x, value];
    }
  }
  return root;
}
