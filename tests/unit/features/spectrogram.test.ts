import { describe, expect, it } from 'vitest';
import { openWavPieces } from '#core/audio/wav/sound-pieces.ts';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { type DrawOptions, drawSound } from '#core/features/spectrogram.ts';
import { createYielder } from '#core/system/yielder.ts';
import { FREQUENCY_SCALES, frequencyAt } from '#shared/frequency-scale.ts';
import { soundPictureSchema } from '#shared/sounds.ts';

const tone = (hz: number, seconds: number, rate: number, level = 0.5) =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => level * Math.sin((2 * Math.PI * hz * i) / rate),
  );
const draw = async (samples: Float32Array, rate: number, options: Partial<DrawOptions> = {}) => {
  const wav = openWavPieces(encodeWav(samples, rate));
  const picture = await drawSound(wav, { scale: 'mel', range: null, ...options }, createYielder());
  expect(soundPictureSchema.safeParse(picture).success).toBe(true);
  const { waveform, spectrogram } = picture;
  expect(waveform.bytes.length).toBe(8 * waveform.stretches);
  expect(spectrogram.bytes.length).toBe(4 * spectrogram.rows * spectrogram.frames);
  const decibels = new Float32Array(spectrogram.bytes.buffer);
  const loudestBand = (frame: number) => {
    const column = Array.from(
      { length: spectrogram.rows },
      (_, band) => decibels[band * spectrogram.frames + frame],
    );
    return frequencyAt(spectrogram, (column.indexOf(Math.max(...column)) + 0.5) / spectrogram.rows);
  };
  return { picture, spectrogram, decibels, loudestBand, envelope: new Float32Array(waveform.bytes.buffer) };
};

describe('drawSound', () => {
  it.each([8000, 16_000, 44_100, 48_000, 96_000])(
    'shows a tone at its frequency and time (%d Hz)',
    async (rate) => {
      const samples = new Float32Array(2 * rate);
      samples.set(tone(1000, 0.5, rate), rate);
      const { spectrogram, decibels, loudestBand } = await draw(samples, rate);
      const { frames, hopSeconds } = spectrogram;
      const at = (seconds: number) => Math.round(seconds / hopSeconds);
      expect(Math.abs(loudestBand(at(1.25)) - 1000)).toBeLessThan(40);
      expect(frames * hopSeconds).toBeGreaterThan(2);
      const level = (frame: number) =>
        Math.max(...Array.from({ length: spectrogram.rows }, (_, b) => decibels[b * frames + frame]));
      // Half of full scale, in a row about as wide as a bin.
      expect(Math.abs(level(at(1.25)) + 6)).toBeLessThan(4);
      // The tone does not appear more than half a window before its start or after its end.
      expect(level(at(0.94))).toBeLessThan(-190);
      expect(level(at(1.56))).toBeLessThan(-190);
      expect(Math.max(...decibels)).toBe(spectrogram.loudestDb);
    },
  );

  it('draws the lowest and highest sample of each segment', async () => {
    const samples = new Float32Array(40_000);
    samples[10_000] = 0.75;
    samples[30_001] = -0.5;
    const { envelope, picture } = await draw(samples, 16_000);
    expect(picture.waveform.stretches).toBe(2000);
    const changedIndices = [...envelope.keys()].filter((i) => envelope[i] !== 0);
    expect(changedIndices).toEqual([2 * 500 + 1, 2 * 1500]);
    expect(changedIndices.map((i) => envelope[i])).toEqual([0.75, -0.5]);
  });

  it('gives a long sound at most 2,000 frames, each covering all of its time', async () => {
    const rate = 8000;
    const samples = new Float32Array(300 * rate);
    // A frame lasts 150 ms and a window 64 ms, so a click of 40 ms appears at any position.
    for (const second of [17.31, 101.72, 250.01])
      samples.set(tone(2000, 0.04, rate), Math.round(second * rate));
    const { spectrogram, decibels } = await draw(samples, rate);
    const { rows, frames, hopSeconds } = spectrogram;
    expect(frames).toBeLessThanOrEqual(2000);
    expect(frames).toBeGreaterThan(1900);
    for (const second of [17.31, 101.72, 250.01]) {
      const frame = Math.round((second + 0.02) / hopSeconds);
      const column = Array.from({ length: rows }, (_, band) => decibels[band * frames + frame]);
      expect(Math.max(...column), `${second} s`).toBeGreaterThan(-50);
    }
  });

  it('draws silence, a single sample and a very low rate', async () => {
    const silence = await draw(new Float32Array(16_000), 16_000);
    expect(new Set(silence.decibels)).toEqual(new Set([-200]));
    const one = await draw(Float32Array.of(0.5), 16_000);
    expect([...one.envelope]).toEqual([0.5, 0.5]);
    const slow = await draw(tone(100, 1, 1000), 1000);
    expect(Math.abs(slow.loudestBand(Math.round(0.5 / slow.spectrogram.hopSeconds)) - 100)).toBeLessThan(20);
    expect(slow.decibels.every((value) => Number.isFinite(value))).toBe(true);
  });

  it.each(FREQUENCY_SCALES)('has the rows of the scale: %s', async (scale) => {
    for (const hz of [150, 440, 3000]) {
      const { loudestBand, spectrogram } = await draw(tone(hz, 0.5, 16_000), 16_000, { scale });
      const row = frequencyAt(spectrogram, 1 / spectrogram.rows) - frequencyAt(spectrogram, 0);
      // A row, or a bin of the transform where rows are narrower.
      const width = Math.max(16, scale === 'linear' ? row : 0.05 * hz);
      expect(Math.abs(loudestBand(25) - hz), `${hz} Hz`).toBeLessThan(width);
    }
  });

  it('draws a part as in the whole, with more detail', async () => {
    const rate = 16_000;
    const samples = new Float32Array(60 * rate);
    samples.set(tone(1000, 0.2, rate), 30 * rate);
    const range = { startSeconds: 29.9, endSeconds: 30.3 };
    const { picture, spectrogram, decibels, envelope } = await draw(samples, rate, { range });
    expect(picture).toMatchObject({ durationSeconds: 60, startSeconds: 29.9, endSeconds: 30.3 });
    expect(spectrogram.hopSeconds).toBeLessThan(0.002);
    const at = (seconds: number) => Math.round((seconds - 29.9) / spectrogram.hopSeconds);
    const level = (frame: number) =>
      Math.max(
        ...Array.from({ length: spectrogram.rows }, (_, r) => decibels[r * spectrogram.frames + frame]),
      );
    expect(level(at(30.1))).toBeGreaterThan(-10);
    expect(level(at(29.93))).toBeLessThan(-190);
    // The tone starts a quarter of the way.
    const first = envelope.findIndex((value) => value !== 0) / 2 / picture.waveform.stretches;
    expect(first).toBeCloseTo(0.25, 2);
  });

  it('cuts a part at the ends of the sound', async () => {
    const beyond = { startSeconds: 5, endSeconds: 9 };
    const { picture, decibels } = await draw(tone(440, 1, 8000), 8000, { range: beyond });
    expect(picture.endSeconds).toBe(1);
    expect(picture.waveform.stretches).toBe(1);
    expect(decibels.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('throws cancelled after an abort', async () => {
    const wav = openWavPieces(encodeWav(tone(200, 60, 48_000), 48_000));
    const options = { scale: 'mel', range: null } as const;
    const drawing = drawSound(wav, options, createYielder(AbortSignal.abort()));
    await expect(drawing).rejects.toMatchObject({ code: 'cancelled' });
  });
});
