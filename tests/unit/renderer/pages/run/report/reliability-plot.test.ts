import { expect, it } from 'vitest';
import { reliabilityPlot } from '#renderer/pages/run/report/reliability-plot.ts';

it('has a dot at the confidence and accuracy of each bin, with the ends of its interval', () => {
  const bins = [
    { from: 0.4, to: 0.47, clips: 9, confidence: 0.45, accuracy: 1 / 3, accuracyInterval: [0.1, 0.7] },
    { from: 0.93, to: 1, clips: 90, confidence: 0.97, accuracy: 0.9, accuracyInterval: [0.82, 0.95] },
  ] satisfies Parameters<typeof reliabilityPlot>[0];
  const [line, dots] = reliabilityPlot(bins).data;
  expect(line).toMatchObject({ x: [0, 1], y: [0, 1] });
  expect(dots).toMatchObject({ x: [0.45, 0.97], y: [1 / 3, 0.9] });
  const {
    error_y: error,
    marker,
    text,
  } = dots as unknown as {
    error_y: { array: number[]; arrayminus: number[] };
    marker: { size: number[] };
    text: string[];
  };
  expect(error.array.map((above, i) => above + bins[i].accuracy)).toEqual([
    expect.closeTo(0.7, 12),
    expect.closeTo(0.95, 12),
  ]);
  expect(error.arrayminus.map((below, i) => bins[i].accuracy - below)).toEqual([
    expect.closeTo(0.1, 12),
    expect.closeTo(0.82, 12),
  ]);
  expect(marker.size[0]).toBeLessThan(marker.size[1]);
  expect(text[0]).toBe('45.0 % sure: 33.3 % right, 9 test clips');
});
