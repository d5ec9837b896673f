import type { Config, Data, Layout } from 'plotly.js';

/** What a plot's surroundings look like. */
export interface PlotColours {
  text: string;
  grid: string;
  background: string;
}

/** A picture for print: black on white, whatever the page's theme. */
export const PAPER: PlotColours = { text: '#20262e', grid: '#dfe3e8', background: '#ffffff' };

/** No logo, nothing that sends data anywhere, and the few tools that a reader of curves uses. */
export const PLOT_CONFIG: Partial<Config> = {
  displaylogo: false,
  responsive: true,
  showSendToCloud: false,
  displayModeBar: false,
  doubleClick: 'reset',
};

/** The laboratory's look under a plot's own layout. */
export function plotLayout(
  layout: Partial<Layout>,
  colours: PlotColours,
  fontFamily: string,
): Partial<Layout> {
  const axis = {
    gridcolor: colours.grid,
    zerolinecolor: colours.grid,
    linecolor: colours.grid,
    automargin: true,
    ticks: '' as const,
  };
  const axes = Object.fromEntries(
    Object.keys({ xaxis: 0, yaxis: 0, ...layout })
      .filter((key) => /^[xy]axis\d*$/.test(key))
      .map((key) => [key, { ...axis, ...(layout as Record<string, object>)[key] }]),
  );
  return {
    margin: { l: 48, r: 16, t: 12, b: 40 },
    font: { family: fontFamily, size: 12, color: colours.text },
    hoverlabel: { font: { family: fontFamily } },
    legend: { orientation: 'h', y: 1.12, x: 0 },
    ...layout,
    ...axes,
    paper_bgcolor: colours.background,
    plot_bgcolor: colours.background,
  };
}

/** Deep enough a copy that plotly may write into it without changing what React holds. */
export const plotData = (data: readonly Partial<Data>[]): Data[] =>
  data.map((trace) => ({ ...trace }) as Data);
