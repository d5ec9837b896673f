/** A sound that is louder by `gainDb` decibels, or quieter. Nothing is clipped. */
export function applyGain(samples: Float32Array, gainDb: number): Float32Array {
  const factor = 10 ** (gainDb / 20);
  return samples.map((sample) => sample * factor);
}
