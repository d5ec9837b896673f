/** Plotly data of overlaid curves. */
import type { Data, Layout } from 'plotly.js';
import type { Scheme } from '#renderer/theme/emotion-colours.ts';
import type { CurveAxis } from '../compare-address.ts';
import { type LookedItem, plotColour } from '../item-look.ts';
import { type CurveKind, type CurvePart, type MeanCurve, type Member, meanCurve } from './curve-series.ts';

export const AXIS_TITLES: Readonly<Record<CurveAxis, string>> = {
  epoch: 'epoch',
  step: 'training step',
  time: 'training time (min)',
};

export const KIND_TITLES: Readonly<Record<CurveKind, string>> = {
  loss: 'Loss',
  accuracy: 'Accuracy',
  validationUar: 'Validation UAR',
  learningRate: 'Learning rate',
};

export interface ItemCurves {
  looked: LookedItem;
  members: readonly Member[];
}

/** Training thin, validation thick, a band around means, and a ring at the best epoch of a single curve. */
export function curvesPlot(
  curves: readonly ItemCurves[],
  kind: CurveKind,
  { axis, smoothing, scheme }: { axis: CurveAxis; smoothing: number; scheme: Scheme },
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const data: Partial<Data>[] = [];
  for (const { looked, members } of curves) {
    const colour = plotColour(looked.look, scheme);
    const name = looked.item.title;
    const bands: Partial<Data>[] = [];
    const lines: Partial<Data>[] = [];
    for (const part of ['training', 'validation'] as const) {
      const curve = meanCurve(members, kind, part, kind === 'learningRate' ? 0 : smoothing);
      if (curve.mean.every((value) => value === null)) continue;
      const inUnit = (value: number | null) => (value === null ? null : value * unitOf(kind));
      const main = part === 'validation' || kind === 'learningRate';
      if (members.length > 1 && main) bands.push(...bandOf(curve, colour, inUnit));
      lines.push({
        type: 'scatter',
        mode: curve.x.length === 1 ? 'markers' : 'lines',
        name: `${name}, ${part}`,
        x: curve.x,
        y: curve.mean.map(inUnit),
        line: { color: colour, width: main ? 2.5 : 1 },
        marker: { color: colour, symbol: looked.look.shape },
        opacity: main ? 1 : 0.75,
        showlegend: false,
        hoverinfo: 'skip',
      });
      const ring = part === mainPart(kind) ? bestRing(members, curve, colour, inUnit) : null;
      if (ring !== null) lines.push(ring);
    }
    data.push(...bands, ...lines);
  }
  return { data, layout: curveLayout(curves, kind, axis) };
}

const mainPart = (kind: CurveKind): CurvePart => (kind === 'learningRate' ? 'training' : 'validation');

type InUnit = (value: number | null) => number | null;

/** Shares are drawn in %. */
const unitOf = (kind: CurveKind): number => (kind === 'accuracy' || kind === 'validationUar' ? 100 : 1);

function bandOf({ x, low, high }: MeanCurve, colour: string, inUnit: InUnit): Partial<Data>[] {
  const edge = { type: 'scatter', mode: 'lines', x, showlegend: false, hoverinfo: 'skip' } as const;
  return [
    { ...edge, y: low.map(inUnit), line: { width: 0 } },
    { ...edge, y: high.map(inUnit), line: { width: 0 }, fill: 'tonexty', fillcolor: `${colour}2e` },
  ];
}

function bestRing(
  members: readonly Member[],
  { x, mean }: MeanCurve,
  colour: string,
  inUnit: InUnit,
): Partial<Data> | null {
  if (members.length !== 1) return null;
  const at = members[0].epochs.findIndex(({ epoch }) => epoch === members[0].bestEpoch);
  if (at < 0 || mean[at] === null) return null;
  return {
    type: 'scatter',
    mode: 'markers',
    x: [x[at]],
    y: [inUnit(mean[at])],
    marker: { symbol: 'circle-open', size: 11, color: colour, line: { width: 2 } },
    showlegend: false,
    hoverinfo: 'skip',
    cliponaxis: false,
  };
}

/** A learning rate that falls by more than this factor is drawn on a logarithmic axis. */
const MIN_LOG_RATIO = 20;

function curveLayout(curves: readonly ItemCurves[], kind: CurveKind, axis: CurveAxis): Partial<Layout> {
  const end = Math.max(0, ...curves.flatMap(({ members }) => members.map(({ x }) => x.at(-1) ?? 0)));
  const rates = curves.flatMap(({ members }) =>
    members.flatMap(({ epochs }) => epochs.map(({ learningRate }) => learningRate)),
  );
  const logarithmic =
    kind === 'learningRate' &&
    Math.min(...rates) > 0 &&
    Math.max(...rates) / Math.min(...rates) > MIN_LOG_RATIO;
  const share = kind === 'accuracy' || kind === 'validationUar';
  return {
    showlegend: false,
    hovermode: false,
    dragmode: 'zoom',
    xaxis: {
      title: { text: AXIS_TITLES[axis], standoff: 6 },
      range: axis === 'epoch' ? [1, Math.max(2, end)] : [0, end > 0 ? end : 1],
      ...(axis === 'epoch' && end <= 12 ? { dtick: 1 } : {}),
    },
    yaxis: {
      fixedrange: true,
      automargin: false,
      ...(share ? { ticksuffix: ' %', rangemode: 'tozero' as const } : {}),
      ...(kind === 'loss' ? { rangemode: 'tozero' as const } : {}),
      ...(kind === 'learningRate' ? { exponentformat: 'e' as const, nticks: 6 } : {}),
      ...(logarithmic ? { type: 'log' as const, dtick: 1 } : {}),
    },
    // The same for all plots, so that they are aligned.
    margin: { l: 58, r: 12, t: 8, b: 40 },
  };
}
