import type { Data, Layout } from 'plotly.js';
import type { ReliabilityBin } from '#shared/calibration.ts';
import { count, percent } from '#shared/format.ts';
import { SHARE_AXIS } from './curve-data.ts';

/** The diameter of the dot of the bin with the most clips, and the smallest diameter, in pixels. */
const MAX_DOT = 15;
const MIN_DOT = 5;

/**
 * A reliability diagram: for each bin of the probability, the share of right predictions with its interval. The area of a dot
 * grows with the clips of its bin. On the dashed line, the model is as often right as it is sure.
 */
export function reliabilityPlot(bins: readonly ReliabilityBin[]): {
  data: Partial<Data>[];
  layout: Partial<Layout>;
} {
  const most = Math.max(1, ...bins.map(({ clips }) => clips));
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: [0, 1],
        y: [0, 1],
        line: { color: 'var(--plot-mark)', width: 1.5, dash: 'dash' },
        hoverinfo: 'skip',
      },
      {
        type: 'scatter',
        mode: 'markers',
        x: bins.map(({ confidence }) => confidence),
        y: bins.map(({ accuracy }) => accuracy),
        error_y: {
          type: 'data',
          symmetric: false,
          array: bins.map(({ accuracy, accuracyInterval }) => accuracyInterval[1] - accuracy),
          arrayminus: bins.map(({ accuracy, accuracyInterval }) => accuracy - accuracyInterval[0]),
          color: 'var(--plot-train)',
          thickness: 1.5,
          width: 3,
        },
        marker: {
          color: 'var(--plot-train)',
          size: bins.map(({ clips }) => MIN_DOT + (MAX_DOT - MIN_DOT) * Math.sqrt(clips / most)),
          opacity: 1,
        },
        text: bins.map(
          ({ clips, confidence, accuracy }) =>
            `${percent(confidence)} sure: ${percent(accuracy)} right, ${count(clips)} test clips`,
        ),
        hovertemplate: '%{text}<extra></extra>',
        // Whole dots at 0 and 100 %.
        cliponaxis: false,
      },
    ],
    layout: {
      showlegend: false,
      xaxis: { title: { text: 'probability of the predicted emotion', standoff: 6 }, ...SHARE_AXIS },
      yaxis: { title: { text: 'right', standoff: 6 }, ...SHARE_AXIS },
      margin: { l: 64, r: 28, t: 12, b: 52 },
    },
  };
}
