/** From a run's epochs to what plotly draws. */
import type { Data, Layout } from 'plotly.js';
import type { Epoch } from '../../../../shared/runs.ts';

/** From 0 to 100 %, written as everywhere. */
export const SHARE_AXIS = {
  range: [0, 1] as [number, number],
  tickvals: [0, 0.25, 0.5, 0.75, 1],
  ticktext: ['0 %', '25 %', '50 %', '75 %', '100 %'],
};

export type CurveKind = 'loss' | 'accuracy';

/** Training and validation, told apart by line as well as colour. */
export const CURVE_COLOURS = { train: '#0072b2', validation: '#d55e00' } as const;

/** Two lines over the epochs of one fold. */
export function curveData(epochs: readonly Epoch[], kind: CurveKind): Partial<Data>[] {
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
    hovertemplate: `%{y:.4f}<extra>${name}</extra>`,
  });
  const train = line('training', CURVE_COLOURS.train, 'solid', (epoch) => epoch[kind]);
  if (epochs.every(({ validationLoss }) => validationLoss === null)) return [train];
  return [
    train,
    line('validation', CURVE_COLOURS.validation, 'dash', (epoch) =>
      kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy,
    ),
  ];
}

/** The axes, and a line where the best epoch lies. */
export function curveLayout(kind: CurveKind, bestEpoch: number | null, epochs: number): Partial<Layout> {
  return {
    xaxis: {
      title: { text: 'epoch' },
      range: [1, Math.max(2, epochs)],
      ...(epochs <= 12 ? { dtick: 1 } : {}),
    },
    yaxis:
      kind === 'loss'
        ? { title: { text: 'loss', standoff: 6 }, rangemode: 'tozero' }
        : { title: { text: 'accuracy', standoff: 6 }, ...SHARE_AXIS },
    hovermode: 'x unified',
    margin: { l: 56, r: 16, t: 30, b: 42 },
    ...(bestEpoch === null
      ? {}
      : {
          shapes: [
            {
              type: 'line',
              x0: bestEpoch,
              x1: bestEpoch,
              yref: 'paper',
              y0: 0,
              y1: 1,
              line: { color: '#7d8794', width: 1, dash: 'dot' },
            },
          ],
          annotations: [
            {
              x: bestEpoch,
              y: 1,
              yref: 'paper',
              yanchor: 'top',
              xanchor: bestEpoch > epochs / 2 ? 'right' : 'left',
              text: ` best epoch: ${bestEpoch} `,
              showarrow: false,
            },
          ],
        }),
  };
}
