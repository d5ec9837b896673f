/** From a run's epochs to what plotly draws. */
import type { Data, Layout } from 'plotly.js';
import type { Epoch } from '../../../../shared/runs.ts';
import { percent } from '../../../parts/figures.ts';

/** From 0 to 100 %, written as everywhere. */
export const SHARE_AXIS = {
  range: [0, 1] as [number, number],
  tickvals: [0, 0.25, 0.5, 0.75, 1],
  ticktext: ['0 %', '25 %', '50 %', '75 %', '100 %'],
};

export type CurveKind = 'loss' | 'accuracy';

/** A value of a curve as it is written. */
export const valueText = (kind: CurveKind, value: number): string =>
  kind === 'loss' ? value.toFixed(3) : percent(value);

/** Training and validation, told apart by line as well as colour. */
export const CURVE_COLOURS = { train: '#0072b2', validation: '#d55e00' } as const;

/** The epoch with the lowest validation loss; null where none was validated. */
export function lowestLoss(epochs: readonly Epoch[]): Epoch | null {
  let lowest: Epoch | null = null;
  for (const epoch of epochs) {
    if (epoch.validationLoss === null) continue;
    if (lowest === null || epoch.validationLoss < (lowest.validationLoss ?? Number.POSITIVE_INFINITY))
      lowest = epoch;
  }
  return lowest;
}

/** What an epoch came to by its validation, and by its training where there is none. */
const judgedValue = (epoch: Epoch, kind: CurveKind): number =>
  (kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy) ?? epoch[kind];

/** Two lines over the epochs of one fold, and a ring around the best one. */
export function curveData(
  epochs: readonly Epoch[],
  kind: CurveKind,
  bestEpoch: number | null,
): Partial<Data>[] {
  const x = epochs.map(({ epoch }) => epoch);
  const mode = epochs.length === 1 ? ('markers' as const) : ('lines' as const);
  const line = (
    name: string,
    colour: string,
    dash: 'solid' | 'dash',
    value: (epoch: Epoch) => number | null,
  ): Partial<Data> => ({
    type: 'scatter',
    mode,
    name,
    x,
    y: epochs.map(value),
    line: { color: colour, width: 2, dash },
    marker: { color: colour },
    hovertemplate: `%{y:${kind === 'loss' ? '.4f' : '.1%'}}<extra>${name}</extra>`,
    cliponaxis: false,
  });
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const ring: Partial<Data>[] =
    best === undefined
      ? []
      : [
          {
            type: 'scatter',
            mode: 'markers',
            x: [best.epoch],
            y: [judgedValue(best, kind)],
            marker: { symbol: 'circle-open', size: 12, color: '#7d8794', line: { width: 2 } },
            name: `best epoch ${best.epoch}`,
            hoverinfo: 'skip',
            cliponaxis: false,
          },
        ];
  const train = line('training', CURVE_COLOURS.train, 'solid', (epoch) => epoch[kind]);
  if (epochs.every(({ validationLoss }) => validationLoss === null)) return [train, ...ring];
  return [
    train,
    line('validation', CURVE_COLOURS.validation, 'dash', (epoch) =>
      kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy,
    ),
    ...ring,
  ];
}

/** The axes, and a line where the best epoch lies. */
export function curveLayout(
  kind: CurveKind,
  epochs: readonly Epoch[],
  bestEpoch: number | null,
): Partial<Layout> {
  const best = epochs.find(({ epoch }) => epoch === bestEpoch);
  const last = epochs.at(-1)?.epoch ?? 1;
  return {
    xaxis: {
      title: { text: 'epoch', standoff: 8 },
      range: [1, Math.max(2, last)],
      ...(last <= 12 ? { dtick: 1 } : {}),
    },
    yaxis:
      kind === 'loss'
        ? { title: { text: 'loss' }, rangemode: 'tozero', automargin: false }
        : { title: { text: 'accuracy' }, ...SHARE_AXIS, automargin: false },
    hovermode: 'x unified',
    legend: { orientation: 'h', x: 0, y: 1, yanchor: 'bottom' },
    // The same for both, so that they stand in line.
    margin: { l: 64, r: 16, t: 28, b: 42 },
    ...(best === undefined
      ? {}
      : {
          shapes: [
            {
              type: 'line',
              x0: best.epoch,
              x1: best.epoch,
              yref: 'paper',
              y0: 0,
              y1: 1,
              line: { color: '#7d8794', width: 1.5, dash: 'dot' },
            },
          ],
        }),
  };
}
