import type { Data, Layout } from 'plotly.js';
import type { GroupFigures } from '../../../../shared/answers.ts';
import { SHARE_AXIS } from './curve-data.ts';

/** UAR of each group as a point with its interval. */
export function groupPlot(groups: readonly GroupFigures[]): {
  data: Partial<Data>[];
  layout: Partial<Layout>;
} {
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        x: groups.map(({ name }) => name),
        y: groups.map(({ uar }) => uar),
        error_y: {
          type: 'data',
          symmetric: false,
          array: groups.map(({ uar, uarInterval }) => Math.max(0, uarInterval[1] - uar)),
          arrayminus: groups.map(({ uar, uarInterval }) => Math.max(0, uar - uarInterval[0])),
          color: '#7d8794',
          thickness: 1.5,
          width: 4,
        },
        marker: { size: 9, color: '#0072b2' },
        hovertemplate: '%{x}: %{y:.1%}<extra></extra>',
      },
    ],
    layout: {
      xaxis: { type: 'category', range: [-0.5, groups.length - 0.5] },
      yaxis: { title: { text: 'UAR', standoff: 6 }, ...SHARE_AXIS },
      margin: { l: 56, r: 16, t: 12, b: 60 },
    },
  };
}
