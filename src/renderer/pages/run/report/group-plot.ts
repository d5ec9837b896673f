import type { Data, Layout } from 'plotly.js';
import type { GroupMetrics } from '#shared/answers.ts';
import { hasTooFewUnits } from '#shared/metrics.ts';
import { SHARE_AXIS } from './curve-data.ts';

/** UAR of each group as a point with its interval. */
export function groupPlot(groups: readonly GroupMetrics[]): {
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
          // No bar where the interval says nothing.
          array: groups.map(({ uar, uarInterval, resampling }) =>
            hasTooFewUnits(resampling) ? 0 : Math.max(0, uarInterval[1] - uar),
          ),
          arrayminus: groups.map(({ uar, uarInterval, resampling }) =>
            hasTooFewUnits(resampling) ? 0 : Math.max(0, uar - uarInterval[0]),
          ),
          color: 'var(--plot-mark)',
          thickness: 1.5,
          width: 4,
        },
        marker: { size: 9, color: 'var(--plot-train)' },
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
