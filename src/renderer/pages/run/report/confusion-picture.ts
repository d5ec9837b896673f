import type { Data, Layout } from 'plotly.js';
import { EMOTIONS } from '../../../../shared/emotions.ts';
import type { Figures } from '../../../../shared/figures.ts';
import type { ConfusionUnit } from './confusion-matrix.tsx';

/** The matrix as a heat map with its figures in it, for print. */
export function confusionPicture(
  figures: Figures,
  unit: ConfusionUnit,
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const shares = figures.confusionPercent;
  const words =
    unit === 'percent' ? shares.map((row) => row.map((share) => share.toFixed(1))) : figures.confusion;
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
        text: words as unknown as string[],
        texttemplate: '%{text}',
        colorbar: { title: { text: '% of the row' }, thickness: 12 },
      },
    ],
    layout: {
      xaxis: { title: { text: 'judged' }, side: 'bottom' },
      yaxis: { title: { text: 'true' }, autorange: 'reversed' },
      margin: { l: 80, r: 20, t: 20, b: 60 },
    },
  };
}
