/** A second-order section `y = b0·x + b1·x₁ + b2·x₂ − a1·y₁ − a2·y₂`. */
export interface Biquad {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

/** Second-order Butterworth low-pass (Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients). */
export function lowPassBiquad(cutoffHz: number, sampleRateHz: number): Biquad {
  const angle = (2 * Math.PI * cutoffHz) / sampleRateHz;
  const alpha = Math.sin(angle) / Math.SQRT2;
  const b1 = (1 - Math.cos(angle)) / (1 + alpha);
  return { b0: b1 / 2, b1, b2: b1 / 2, ...poles(angle, alpha) };
}

/** Band-pass with unit gain at the geometric mean of its edges (the same source). */
export function bandPassBiquad(lowHz: number, highHz: number, sampleRateHz: number): Biquad {
  const centreHz = Math.sqrt(lowHz * highHz);
  const angle = (2 * Math.PI * centreHz) / sampleRateHz;
  const alpha = (Math.sin(angle) * (highHz - lowHz)) / (2 * centreHz);
  const gain = alpha / (1 + alpha);
  return { b0: gain, b1: 0, b2: -gain, ...poles(angle, alpha) };
}

function poles(angle: number, alpha: number): Pick<Biquad, 'a1' | 'a2'> {
  return { a1: (-2 * Math.cos(angle)) / (1 + alpha), a2: (1 - alpha) / (1 + alpha) };
}

/** The filtered samples, with a zero initial state. */
export function filterBiquad(samples: Float64Array, { b0, b1, b2, a1, a2 }: Biquad): Float64Array {
  const result = new Float64Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i];
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    result[i] = y;
  }
  return result;
}
