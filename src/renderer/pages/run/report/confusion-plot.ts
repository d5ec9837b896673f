import type { Data, Layout } from 'plotly.js';
import { emotionsOf, type Metrics } from '#shared/metrics.ts';
import type { ConfusionUnit } from './confusion-matrix.tsx';

/** From this % of a row, white numbers have more contrast than dark ones. */
const MIN_DARK_PERCENT = 65;

/** The confusion matrix as a heat map with its numbers, for print. */
export function confusionPlot(
  metrics: Metrics,
  unit: ConfusionUnit,
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const shares = metrics.confusionPercent;
  const emotions = emotionsOf(metrics);
  const title = (text: string, standoff: number) => ({ text, standoff, font: { size: 13 } });
  return {
    data: [
      {
        type: 'heatmap',
        x: emotions,
        y: emotions,
        z: shares,
        zmin: 0,
        zmax: 100,
        xgap: 2,
        ygap: 2,
        colorscale: [
          [0, '#f7f9fc'],
          [1, '#1b4377'],
        ],
        colorbar: { title: { ...title('% of the row', 0), side: 'right' }, thickness: 12, outlinewidth: 0 },
      },
    ],
    layout: {
      xaxis: { title: title('predicted', 14), side: 'bottom', showgrid: false },
      yaxis: { title: title('actual', 14), autorange: 'reversed', showgrid: false },
      margin: { l: 90, r: 20, t: 12, b: 60 },
      annotations: emotions.flatMap((actual, row) =>
        emotions.map((predicted, column) => ({
          x: predicted,
          y: actual,
          text: unit === 'percent' ? shares[row][column].toFixed(1) : String(metrics.confusion[row][column]),
          font: { color: shares[row][column] >= MIN_DARK_PERCENT ? '#ffffff' : '#20262e' },
          showarrow: false,
        })),
      ),
    },
  };
}
