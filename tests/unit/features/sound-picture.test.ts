import { describe, expect, it } from 'vitest';
import { encodeWav } from '../../../src/core/audio/wav.ts';
import { openWavPieces } from '../../../src/core/audio/wav-pieces.ts';
import { drawSound } from '../../../src/core/features/sound-picture.ts';
import { createBreath } from '../../../src/core/turns/breath.ts';
import { soundPictureSchema } from '../../../src/shared/sounds.ts';

const tone = (hz: number, seconds: number, rate: number, level = 0.5) =>
  Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, i) => level * Math.sin((2 * Math.PI * hz * i) / rate),
  );
const draw = async (samples: Float32Array, rate: number) => {
  const picture = await drawSound(openWavPieces(encodeWav(samples, rate)), createBreath());
  expect(soundPictureSchema.safeParse(picture).success).toBe(true);
  const { waveform, spectrogram } = picture;
  expect(waveform.bytes.length).toBe(8 * waveform.stretches);
  expect(spectrogram.bytes.length).toBe(4 * spectrogram.bands * spectrogram.frames);
  expect(spectrogram.frequenciesHz).toHaveLength(spectrogram.bands);
  const decibels = new Float32Array(spectrogram.bytes.buffer);
  const loudestBand = (frame: number) => {
    const column = Array.from(
      { length: spectrogram.bands },
      (_, band) => decibels[band * spectrogram.frames + frame],
    );
    return spectrogram.frequenciesHz[column.indexOf(Math.max(...column))];
  };
  return { picture, spectrogram, decibels, loudestBand, envelope: new Float32Array(waveform.bytes.buffer) };
};

describe('the picture of a sound', () => {
  it.each([8000, 16_000, 44_100, 48_000, 96_000])(
    'shows a tone at its height, at its time (%d Hz)',
    async (rate) => {
      const samples = new Float32Array(2 * rate);
      samples.set(tone(1000, 0.5, rate), rate);
      const { spectrogram, decibels, loudestBand } = await draw(samples, rate);
      const { frames, hopSeconds, lowestDb } = spectrogram;
      const at = (seconds: number) => Math.round(seconds / hopSeconds);
      expect(Math.abs(loudestBand(at(1.25)) - 1000)).toBeLessThan(40);
      expect(frames * hopSeconds).toBeGreaterThan(2);
      const level = (frame: number) =>
        Math.max(...Array.from({ length: spectrogram.bands }, (_, b) => decibels[b * frames + frame]));
      expect(level(at(1.25))).toBeGreaterThan(-1);
      // Half a window away from its begin and its end there is nothing of it.
      expect(level(at(0.94))).toBe(lowestDb);
      expect(level(at(1.56))).toBe(lowestDb);
      expect(Math.max(...decibels)).toBe(0);
    },
  );

  it('draws the lowest and highest sample of each stretch', async () => {
    const samples = new Float32Array(40_000);
    samples[10_000] = 0.75;
    samples[30_001] = -0.5;
    const { envelope, picture } = await draw(samples, 16_000);
    expect(picture.waveform.stretches).toBe(2000);
    const places = [...envelope.keys()].filter((i) => envelope[i] !== 0);
    expect(places).toEqual([2 * 500 + 1, 2 * 1500]);
    expect(places.map((i) => envelope[i])).toEqual([0.75, -0.5]);
  });

  it('of a long sound has 2,000 frames at most, each of all of its time', async () => {
    const rate = 8000;
    const samples = new Float32Array(300 * rate);
    // Every frame lasts 150 ms, and a window 64: a click of 40 ms is seen wherever it falls.
    for (const second of [17.31, 101.72, 250.01])
      samples.set(tone(2000, 0.04, rate), Math.round(second * rate));
    const { spectrogram, decibels } = await draw(samples, rate);
    const { bands, frames, hopSeconds, lowestDb } = spectrogram;
    expect(frames).toBeLessThanOrEqual(2000);
    expect(frames).toBeGreaterThan(1900);
    for (const second of [17.31, 101.72, 250.01]) {
      const frame = Math.round((second + 0.02) / hopSeconds);
      const column = Array.from({ length: bands }, (_, band) => decibels[band * frames + frame]);
      expect(Math.max(...column), `${second} s`).toBeGreaterThan(lowestDb / 2);
    }
  });

  it('of silence is silence; of a single sample, or of a rate that can hardly hold a voice, a picture all the same', async () => {
    const silence = await draw(new Float32Array(16_000), 16_000);
    expect(new Set(silence.decibels)).toEqual(new Set([silence.spectrogram.lowestDb]));
    const one = await draw(Float32Array.of(0.5), 16_000);
    expect([...one.envelope]).toEqual([0.5, 0.5]);
    const slow = await draw(tone(100, 1, 1000), 1000);
    expect(Math.abs(slow.loudestBand(Math.round(0.5 / slow.spectrogram.hopSeconds)) - 100)).toBeLessThan(20);
    expect(slow.decibels.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('ends when it is asked to', async () => {
    const wav = openWavPieces(encodeWav(tone(200, 60, 48_000), 48_000));
    const drawing = drawSound(wav, createBreath(AbortSignal.abort()));
    await expect(drawing).rejects.toMatchObject({ code: 'cancelled' });
  });
});
