import type { Data, Layout } from 'plotly.js';
import { EMOTIONS } from '../../../../shared/emotions.ts';
import type { Figures } from '../../../../shared/figures.ts';
import type { ConfusionUnit } from './confusion-matrix.tsx';

/** Per cent of a row from which white figures have more contrast than dark ones. */
const DARK_FROM = 65;

/** The matrix as a heat map with its figures in it, for print. */
export function confusionPicture(
  figures: Figures,
  unit: ConfusionUnit,
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const shares = figures.confusionPercent;
  const title = (text: string, standoff: number) => ({ text, standoff, font: { size: 13 } });
  return {
    data: [
      {
        type: 'heatmap',
        x: [...EMOTIONS],
        y: [...EMOTIONS],
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
      xaxis: { title: title('judged', 14), side: 'bottom', showgrid: false },
      yaxis: { title: title('true', 14), autorange: 'reversed', showgrid: false },
      margin: { l: 90, r: 20, t: 12, b: 60 },
      annotations: EMOTIONS.flatMap((truth, row) =>
        EMOTIONS.map((judged, column) => ({
          x: judged,
          y: truth,
          text: unit === 'percent' ? shares[row][column].toFixed(1) : String(figures.confusion[row][column]),
          font: { color: shares[row][column] >= DARK_FROM ? '#ffffff' : '#20262e' },
          showarrow: false,
        })),
      ),
    },
  };
}
