import { expect, it } from 'vitest';
import { cheapestPath } from '#core/audio/voice/pitch.ts';
import { maximumNear, sincValue } from '#core/audio/voice/sinc-maximum.ts';

const unvoiced = { hz: 0, strength: 0 };
const frame = (intensity: number, ...candidates: [hz: number, strength: number][]) => ({
  intensity,
  candidates: [unvoiced, ...candidates.map(([hz, strength]) => ({ hz, strength }))],
});

it('stays on one octave where another is a little stronger for a frame', () => {
  const steady = frame(1, [200, 0.9], [100, 0.85]);
  const jump = frame(1, [200, 0.85], [100, 0.95]);
  expect(cheapestPath([steady, steady, jump, steady, steady])).toEqual([200, 200, 200, 200, 200]);
});

it('is not voiced in weak and in quiet frames', () => {
  const voiced = frame(1, [150, 0.9]);
  const weak = frame(1, [150, 0.2]);
  const quiet = frame(0.005, [150, 0.9]);
  expect(cheapestPath([voiced, voiced, weak, weak, weak])).toEqual([150, 150, 0, 0, 0]);
  expect(cheapestPath([quiet, quiet, quiet])).toEqual([0, 0, 0]);
  expect(cheapestPath([])).toEqual([]);
});

it('finds a maximum between two samples of a band-limited sequence', () => {
  const values = Float64Array.from({ length: 200 }, (_, i) => Math.cos((2 * Math.PI * i) / 20.3));
  expect(sincValue(values, 10.25)).toBeCloseTo(Math.cos((2 * Math.PI * 10.25) / 20.3), 4);
  const { place, height } = maximumNear(values, 41);
  expect(place).toBeCloseTo(40.6, 3);
  expect(height).toBeCloseTo(1, 4);
});
