/**
 * A second-order digital resonator (Klatt 1980, JASA 67(3), eq. 1 and 2): y = A x + B y₁ + C y₂ with
 * C = −e^(−2π bw/fs), B = 2 e^(−π bw/fs) cos(2π f/fs), A = 1 − B − C (gain 1 at 0 Hz).
 */
export interface Resonator {
  a: number;
  b: number;
  c: number;
  y1: number;
  y2: number;
}

export function createResonator(): Resonator {
  return { a: 1, b: 0, c: 0, y1: 0, y2: 0 };
}

/** Tunes to `frequencyHz` (below half the sample rate) and `bandwidthHz`. Keeps the state, to avoid a click. */
export function tune(
  resonator: Resonator,
  frequencyHz: number,
  bandwidthHz: number,
  sampleRateHz: number,
): void {
  const radius = Math.exp((-Math.PI * bandwidthHz) / sampleRateHz);
  resonator.c = -radius * radius;
  resonator.b = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
  resonator.a = 1 - resonator.b - resonator.c;
}

/** Like {@link tune}, but white noise keeps its deviation of 1 (from the variance of an AR(2) process). */
export function tuneForNoise(
  resonator: Resonator,
  frequencyHz: number,
  bandwidthHz: number,
  sampleRateHz: number,
): void {
  tune(resonator, frequencyHz, bandwidthHz, sampleRateHz);
  const { b, c } = resonator;
  resonator.a = Math.sqrt(((1 + c) * ((1 - c) ** 2 - b * b)) / (1 - c));
}

/** Filters `samples[from, to)` in place. */
export function resonate(resonator: Resonator, samples: Float32Array, from: number, to: number): void {
  const { a, b, c } = resonator;
  let { y1, y2 } = resonator;
  for (let i = from; i < to; i++) {
    const y = a * samples[i] + b * y1 + c * y2;
    y2 = y1;
    y1 = y;
    samples[i] = y;
  }
  resonator.y1 = y1;
  resonator.y2 = y2;
}

/** The inverse of a tuned resonator, a zero in the spectrum (Klatt 1980, eq. 3); `y1` and `y2` hold its inputs. */
export function antiresonate(resonator: Resonator, samples: Float32Array, from: number, to: number): void {
  const { a, b, c } = resonator;
  let { y1: x1, y2: x2 } = resonator;
  for (let i = from; i < to; i++) {
    const x = samples[i];
    samples[i] = (x - b * x1 - c * x2) / a;
    x2 = x1;
    x1 = x;
  }
  resonator.y1 = x1;
  resonator.y2 = x2;
}
