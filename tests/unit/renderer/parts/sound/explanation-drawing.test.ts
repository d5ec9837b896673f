import { expect, test } from 'vitest';
import { weightImage } from '#renderer/parts/sound/explanation-drawing.ts';

const axis = { scale: 'linear', lowestHz: 0, highestHz: 4000 } as const;
const COLOUR = [10, 20, 30] as const;

function imageOf(weights: Float32Array, frequenciesHz: number[] | null, rows: number, frames: number) {
  const input = { rows, frames, frequenciesHz } as Parameters<typeof weightImage>[0]['input'];
  const image = weightImage({ weights: new Uint8Array(weights.buffer as ArrayBuffer), input }, axis, COLOUR);
  const height = image.length / 4 / frames;
  /** The opacity at a frequency and frame. */
  const at = (hz: number, frame: number) =>
    image[4 * (Math.floor((1 - hz / 4000) * height) * frames + frame) + 3];
  return { image, at };
}

test('has each weight at its frequency and frame, and nothing beyond the bands', () => {
  const centres = [500, 1000, 2000];
  // Rows: 500 Hz, 1000 Hz, 2000 Hz; two frames.
  const { image, at } = imageOf(Float32Array.of(0, 0, 1, 0, 0, 0.5), centres, 3, 2);
  expect([...image.subarray(0, 3)]).toEqual([...COLOUR]);
  const most = at(1000, 0);
  expect(most).toBeGreaterThan(205);
  // Between two centres it falls evenly.
  expect(at(1500, 0)).toBeGreaterThan(0.4 * most);
  expect(at(1500, 0)).toBeLessThan(0.6 * most);
  expect(at(500, 0)).toBeLessThan(0.06 * most);
  expect([at(1000, 1), at(3500, 1), at(100, 1)]).toEqual([expect.any(Number), 0, 0]);
  expect(at(1000, 1)).toBeLessThan(0.06 * most);
  expect(Math.abs(at(2000, 1) - most / 2)).toBeLessThan(4);
});

test('of cepstral coefficients has one weight per frame, over the whole height', () => {
  const { at } = imageOf(Float32Array.of(1, 0.25, 1, 0.25), null, 2, 2);
  for (const hz of [50, 2000, 3950]) {
    expect(at(hz, 0)).toBe(217);
    expect(Math.abs(at(hz, 1) - 217 / 4)).toBeLessThan(2);
  }
});
