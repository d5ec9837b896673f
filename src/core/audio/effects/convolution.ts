import { sharedFft } from '#core/audio/shared-fft.ts';

/** The longest transform: its memory is a few megabytes. Longer responses are convolved in parts. */
const MAX_FFT_SIZE = 2 ** 18;
const MIN_FFT_SIZE = 32;

/**
 * The convolution of a sound with a finite impulse response, of which it gives the samples `delay` to
 * `delay + samples.length − 1`, so that the length of the sound is kept. `delay` is 0 for a response that begins with
 * its direct path, and the middle of a symmetric filter, which then delays nothing.
 *
 * By overlap-add in the frequency domain (Oppenheim & Schafer, Discrete-Time Signal Processing, section 8.7.3), in
 * single precision. An empty response gives silence.
 */
export async function convolve(
  samples: Float32Array,
  response: Float32Array,
  delay = 0,
): Promise<Float32Array> {
  const output = new Float32Array(samples.length);
  const partTaps = MAX_FFT_SIZE / 2;
  for (let from = 0; from < response.length; from += partTaps) {
    await addConvolution(samples, response.subarray(from, from + partTaps), from - delay, output);
  }
  return output;
}

/** Adds the convolution to `output`, its sample 0 at index `start`. `response` has at most half the taps of a transform. */
async function addConvolution(
  samples: Float32Array,
  response: Float32Array,
  start: number,
  output: Float32Array,
): Promise<void> {
  const taps = response.length;
  if (samples.length === 0) return;
  const size = Math.min(
    powerOfTwo(samples.length + taps - 1),
    // Few sizes for all lengths of sounds.
    Math.min(MAX_FFT_SIZE, powerOfTwo(4 * taps)),
  );
  const fft = await sharedFft(size);
  const hop = size - taps + 1;
  const block = new Float32Array(size);
  const spectrum = new Float32Array(size);
  const filter = new Float32Array(size);
  block.set(response);
  fft.forward(block, filter);
  for (let from = 0; from < samples.length; from += hop) {
    const input = samples.subarray(from, from + hop);
    block.fill(0, input.length);
    block.set(input);
    fft.forward(block, spectrum);
    multiply(spectrum, filter);
    fft.inverse(spectrum, block);
    const first = Math.max(0, -(start + from));
    const end = Math.min(input.length + taps - 1, output.length - start - from);
    for (let i = first, o = start + from + first; i < end; i++, o++) output[o] += block[i];
  }
}

/** Multiplies two spectra in the order of `RealFft.forward`. The result is in the first. */
function multiply(spectrum: Float32Array, filter: Float32Array): void {
  spectrum[0] *= filter[0];
  spectrum[1] *= filter[1];
  for (let i = 2; i < spectrum.length; i += 2) {
    const re = spectrum[i] * filter[i] - spectrum[i + 1] * filter[i + 1];
    spectrum[i + 1] = spectrum[i] * filter[i + 1] + spectrum[i + 1] * filter[i];
    spectrum[i] = re;
  }
}

/** The smallest size of a transform that is a power of two and at least `length`. */
function powerOfTwo(length: number): number {
  let size = MIN_FFT_SIZE;
  while (size < length) size *= 2;
  return size;
}
