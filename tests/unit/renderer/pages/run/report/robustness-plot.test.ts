import { expect, test } from 'vitest';
import { noisePlot, otherPlot, reverberationPlot } from '#renderer/pages/run/report/robustness-plot.ts';
import { ROBUSTNESS_CONDITIONS, type Robustness } from '#shared/robustness.ts';

/** UAR falls by a point with each condition. */
const sample = (units: number, effects = ROBUSTNESS_CONDITIONS) =>
  ({
    resampling: { unit: 'speakers', units, draws: 2000 },
    conditions: effects.map((effect, i) => ({
      effect,
      uar: (80 - i) / 100,
      uarInterval: [(70 - i) / 100, (85 - i) / 100],
    })),
  }) as unknown as Robustness;

test('noise: a line for each colour with intervals, and the level of the clean sounds', () => {
  const { data, ariaLabel } = noisePlot(sample(5))!;
  expect(data).toMatchObject([
    { name: 'white', x: [20, 15, 10, 5, 0], y: [0.79, 0.78, 0.77, 0.76, 0.75] },
    { name: 'pink', x: [20, 15, 10, 5, 0], y: [0.74, 0.73, 0.72, 0.71, 0.7] },
    { name: 'clean', x: [0, 20], y: [0.8, 0.8] },
  ]);
  const { array, arrayminus } = (data[0] as { error_y: { array: number[]; arrayminus: number[] } }).error_y;
  expect(array[0]).toBeCloseTo(0.05, 12);
  expect(arrayminus[0]).toBeCloseTo(0.1, 12);
  expect(ariaLabel).toContain('Pink noise, SNR 0 dB 70.0 %');
  const [few] = noisePlot(sample(2))!.data as { error_y: { array: number[] } }[];
  expect(few.error_y.array).toEqual([0, 0, 0, 0, 0]);
});

test('reverberation begins with the clean sounds at 0 s', () => {
  expect(reverberationPlot(sample(5))!.data[0]).toMatchObject({ x: [0, 0.3, 0.6, 1] });
  expect((reverberationPlot(sample(5))!.data[0] as { y: number[] }).y[0]).toBe(0.8);
});

test('the other conditions are points, and nothing is drawn without conditions', () => {
  expect(otherPlot(sample(5))!.data[0]).toMatchObject({
    mode: 'markers',
    x: ['Clean', 'Telephone', 'Speed × 0.9', 'Speed × 1.1', 'Gain −20 dB'],
  });
  const clean = sample(5, [null]);
  expect([noisePlot(clean), reverberationPlot(clean), otherPlot(clean)]).toEqual([null, null, null]);
});
