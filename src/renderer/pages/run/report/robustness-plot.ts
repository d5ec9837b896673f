/** Plotly data of a robustness test. */
import type { Data, Layout } from 'plotly.js';
import { hasTooFewUnits } from '#shared/metrics.ts';
import { type ConditionResult, conditionLabel, type Robustness } from '#shared/robustness.ts';
import { NOISE_COLOURS, type NoiseColour, type SoundEffect } from '#shared/sound-effects.ts';
import { SHARE_AXIS } from './curve-data.ts';

export interface RobustnessPlot {
  title: string;
  data: Partial<Data>[];
  layout: Partial<Layout>;
  /** The values as text, for screen readers. */
  ariaLabel: string;
}

type Kind = SoundEffect['kind'];
type Found<K extends Kind> = ConditionResult & { effect: Extract<SoundEffect, { kind: K }> };

const ofKind = <K extends Kind>({ conditions }: Robustness, kind: K): Found<K>[] =>
  conditions.filter((condition): condition is Found<K> => condition.effect?.kind === kind);

/** Two noises also differ in their line style and mark. */
const NOISE_LOOK = {
  white: { colour: 'var(--plot-train)', dash: 'solid', symbol: 'circle' },
  pink: { colour: 'var(--plot-validation)', dash: 'dash', symbol: 'diamond' },
} as const satisfies Record<NoiseColour, object>;

const MARGIN = { l: 56, r: 16, t: 28, b: 46 };

/** UAR against the signal-to-noise ratio, the strongest noise at the right. Null without noise. */
export function noisePlot(test: Robustness): RobustnessPlot | null {
  const found = ofKind(test, 'noise');
  if (found.length === 0) return null;
  const snrs = [...new Set(found.map(({ effect }) => effect.snrDb))].sort((a, b) => b - a);
  const lines = NOISE_COLOURS.map((noise) => {
    const points = found.filter(({ effect }) => effect.colour === noise);
    return line(test, noise, NOISE_LOOK[noise], points, ({ effect }) => effect.snrDb);
  });
  return {
    title: 'Noise',
    data: [...lines, cleanLine(test, snrs)],
    layout: layout('signal-to-noise ratio (dB)', { tickvals: snrs, autorange: 'reversed' }),
    ariaLabel: described('UAR by noise', found),
  };
}

/** UAR against the reverberation time. Null without reverberation. */
export function reverberationPlot(test: Robustness): RobustnessPlot | null {
  const found = ofKind(test, 'reverberation');
  if (found.length === 0) return null;
  const times = found.map(({ effect }) => effect.rt60Seconds);
  const clean = test.conditions.filter(({ effect }) => effect === null);
  const look = { colour: 'var(--plot-train)', dash: 'solid', symbol: 'circle' } as const;
  return {
    title: 'Reverberation',
    data: [
      line(test, 'reverberation', look, [...clean, ...found], ({ effect }) =>
        effect?.kind === 'reverberation' ? effect.rt60Seconds : 0,
      ),
      cleanLine(test, [0, ...times]),
    ],
    layout: layout('RT60 (s)', { tickvals: [0, ...times], rangemode: 'tozero' }),
    ariaLabel: described('UAR by reverberation', found),
  };
}

/** UAR of every other condition as a point. Null if there are none. */
export function otherPlot(test: Robustness): RobustnessPlot | null {
  const found = test.conditions.filter(
    ({ effect }) => effect === null || !['noise', 'reverberation'].includes(effect.kind),
  );
  if (found.length < 2) return null;
  const names = found.map(({ effect }) => conditionLabel(effect));
  return {
    title: 'Telephone, speed, level',
    data: [
      {
        ...line(
          test,
          'UAR',
          { colour: 'var(--plot-train)', dash: 'solid', symbol: 'circle' },
          found,
          () => 0,
        ),
        mode: 'markers',
        x: names,
        showlegend: false,
      } as Partial<Data>,
    ],
    layout: {
      ...layout('', {}),
      xaxis: { type: 'category', range: [-0.5, names.length - 0.5] },
    },
    ariaLabel: described('UAR by telephone, speed and level', found),
  };
}

function line<C extends ConditionResult>(
  { resampling }: Robustness,
  name: string,
  { colour, dash, symbol }: { colour: string; dash: 'solid' | 'dash'; symbol: 'circle' | 'diamond' },
  points: readonly C[],
  x: (point: C) => number,
): Partial<Data> {
  // No bar where the interval says nothing.
  const bar = (length: (point: C) => number) =>
    points.map((point) => (hasTooFewUnits(resampling) ? 0 : Math.max(0, length(point))));
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: points.map(x),
    y: points.map(({ uar }) => uar),
    error_y: {
      type: 'data',
      symmetric: false,
      array: bar(({ uar, uarInterval }) => uarInterval[1] - uar),
      arrayminus: bar(({ uar, uarInterval }) => uar - uarInterval[0]),
      color: colour,
      thickness: 1.2,
      width: 3,
    },
    line: { color: colour, width: 2, dash },
    marker: { color: colour, symbol, size: 8 },
    text: points.map(({ effect }) => conditionLabel(effect)),
    hovertemplate: '%{text}: %{y:.1%}<extra></extra>',
    cliponaxis: false,
  };
}

/** The UAR of the clean sounds as a level, with which the others are compared. */
function cleanLine({ conditions }: Robustness, x: readonly number[]): Partial<Data> {
  const clean = conditions.find(({ effect }) => effect === null);
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'clean',
    x: [Math.min(...x), Math.max(...x)],
    y: [clean?.uar ?? 0, clean?.uar ?? 0],
    line: { color: 'var(--plot-mark)', width: 1.5, dash: 'dot' },
    hovertemplate: 'Clean: %{y:.1%}<extra></extra>',
  };
}

const layout = (title: string, xaxis: Partial<Layout['xaxis']>): Partial<Layout> => ({
  xaxis: { title: { text: title, standoff: 8 }, ...xaxis },
  yaxis: { title: { text: 'UAR', standoff: 6 }, ...SHARE_AXIS },
  legend: { orientation: 'h', x: 0, y: 1, yanchor: 'bottom' },
  margin: MARGIN,
});

const described = (what: string, points: readonly ConditionResult[]): string =>
  `${what}: ${points.map(({ effect, uar }) => `${conditionLabel(effect)} ${(100 * uar).toFixed(1)} %`).join('; ')}`;
