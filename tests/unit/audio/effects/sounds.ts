/** Sounds for the tests of effects. */

export const RATE = 16_000;

export const sine = (hz: number, seconds: number, amplitude = 0.5, rate = RATE): Float32Array =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / rate),
  );

export const meanSquare = (samples: Float32Array): number =>
  samples.reduce((sum, value) => sum + value * value, 0) / samples.length;

export const decibels = (power: number): number => 10 * Math.log10(power);

/** Amplitude of the component at a frequency: the discrete Fourier transform at one point, under a Hann window. */
export function amplitudeAt(samples: Float32Array, hz: number, rate = RATE): number {
  let [re, im, weights] = [0, 0, 0];
  for (let n = 0; n < samples.length; n++) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / samples.length);
    const phase = (2 * Math.PI * hz * n) / rate;
    re += weight * samples[n] * Math.cos(phase);
    im += weight * samples[n] * Math.sin(phase);
    weights += weight;
  }
  return (2 * Math.hypot(re, im)) / weights;
}
