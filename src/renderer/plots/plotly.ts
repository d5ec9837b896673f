/** Plotly with only the traces that the page draws; loaded when the first plot is shown. */
import type * as Plotly from 'plotly.js';
import bar from 'plotly.js/lib/bar';
import core from 'plotly.js/lib/core';
import heatmap from 'plotly.js/lib/heatmap';
import scatter from 'plotly.js/lib/scatter';

core.register([scatter, bar, heatmap]);

export const plotly = core as unknown as typeof Plotly;
