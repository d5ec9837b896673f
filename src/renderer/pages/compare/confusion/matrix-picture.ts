import type { Data, Layout } from 'plotly.js';
import { rowShares } from './confusion-shares.ts';

/** From this share on, white numbers have more contrast than dark ones. */
const MIN_DARK = 0.72;

/** A confusion matrix as a heat map with its numbers, for paper. */
export function matrixPicture(
  labels: readonly string[],
  counts: readonly (readonly number[])[],
  inClips: boolean,
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const shares = rowShares(counts);
  const text = (row: number, column: number) =>
    inClips ? String(counts[row][column]) : (100 * (shares[row][column] ?? 0)).toFixed(1);
  return heatMap(labels, {
    z: shares.map((row) => row.map((share) => (share === null ? null : 100 * share))),
    range: [0, 100],
    colours: [
      [0, '#f7f9fc'],
      [1, '#1b4377'],
    ],
    scaleTitle: '% of the row',
    text,
    dark: (row, column) => (shares[row][column] ?? 0) >= MIN_DARK,
  });
}

/** A difference of two confusion matrices, −1…1, in percentage points, on a diverging scale. */
export function differencePicture(
  labels: readonly string[],
  differences: readonly (readonly (number | null)[])[],
  scale: number,
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  return heatMap(labels, {
    z: differences.map((row) => row.map((value) => (value === null ? null : 100 * value))),
    range: [-100 * scale, 100 * scale],
    colours: [
      [0, '#663700'],
      [0.5, '#ffffff'],
      [1, '#1b4377'],
    ],
    scaleTitle: 'B − A, points',
    text: (row, column) => (100 * (differences[row][column] ?? 0)).toFixed(1).replace('-', '−'),
    dark: (row, column) => Math.abs(differences[row][column] ?? 0) >= MIN_DARK * scale,
  });
}

interface HeatMap {
  z: (number | null)[][];
  range: readonly [number, number];
  colours: [number, string][];
  scaleTitle: string;
  text(row: number, column: number): string;
  dark(row: number, column: number): boolean;
}

function heatMap(
  labels: readonly string[],
  map: HeatMap,
): { data: Partial<Data>[]; layout: Partial<Layout> } {
  const title = (text: string, standoff: number) => ({ text, standoff, font: { size: 13 } });
  return {
    data: [
      {
        type: 'heatmap',
        x: [...labels],
        y: [...labels],
        z: map.z,
        zmin: map.range[0],
        zmax: map.range[1],
        xgap: 2,
        ygap: 2,
        colorscale: map.colours,
        colorbar: { title: { ...title(map.scaleTitle, 0), side: 'right' }, thickness: 12, outlinewidth: 0 },
      },
    ],
    layout: {
      xaxis: { title: title('predicted', 14), side: 'bottom', showgrid: false },
      yaxis: { title: title('actual', 14), autorange: 'reversed', showgrid: false },
      margin: { l: 90, r: 20, t: 12, b: 60 },
      annotations: labels.flatMap((actual, row) =>
        labels.map((predicted, column) => ({
          x: predicted,
          y: actual,
          text: map.text(row, column),
          font: { color: map.dark(row, column) ? '#ffffff' : '#20262e' },
          showarrow: false,
        })),
      ),
    },
  };
}
