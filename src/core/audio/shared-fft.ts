import { createRealFft, type RealFft } from './fft.ts';

/** One transform per size, kept for the life of the thread: few sizes serve all uses, and transforms are stateless. */
const ffts = new Map<number, Promise<RealFft>>();

/** The transform of `size` real samples that all code on this thread shares. Throws what {@link createRealFft} throws. */
export function sharedFft(size: number): Promise<RealFft> {
  let fft = ffts.get(size);
  if (fft === undefined) {
    fft = createRealFft(size);
    ffts.set(size, fft);
    fft.catch(() => ffts.delete(size));
  }
  return fft;
}
