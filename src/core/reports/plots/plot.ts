/** Plots as SVG text, without a page. Each works in an HTML report and as a file of its own. */
import { type Markup, markup } from '#core/reports/markup.ts';
import { colouredRun, RUN_COLOUR_VALUES, runColours } from '#shared/run-colours.ts';
import { FONT_SIZE, fitText } from './text-width.ts';

export interface Plot {
  /** For file names: lower-case letters, digits and hyphens. */
  name: string;
  title: string;
  /** What a reader who cannot see the plot needs to know, besides the title. */
  about: string;
  /** In pixels at 96 per inch. */
  width: number;
  height: number;
  content: Markup;
}

/** The colours of a plot, as SVG values. */
export interface Palette {
  /** Text. */
  ink: string;
  /** Less important text and axes. */
  faint: string;
  grid: string;
  /** The background. */
  paper: string;
  /** One per compared item. */
  items: readonly string[];
}

/** The width of all plots: the text of an A4 page with margins of 15 mm. */
export const PLOT_WIDTH = 680;
const FONT_FAMILY = "Inter, 'Segoe UI', system-ui, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/** The colours of a plot before its items are known: `runs` are those of `shared/run-colours.ts`. */
export interface BasePalette extends Omit<Palette, 'items'> {
  runs: readonly string[];
}

/** Black and colours on white, for files. */
export const PAPER_PALETTE: BasePalette = {
  ink: '#1b1f24',
  faint: '#57606a',
  grid: '#d8dee4',
  paper: '#ffffff',
  runs: RUN_COLOUR_VALUES.map(({ light }) => light),
};

/** The colours of a report in the dark theme. */
export const DARK_PALETTE: BasePalette = {
  ink: '#e3e7ec',
  faint: '#a5afbb',
  grid: '#3a424d',
  paper: '#16191e',
  runs: RUN_COLOUR_VALUES.map(({ dark }) => dark),
};

/** The colours of a report, which its style sheet sets for both themes. */
export const PAGE_PALETTE: BasePalette = {
  ink: 'var(--ink)',
  faint: 'var(--faint)',
  grid: 'var(--grid)',
  paper: 'var(--paper)',
  runs: RUN_COLOUR_VALUES.map((_, index) => `var(--run-${index})`),
};

/** The palette for items, each given by the ids of its runs: the same colours as in the window. */
export function paletteFor(base: BasePalette, items: readonly (readonly string[])[]): Palette {
  const shown = items.map(colouredRun);
  const colour = runColours(shown);
  return { ...base, items: shown.map((run) => base.runs[colour(run)]) };
}

/** A coordinate with two decimals. */
export const px = (value: number): number => Math.round(100 * value) / 100;

export const itemColour = ({ items }: Palette, item: number): string => items[item % items.length];

/** A plot inside an HTML page. */
export function inlineSvg({ title, about, width, height, content }: Plot): Markup {
  return markup`<svg role="img" aria-label="${`${title}. ${about}`}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="${FONT_SIZE}">${content}</svg>`;
}

const TITLE_HEIGHT = 30;

/** A plot as an SVG file: with its title, its font and a white background. */
export function svgFile({ title, about, width, height, content }: Plot): string {
  const { ink, paper } = PAPER_PALETTE;
  return `${
    markup`<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + TITLE_HEIGHT}" width="${width}" height="${height + TITLE_HEIGHT}" font-family="${FONT_FAMILY}" font-size="${FONT_SIZE}">
<title>${title}</title><desc>${about}</desc>
<rect width="100%" height="100%" fill="${paper}"/>
<text x="8" y="20" font-size="13" font-weight="600" fill="${ink}">${fitText(title, width - 16, 13)}</text>
<g transform="translate(0 ${TITLE_HEIGHT})">${content}</g>
</svg>`.markup
  }\n`;
}
