/**
 * The Kaiser window and the low-pass filters made with it (Kaiser & Schafer 1980, "On the use of the I0-sinh window
 * for spectrum analysis"; Oppenheim & Schafer, Discrete-Time Signal Processing, section 7.5.3).
 */

/** The modified Bessel function of the first kind and order zero, by its power series. `x` of any sign. */
export function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

/** The window's shape β for a stopband `attenuationDb` (above 50) below the passband. */
export function kaiserBeta(attenuationDb: number): number {
  return 0.1102 * (attenuationDb - 8.7);
}

/**
 * The length, in samples, of the filter that falls by `attenuationDb` (above 50) within a transition band of
 * `transition` cycles per sample.
 */
export function kaiserLength(attenuationDb: number, transition: number): number {
  return (attenuationDb - 7.95) / (2.285 * 2 * Math.PI * transition) + 1;
}

/**
 * The impulse response of a low-pass filter at continuous time: 2·`cutoff`·sinc(2·`cutoff`·t) under a Kaiser window
 * that reaches `halfLength` to either side. Time is in samples, `cutoff` (the middle of the transition band) in
 * cycles per sample; the gain at zero frequency is 1.
 */
export function kaiserLowPass(cutoff: number, halfLength: number, beta: number): (time: number) => number {
  const peak = besselI0(beta);
  return (time) => {
    const position = time / halfLength;
    if (Math.abs(position) >= 1) return 0;
    const angle = 2 * Math.PI * cutoff * time;
    const sinc = Math.abs(angle) < 1e-9 ? 1 : Math.sin(angle) / angle;
    return (2 * cutoff * sinc * besselI0(beta * Math.sqrt(1 - position * position))) / peak;
  };
}
