declare module 'plotly.js/lib/core' {
  const core: { register(parts: unknown[]): void };
  export = core;
}
declare module 'plotly.js/lib/bar';
declare module 'plotly.js/lib/heatmap';
declare module 'plotly.js/lib/scatter';
