import type { Random } from '#shared/random.ts';

/** White Gaussian noise of power 1: pairs of standard normal numbers (Box and Muller 1958), twice as fast as one by one. */
export function gaussianNoise(length: number, random: Random): Float32Array {
  const noise = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    noise[i] = radius * Math.cos(angle);
    if (i + 1 < length) noise[i + 1] = radius * Math.sin(angle);
  }
  return noise;
}
