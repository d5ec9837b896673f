import { describe, expect, it } from 'vitest';
import { stackedShares } from '#renderer/parts/sound/emotion-timeline.tsx';
import { clock, durationText, frequencyTicks, timeTicks } from '#renderer/parts/sound/sound-axes.ts';
import { loudnessColours } from '#renderer/parts/sound/sound-colour-map.ts';
import { spectrogramImage } from '#renderer/parts/sound/sound-drawing.ts';
import { floatsOf } from '#renderer/parts/sound/sound-levels.ts';
import { wholeRange } from '#renderer/parts/sound/view-range.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import { FREQUENCY_SCALES, type FrequencyAxis, type FrequencyScale } from '#shared/frequency-scale.ts';

describe('the time axis', () => {
  it.each([0.02, 0.4, 3, 12.3, 59, 130, 600, 3600])(
    'of %d s has round marks that do not touch',
    (seconds) => {
      for (const width of [120, 500, 1400]) {
        const ticks = timeTicks(wholeRange(seconds), width);
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

  it('has ticks at round times of a part', () => {
    const part = (startSeconds: number, endSeconds: number) =>
      timeTicks({ startSeconds, endSeconds }, 300).map(({ text }) => text);
    expect(part(1.0123, 1.0323)).toEqual(['1.015 s', '1.020 s', '1.025 s', '1.030 s']);
    expect(part(0.31, 0.5)).toEqual(['0.35 s', '0.40 s', '0.45 s']);
    expect(part(125.2, 126.3)).toEqual(['2:05.5', '2:06.0']);
    expect(part(100, 500)).toEqual(['2:00', '4:00', '6:00']);
  });

  it('has no ticks without a duration', () => {
    expect(timeTicks(wholeRange(0), 500)).toEqual([]);
    expect(timeTicks(wholeRange(3), 0)).toEqual([]);
    expect(timeTicks(wholeRange(Number.NaN), 500)).toEqual([]);
  });

  it('formats times as a clock', () => {
    expect([clock(0), clock(65.9), clock(3605)]).toEqual(['0:00', '1:05', '1:00:05']);
    expect([durationText(0.416), durationText(12.34), durationText(125)]).toEqual([
      '0.42 s',
      '12.3 s',
      '2:05',
    ]);
  });
});

describe('the frequency axis', () => {
  const axis = (scale: FrequencyScale, highestHz: number): FrequencyAxis => ({
    scale,
    lowestHz: scale === 'log' ? 50 : 0,
    highestHz,
  });
  const texts = (scale: FrequencyScale, highestHz: number, height = 132) =>
    frequencyTicks(axis(scale, highestHz), height).map(({ text }) => text);

  it('has round frequencies at their places on each scale', () => {
    expect(texts('mel', 8000)).toEqual(['8 kHz', '4 kHz', '2 kHz', '1 kHz', '500 Hz', '50 Hz']);
    expect(texts('log', 8000)).toEqual([
      '8 kHz',
      '4 kHz',
      '2 kHz',
      '1 kHz',
      '500 Hz',
      '200 Hz',
      '100 Hz',
      '50 Hz',
    ]);
    expect(texts('linear', 8000)).toEqual(['8 kHz', '6 kHz', '4 kHz', '2 kHz', '0 Hz']);
    const [top, middle] = frequencyTicks(axis('linear', 8000), 132);
    expect([top.share, middle.share]).toEqual([1, 0.75]);
  });

  it.each(FREQUENCY_SCALES)('omits overlapping ticks, and ticks outside of the axis: %s', (scale) => {
    const ticks = frequencyTicks(axis(scale, 2000), 60);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.every(({ text }) => !/[48] kHz|16/.test(text))).toBe(true);
    for (let i = 1; i < ticks.length; i++)
      expect((ticks[i - 1].share - ticks[i].share) * 60).toBeGreaterThanOrEqual(18);
  });
});

describe('the spectrogram’s colours', () => {
  it.each(['light', 'dark'] as const)('have steadily changing luminance (%s)', (scheme) => {
    const colours = loudnessColours(scheme);
    const luminance = Array.from({ length: 256 }, (_, i) => {
      const [r, g, b] = colours.subarray(4 * i, 4 * i + 3);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    const way = scheme === 'dark' ? 1 : -1;
    for (let i = 8; i < 256; i++) expect((luminance[i] - luminance[i - 8]) * way).toBeGreaterThan(0);
  });

  it('have the highest band on top and the last colour at 0 dB', () => {
    const colours = loudnessColours('dark');
    const levels = { lowestDb: -80, highestDb: 0 };
    const image = spectrogramImage(Float32Array.of(0, -80, -200, -40), 2, 2, levels, colours);
    const colour = (place: number) => [...image.subarray(4 * place, 4 * place + 4)];
    const entry = (index: number) => [...colours.subarray(4 * index, 4 * index + 4)];
    expect([colour(2), colour(3), colour(0), colour(1)]).toEqual([
      entry(255),
      entry(0),
      entry(0),
      entry(128),
    ]);
  });

  it('are read from bytes at any offset', () => {
    const values = Float32Array.of(1.5, -2);
    const room = new Uint8Array(11);
    room.set(new Uint8Array(values.buffer), 3);
    expect(floatsOf(room.subarray(3))).toEqual(values);
    expect(floatsOf(new Uint8Array(0))).toHaveLength(0);
  });
});

describe('stacked shares', () => {
  it('are stacked in the order of EMOTIONS', () => {
    const stack = stackedShares(perEmotion(EMOTIONS, (_, index) => (index + 1) / 28));
    expect(stack.map(({ emotion }) => emotion)).toEqual([...EMOTIONS]);
    stack.forEach(({ from }, i) => {
      expect(from).toBe(i === 0 ? 0 : stack[i - 1].to);
    });
    expect(stack.at(-1)!.to).toBeCloseTo(1, 12);
  });
});
