import type { Data, Layout } from 'plotly.js';
import { download, downloadContent } from '../parts/download.ts';
import { PAPER, PLOT_CONFIG, plotData, plotLayout } from './plot-layout.ts';
import { withResolution } from './png-resolution.ts';

/** What is drawn, and under what name it is saved. */
export interface Picture {
  data: readonly Partial<Data>[];
  layout: Partial<Layout>;
  /** Without its ending. */
  fileName: string;
  fontFamily: string;
  /** Lines over the plot: on paper it stands alone, and says itself what it is of. */
  caption?: readonly string[];
}

/** Pixels at 96 an inch: 170 mm, the text width of an A4 page, by two thirds of it. PNG has three times as many. */
const PAPER_SIZE = { width: 643, height: 429 };
const PNG_SCALE = 3;

const CAPTION_LINE = 17;

/** The layout with its caption over it, and room for that. */
function captioned(layout: Partial<Layout>, caption: readonly string[]): Partial<Layout> {
  if (caption.length === 0) return layout;
  const [first, ...others] = caption.map(plainText);
  return {
    ...layout,
    title: {
      text: [`<b>${first}</b>`, ...others].join('<br>'),
      font: { size: 12 },
      ...{ x: 0, xref: 'container', xanchor: 'left', y: 1, yref: 'container', yanchor: 'top' },
      pad: { l: 16, t: 14 },
    },
    margin: { ...layout.margin, t: (layout.margin?.t ?? 12) + 20 + CAPTION_LINE * caption.length },
  };
}

/** What a `data:` address holds in base 64. */
const bytesOf = (address: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));

/** Plotly reads some of HTML in its words. */
const plainText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Draws a plot anew, dark on white at paper size, and saves it. */
export async function savePicture(
  { data, layout, fileName, fontFamily, caption = [] }: Picture,
  format: 'png' | 'svg',
): Promise<void> {
  const { plotly } = await import('./plotly.ts');
  const stage = document.createElement('div');
  try {
    const drawn = await plotly.newPlot(
      stage,
      plotData(data),
      { ...plotLayout(captioned(layout, caption), PAPER, fontFamily), ...PAPER_SIZE },
      { ...PLOT_CONFIG, staticPlot: true },
    );
    const address = await plotly.toImage(drawn, {
      format,
      ...PAPER_SIZE,
      scale: format === 'png' ? PNG_SCALE : 1,
    });
    if (format === 'svg') download(`${fileName}.svg`, address);
    else downloadContent(`${fileName}.png`, withResolution(bytesOf(address), PNG_SCALE * 96), 'image/png');
  } finally {
    plotly.purge(stage);
  }
}
