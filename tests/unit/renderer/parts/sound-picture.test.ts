import { describe, expect, it } from 'vitest';
import { createMelFilterbank, hzToMel, melToHz } from '../../../../src/core/features/mel.ts';
import { stackedShares } from '../../../../src/renderer/parts/emotion-timeline.tsx';
import { clock, durationText, frequencyTicks, timeTicks } from '../../../../src/renderer/parts/sound-axes.ts';
import { loudnessColours } from '../../../../src/renderer/parts/sound-colour-map.ts';
import { floatsOf, spectrogramImage } from '../../../../src/renderer/parts/sound-drawing.ts';
import { EMOTIONS, perEmotion } from '../../../../src/shared/emotions.ts';

describe('the time axis', () => {
  it.each([0.02, 0.4, 3, 12.3, 59, 130, 600, 3600])(
    'of %d s has round marks that do not touch',
    (seconds) => {
      for (const width of [120, 500, 1400]) {
        const ticks = timeTicks(seconds, width);
        expect(ticks[0]).toMatchObject({ share: 0 });
        expect(ticks.length).toBeLessThanOrEqual(width / 60);
        for (const [i, { share }] of ticks.entries()) {
          expect(share).toBeLessThanOrEqual(1);
          if (i > 0) expect((share - ticks[i - 1].share) * width).toBeGreaterThanOrEqual(63.9);
        }
        expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
      }
    },
  );

  it('of nothing has none', () => {
    expect(timeTicks(0, 500)).toEqual([]);
    expect(timeTicks(3, 0)).toEqual([]);
    expect(timeTicks(Number.NaN, 500)).toEqual([]);
  });

  it('says times as people do', () => {
    expect([clock(0), clock(65.9), clock(3605)]).toEqual(['0:00', '1:05', '1:00:05']);
    expect([durationText(0.416), durationText(12.34), durationText(125)]).toEqual([
      '0.42 s',
      '12.3 s',
      '2:05',
    ]);
  });
});

describe('the frequency axis', () => {
  const centres = (bands: number, highestHz: number) =>
    Array.from({ length: bands }, (_, band) => melToHz(((band + 1) * hzToMel(highestHz)) / (bands + 1)));

  it('has each mark in the row whose filter lets that frequency pass best', () => {
    const settings = { sampleRateHz: 16_000, fftSamples: 2048, melBands: 96, lowestHz: 0, highestHz: 8000 };
    const filters = createMelFilterbank(settings);
    const ticks = frequencyTicks(centres(96, 8000), 132);
    expect(ticks.map(({ text }) => text)).toEqual(['4 kHz', '2 kHz', '1 kHz', '500 Hz', '50 Hz']);
    for (const { share, text } of ticks) {
      const hz = Number.parseFloat(text) * (text.endsWith('kHz') ? 1000 : 1);
      const bin = Math.round((hz * 2048) / 16_000);
      const weights = Array.from({ length: 96 }, (_, band) => {
        const i = filters.begin[band] + bin - filters.firstBin[band];
        return bin >= filters.firstBin[band] && i < filters.begin[band + 1] ? filters.weights[i] : 0;
      });
      // Between two rows both let it pass: half a row either way.
      expect(Math.abs(share * 96 - 0.5 - weights.indexOf(Math.max(...weights)))).toBeLessThanOrEqual(0.6);
    }
  });

  it('leaves out what would touch, and what is beyond it', () => {
    const ticks = frequencyTicks(centres(64, 2000), 60);
    expect(ticks.every(({ text }) => !/[48] kHz|16/.test(text))).toBe(true);
    for (let i = 1; i < ticks.length; i++)
      expect((ticks[i - 1].share - ticks[i].share) * 60).toBeGreaterThanOrEqual(18);
    expect(frequencyTicks([], 100)).toEqual([]);
  });
});

describe('the spectrogram’s colours', () => {
  it.each(['light', 'dark'] as const)('are quieter or louder throughout (%s)', (scheme) => {
    const colours = loudnessColours(scheme);
    const luminance = Array.from({ length: 256 }, (_, i) => {
      const [r, g, b] = colours.subarray(4 * i, 4 * i + 3);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    const way = scheme === 'dark' ? 1 : -1;
    for (let i = 8; i < 256; i++) expect((luminance[i] - luminance[i - 8]) * way).toBeGreaterThan(0);
  });

  it('lie with the highest band on top, the loudest at 0 dB', () => {
    const colours = loudnessColours('dark');
    const image = spectrogramImage(Float32Array.of(0, -80, -200, -40), 2, 2, -80, colours);
    const colour = (place: number) => [...image.subarray(4 * place, 4 * place + 4)];
    const entry = (index: number) => [...colours.subarray(4 * index, 4 * index + 4)];
    expect([colour(2), colour(3), colour(0), colour(1)]).toEqual([
      entry(255),
      entry(0),
      entry(0),
      entry(128),
    ]);
  });

  it('are read from bytes wherever these lie', () => {
    const values = Float32Array.of(1.5, -2);
    const room = new Uint8Array(11);
    room.set(new Uint8Array(values.buffer), 3);
    expect(floatsOf(room.subarray(3))).toEqual(values);
    expect(floatsOf(new Uint8Array(0))).toHaveLength(0);
  });
});

describe('stacked shares', () => {
  it('lie on one another in the order of every table', () => {
    const stack = stackedShares(perEmotion((_, index) => (index + 1) / 28));
    expect(stack.map(({ emotion }) => emotion)).toEqual([...EMOTIONS]);
    stack.forEach(({ from }, i) => {
      expect(from).toBe(i === 0 ? 0 : stack[i - 1].to);
    });
    expect(stack.at(-1)!.to).toBeCloseTo(1, 12);
  });
});
