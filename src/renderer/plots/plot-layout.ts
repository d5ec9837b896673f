import type { Config, Data, Layout } from 'plotly.js';

/** The colours of a plot's text, grid and background. */
export interface PlotColours {
  text: string;
  grid: string;
  background: string;
}

/** The colours of a saved image: dark on white in both themes. */
export const PAPER: PlotColours = { text: '#20262e', grid: '#dfe3e8', background: '#ffffff' };

/** No logo, no tool bar, and nothing that sends data to a server. */
export const PLOT_CONFIG: Partial<Config> = {
  displaylogo: false,
  responsive: true,
  showSendToCloud: false,
  displayModeBar: false,
  doubleClick: 'reset',
};

/** A plot's own layout over the default look. */
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

/** A copy of the traces that plotly may change without changing React's data, with the theme's colours. */
export const plotData = (data: readonly Partial<Data>[], colourOf: (name: string) => string): Data[] =>
  data.map((trace) => withColours({ ...trace } as Data, colourOf));

/**
 * A copy in which every colour that is written as a CSS variable (`var(--plot-train)`) has its value, because plotly does
 * not understand variables and a saved image has the colours of paper.
 */
export function withColours<T>(value: T, colourOf: (name: string) => string): T {
  if (typeof value === 'string') {
    const variable = /^var\((--[\w-]+)\)$/.exec(value);
    return (variable === null ? value : colourOf(variable[1])) as T;
  }
  // Lists of numbers are the bulk of the data and have no colours.
  if (Array.isArray(value)) {
    return (typeof value[0] === 'number' ? value : value.map((one) => withColours(one, colourOf))) as T;
  }
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, withColours(part, colourOf)]),
  ) as T;
}
