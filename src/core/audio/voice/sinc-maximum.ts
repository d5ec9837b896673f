/** Samples on each side from which a value between samples is computed. */
const DEPTH = 30;
/** Each round makes the error of a smooth maximum much smaller; after three it is below that of float32. */
const ROUNDS = 3;

/**
 * The value of an even, band-limited sequence (`values[−i]` = `values[i]`) between its samples: a sum of sinc functions under a
 * Hann window (Boersma 1993, equation 22). The window is shorter near the end of the values.
 */
export function sincValue(values: Float64Array, place: number): number {
  const below = Math.floor(place);
  const fraction = place - below;
  if (fraction === 0) return values[below];
  const depth = Math.min(DEPTH, values.length - 1 - below);
  const sine = Math.sin(Math.PI * fraction) / Math.PI;
  let sum = 0;
  for (let i = 1 - depth; i <= depth; i++) {
    const distance = fraction - i;
    const sinc = (i % 2 === 0 ? sine : -sine) / distance;
    const reach = distance < 0 ? 1 - fraction + depth : fraction + depth;
    const taper = 0.5 + 0.5 * Math.cos((Math.PI * distance) / reach);
    sum += values[Math.abs(below + i)] * sinc * taper;
  }
  return sum;
}

/** Place and height of the maximum within one sample of a local maximum of the sequence. */
export function maximumNear(values: Float64Array, index: number): { place: number; height: number } {
  let step = 1;
  let place = index;
  let [left, height, right] = [values[index - 1], values[index], values[index + 1]];
  for (let round = 0; round <= ROUNDS; round++) {
    // The top of the parabola through three points.
    const curvature = 2 * height - left - right;
    if (curvature > 0) {
      const shift = (0.5 * (right - left)) / curvature;
      place += step * Math.max(-1, Math.min(1, shift));
    }
    place = Math.max(index - 1, Math.min(index + 1, place));
    height = sincValue(values, place);
    if (round === ROUNDS) break;
    step /= 8;
    left = sincValue(values, place - step);
    right = sincValue(values, place + step);
  }
  return { place, height };
}
