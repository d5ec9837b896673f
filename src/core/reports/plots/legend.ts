import { type Markup, markup } from '#core/reports/markup.ts';
import { itemColour, type Palette, PLOT_WIDTH, px } from './plot.ts';
import { fitText, textWidth } from './text-width.ts';

const LINE_HEIGHT = 18;
const MARK_WIDTH = 16;
const GAP = 18;
/** The ends of long titles often are what differs, so a title may fill a line. */
const MAX_TITLE_WIDTH = PLOT_WIDTH - MARK_WIDTH;

/** The compared items with their colours and shapes, in lines of the plot's width. Empty for one item. */
export function legend(titles: readonly string[], palette: Palette): { height: number; content: Markup } {
  if (titles.length < 2) return { height: 0, content: markup`` };
  let x = 0;
  let line = 0;
  const entries = titles.map((title, item) => {
    const text = fitText(title, MAX_TITLE_WIDTH);
    const width = MARK_WIDTH + textWidth(text);
    if (x > 0 && x + width > PLOT_WIDTH) {
      x = 0;
      line++;
    }
    const y = line * LINE_HEIGHT + 9;
    const entry = markup`${itemMark(item, x + 6, y, palette)}<text x="${px(x + MARK_WIDTH)}" y="${y + 4}" fill="${palette.ink}">${text}</text>`;
    x += width + GAP;
    return entry;
  });
  return { height: (line + 1) * LINE_HEIGHT + 6, content: markup`<g>${entries}</g>` };
}

/** The mark of an item: a shape besides the colour, for readers who cannot tell the colours apart. */
export function itemMark(item: number, x: number, y: number, palette: Palette): Markup {
  const fill = itemColour(palette, item);
  const [cx, cy] = [px(x), px(y)];
  switch (item % 4) {
    case 0:
      return markup`<circle cx="${cx}" cy="${cy}" r="4" fill="${fill}"/>`;
    case 1:
      return markup`<rect x="${px(x - 3.6)}" y="${px(y - 3.6)}" width="7.2" height="7.2" fill="${fill}"/>`;
    case 2:
      return markup`<path d="M${cx} ${px(y - 4.8)}l4.6 8h-9.2z" fill="${fill}"/>`;
    default:
      return markup`<path d="M${cx} ${px(y - 5)}l5 5l-5 5l-5-5z" fill="${fill}"/>`;
  }
}
