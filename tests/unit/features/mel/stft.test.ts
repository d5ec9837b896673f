import { describe, expect, test } from 'vitest';
import { createStft, hannWindow } from '#core/features/mel/stft.ts';
import { kernelMemory } from './kernel-memory.ts';

/** |DFT|² of the windowed frame around sample `centre`, by its definition. */
function powerAt(samples: Float32Array, centre: number, fft: number, window: number, bin: number): number {
  let re = 0;
  let im = 0;
  for (let i = 0; i < fft; i++) {
    const w = i - Math.floor((fft - window) / 2);
    const taper = w >= 0 && w < window ? 0.5 - 0.5 * Math.cos((2 * Math.PI * w) / window) : 0;
    const x = (samples[centre - fft / 2 + i] ?? 0) * taper;
    re += x * Math.cos((2 * Math.PI * bin * i) / fft);
    im -= x * Math.sin((2 * Math.PI * bin * i) / fft);
  }
  return re * re + im * im;
}

async function spectra(
  samples: Float32Array,
  settings: Parameters<typeof createStft>[0],
): Promise<Float32Array[]> {
  const { arena, kernels } = kernelMemory();
  using stft = await createStft(settings, samples.length, arena, kernels);
  stft.signal.set(samples);
  return Array.from({ length: stft.frames }, (_, frame) => {
    stft.transform(frame);
    return stft.power.slice();
  });
}

describe('short-time power spectrum', () => {
  test('the Hann window is periodic', () => {
    expect([...hannWindow(4)]).toEqual([0, 0.5, 1, 0.5]);
  });

  test.each([
    { fftSamples: 64, windowSamples: 64, hopSamples: 16 },
    { fftSamples: 96, windowSamples: 41, hopSamples: 7 },
    { fftSamples: 64, windowSamples: 50, hopSamples: 64 },
  ])('equals the definition, with zeros around the signal: %o', async (settings) => {
    const samples = Float32Array.from({ length: 150 }, (_, i) => Math.sin(i * 0.9) + 0.3 * Math.cos(i * i));
    const frames = await spectra(samples, settings);
    expect(frames.length).toBe(1 + Math.floor(150 / settings.hopSamples));
    for (const [frame, power] of frames.entries()) {
      for (let bin = 0; bin <= settings.fftSamples / 2; bin++) {
        const centre = frame * settings.hopSamples;
        const expected = powerAt(samples, centre, settings.fftSamples, settings.windowSamples, bin);
        expect(Math.abs(power[bin] - expected)).toBeLessThan(1e-3 + 1e-5 * expected);
      }
    }
  });

  test.each([0, 1, 31])('transforms a signal of %d samples, shorter than the transform', async (length) => {
    const frames = await spectra(new Float32Array(length).fill(1), {
      fftSamples: 64,
      windowSamples: 64,
      hopSamples: 16,
    });
    expect(frames.length).toBe(1 + Math.floor(length / 16));
    for (const power of frames) for (const value of power) expect(Number.isFinite(value)).toBe(true);
  });

  test('2 s at 44,100 Hz have 173 frames, as in the thesis', async () => {
    const { arena, kernels } = kernelMemory();
    const settings = { fftSamples: 2048, windowSamples: 2048, hopSamples: 512 };
    using stft = await createStft(settings, 88_200, arena, kernels);
    expect([stft.frames, stft.power.length]).toEqual([173, 1025]);
  });
});
