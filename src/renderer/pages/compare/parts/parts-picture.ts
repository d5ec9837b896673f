import type { Data, Layout } from 'plotly.js';
import { type LookedItem, plotColour } from '../item-look.ts';
import { spreadOf } from '../metric-axis.ts';
import type { PartRow } from './part-rows.ts';

/** The dots with intervals as a plot for paper: parts from top to bottom, the items of each one below the other. */
export function partsPicture(
  rows: readonly PartRow[],
  items: readonly LookedItem[],
  metric: string,
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const offset = (index: number) => 0.7 * ((index + 0.5) / items.length - 0.5);
  return {
    data: items.map(({ item, look, index }): Partial<Data> => {
      const shown = rows.flatMap((row, at) => {
        const value = row.metrics[index];
        return value === null || value === undefined ? [] : [{ at, value, spread: spreadOf(value) }];
      });
      return {
        type: 'scatter',
        mode: 'markers',
        name: item.title,
        x: shown.map(({ value }) => 100 * value.value),
        y: shown.map(({ at }) => at + offset(index)),
        error_x: {
          type: 'data',
          symmetric: false,
          array: shown.map(({ value, spread }) =>
            spread === null ? 0 : Math.max(0, 100 * (spread[1] - value.value)),
          ),
          arrayminus: shown.map(({ value, spread }) =>
            spread === null ? 0 : Math.max(0, 100 * (value.value - spread[0])),
          ),
          color: plotColour(look, 'light'),
          thickness: 1.5,
          width: 0,
        },
        marker: { size: 8, color: plotColour(look, 'light'), symbol: look.shape },
      };
    }),
    layout: {
      xaxis: { title: { text: metric, standoff: 6 }, ticksuffix: ' %' },
      yaxis: {
        tickvals: rows.map((_, at) => at),
        ticktext: rows.map(({ name }) => name),
        range: [rows.length - 0.5, -0.5],
        showgrid: false,
      },
      legend: { orientation: 'h', x: 0, y: -0.15, yanchor: 'top' },
      margin: { l: 90, r: 16, t: 12, b: 90 },
    },
  };
}
