import type { Data, Layout } from 'plotly.js';
import type { Scheme } from '#renderer/theme/emotion-colours.ts';
import type { VaryingSettings } from '#shared/comparison.ts';
import { type ScatterMetric, scatterLabel } from '../compare-address.ts';
import { type LookedItem, plotColour } from '../item-look.ts';
import { valueAxis, valueLabel } from './setting-axis.ts';

const OTHER_COLOUR = '#7d8794';
/** Half the width of the spread of runs with the same choice, in units of the axis. */
const SPREAD = 0.12;

/** A metric against a setting: a point per run, coloured by item. */
export function scatterPlot(
  { settings, runs }: VaryingSettings,
  path: string,
  metric: ScatterMetric,
  { items, scheme }: { items: readonly LookedItem[]; scheme: Scheme },
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const column = settings.findIndex((setting) => setting.path === path);
  const values = runs.map((run) => run.values[column] ?? null);
  const axis = valueAxis(settings[column]?.label ?? path, values);
  const isNumber = axis.kind === 'number';
  const choices = axis.ticks.map(({ label }) => label);
  const itemOf = new Map(items.flatMap((looked) => looked.item.runs.map(({ id }) => [id, looked] as const)));
  const traceOf = (looked: LookedItem | null): Partial<Data> => {
    const own = runs.flatMap((run, at) => {
      if ((itemOf.get(run.id) ?? null) !== looked || values[at] === null) return [];
      // Runs with the same choice beside each other, always at the same place.
      const spread = SPREAD * (((at * 7919) % 101) / 50 - 1);
      const x = isNumber ? (values[at] as number) : choices.indexOf(valueLabel(values[at])) + spread;
      return [{ x, run, value: valueLabel(values[at]) }];
    });
    return {
      type: 'scatter',
      mode: 'markers',
      name: looked?.item.title ?? 'other runs',
      x: own.map(({ x }) => x),
      y: own.map(({ run }) => 100 * run[metric]),
      text: own.map(({ run, value }) => `${escaped(run.name)}<br>${escaped(value)}`),
      customdata: own.map(({ run }) => run.id),
      marker: {
        size: looked === null ? 7 : 10,
        color: looked === null ? OTHER_COLOUR : plotColour(looked.look, scheme),
        symbol: looked?.look.shape ?? 'circle',
        opacity: looked === null ? 0.55 : 1,
      },
      hovertemplate: `%{text}<br>${scatterLabel(metric)} %{y:.1f} %<extra></extra>`,
      showlegend: false,
    };
  };
  return {
    data: [traceOf(null), ...items.map(traceOf)],
    layout: {
      hovermode: 'closest',
      xaxis: {
        title: { text: axis.title, standoff: 8 },
        ...(isNumber
          ? axis.logarithmic
            ? { type: 'log' as const }
            : {}
          : {
              tickvals: choices.map((_, index) => index),
              ticktext: choices.map(escaped),
              range: [-0.5, choices.length - 0.5] as [number, number],
            }),
      },
      yaxis: { title: { text: scatterLabel(metric), standoff: 6 }, ticksuffix: ' %' },
      margin: { l: 60, r: 16, t: 12, b: 50 },
    },
  };
}

/** Plotly interprets some HTML. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
