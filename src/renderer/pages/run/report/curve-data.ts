/** Plotly data of a run's epochs. */
import type { Data, Layout, Shape } from 'plotly.js';
import type { ChosenEpoch } from '#shared/early-stopping.ts';
import { percent } from '#shared/format.ts';
import type { Epoch } from '#shared/runs.ts';

/** An axis from 0 to 100 %. */
export const SHARE_AXIS = {
  range: [0, 1] as [number, number],
  tickvals: [0, 0.25, 0.5, 0.75, 1],
  ticktext: ['0 %', '25 %', '50 %', '75 %', '100 %'],
};

export type CurveKind = 'loss' | 'accuracy';

/** The text of a value: loss with 3 decimals, accuracy in %. */
export const valueText = (kind: CurveKind, value: number): string =>
  kind === 'loss' ? value.toFixed(3) : percent(value);

/** Training and validation also differ in their line style. */
export const CURVE_COLOURS = { train: 'var(--plot-train)', validation: 'var(--plot-validation)' } as const;

/** The name of the epoch whose weights are tested. */
export const chosenName = ({ epoch, reason }: ChosenEpoch): string =>
  reason === 'lowest-loss' ? `best epoch ${epoch}` : `last epoch ${epoch}`;

/** What the shaded part of the curves means; null if nothing is shaded. */
export function shadeSentence(uncompared: number): string | null {
  if (uncompared === 0) return null;
  const epochs = uncompared === 1 ? 'epoch 1' : `epochs 1 to ${uncompared}`;
  return `Shaded: ${epochs}, not considered for early stopping or the best epoch.`;
}

/** The validation value of an epoch, or its training value without validation. */
const bestCurveValue = (epoch: Epoch, kind: CurveKind): number =>
  (kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy) ?? epoch[kind];

/** Two lines over the epochs of one fold, and a ring around the one whose weights are tested. */
export function curveData(
  epochs: readonly Epoch[],
  kind: CurveKind,
  chosen: ChosenEpoch | null,
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
  const best = epochs.find(({ epoch }) => epoch === chosen?.epoch);
  const ring: Partial<Data>[] =
    best === undefined || chosen === null
      ? []
      : [
          {
            type: 'scatter',
            mode: 'markers',
            x: [best.epoch],
            y: [bestCurveValue(best, kind)],
            marker: { symbol: 'circle-open', size: 12, color: 'var(--plot-mark)', line: { width: 2 } },
            name: chosenName(chosen),
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

/** The axes, a vertical line at the tested epoch, and a shade over the first epochs, which are not compared. */
export function curveLayout(
  kind: CurveKind,
  epochs: readonly Epoch[],
  chosen: ChosenEpoch | null,
  uncompared: number,
): Partial<Layout> {
  const last = epochs.at(-1)?.epoch ?? 1;
  const line: Partial<Shape> = { type: 'line', yref: 'paper', y0: 0, y1: 1 };
  const shapes: Partial<Shape>[] = [];
  if (uncompared > 0) {
    const x1 = Math.min(Math.max(2, last), uncompared + 0.5);
    shapes.push({
      type: 'rect',
      ...{ x0: 1, x1, yref: 'paper', y0: 0, y1: 1 },
      fillcolor: 'var(--plot-shade)',
      line: { width: 0 },
      layer: 'below',
    });
  }
  if (chosen !== null && epochs.some(({ epoch }) => epoch === chosen.epoch)) {
    const at = { x0: chosen.epoch, x1: chosen.epoch };
    shapes.push({ ...line, ...at, line: { color: 'var(--plot-mark)', width: 1.5, dash: 'dot' } });
  }
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
    // The same for loss and accuracy, so that both plots are aligned.
    margin: { l: 64, r: 16, t: 28, b: 42 },
    shapes,
  };
}
