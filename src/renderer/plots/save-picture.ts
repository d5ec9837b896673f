import type { Data, Layout } from 'plotly.js';
import { download, downloadContent } from '#renderer/parts/download.ts';
import { themeVariables } from '#renderer/theme/theme.ts';
import { PAPER, PLOT_CONFIG, plotData, plotLayout, withColours } from './plot-layout.ts';
import { withResolution } from './png-resolution.ts';

/** A plot and the name under which it is saved. */
export interface Picture {
  data: readonly Partial<Data>[];
  layout: Partial<Layout>;
  /** Without its extension. */
  fileName: string;
  /** Lines above the plot, because an image on paper must say what it shows. */
  caption?: readonly string[];
}

/** Pixels at 96 per inch: 170 mm, the text width of an A4 page, by two thirds of it. A PNG has three times as many. */
const PAPER_SIZE = { width: 643, height: 429 };
const PNG_SCALE = 3;

/** A typeface that every computer has: an image cannot load the page's. */
const PAPER_FONT = 'Arial, "Liberation Sans", Helvetica, sans-serif';

const CAPTION_LINE = 17;

const paperColours = themeVariables('light');
const paperColour = (name: string): string => paperColours[name] ?? PAPER.text;

/** Adds the caption above the plot, and space for it. */
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

/** The bytes of a base64 `data:` address. */
const bytesOf = (address: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(address.slice(address.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));

/** Escapes text, because plotly interprets some HTML. */
const plainText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Draws a plot dark on white at paper size, and downloads it. */
export async function savePicture(
  { data, layout, fileName, caption = [] }: Picture,
  format: 'png' | 'svg',
): Promise<void> {
  const { plotly } = await import('./plotly.ts');
  const stage = document.createElement('div');
  try {
    const drawn = await plotly.newPlot(
      stage,
      plotData(data, paperColour),
      withColours(
        { ...plotLayout(captioned(layout, caption), PAPER, PAPER_FONT), ...PAPER_SIZE },
        paperColour,
      ),
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
