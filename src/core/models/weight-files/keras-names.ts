/**
 * Generates the names that a new Keras session gives to unnamed layers: `conv2d`, `conv2d_1`, `conv2d_2`, counted for
 * each base in the order of the calls. Keras weight files contain these names.
 */
export function createKerasNames(): (base: string) => string {
  const counts = new Map<string, number>();
  return (base) => {
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    return count === 0 ? base : `${base}_${count}`;
  };
}
