import type { Data, Layout } from 'plotly.js';
import { download } from '../parts/download.ts';
import { PAPER, PLOT_CONFIG, plotData, plotLayout } from './plot-layout.ts';

/** What is drawn, and under what name it is saved. */
export interface Picture {
  data: readonly Partial<Data>[];
  layout: Partial<Layout>;
  /** Without its ending. */
  fileName: string;
  fontFamily: string;
}

/** Pixels at 96 an inch: 170 mm, the text width of an A4 page, by two thirds of it. PNG has three times as many. */
const PAPER_SIZE = { width: 643, height: 429 };
const PNG_SCALE = 3;

/** Draws a plot anew, dark on white at paper size, and saves it. */
export async function savePicture(
  { data, layout, fileName, fontFamily }: Picture,
  format: 'png' | 'svg',
): Promise<void> {
  const { plotly } = await import('./plotly.ts');
  const stage = document.createElement('div');
  try {
    const drawn = await plotly.newPlot(
      stage,
      plotData(data),
      { ...plotLayout(layout, PAPER, fontFamily), ...PAPER_SIZE },
      { ...PLOT_CONFIG, staticPlot: true },
    );
    const address = await plotly.toImage(drawn, {
      format,
      ...PAPER_SIZE,
      scale: format === 'png' ? PNG_SCALE : 1,
    });
    download(`${fileName}.${format}`, address);
  } finally {
    plotly.purge(stage);
  }
}
