/** The usual size of text in plots, in pixels. */
export const FONT_SIZE = 12;

/** Widths of characters in parts of the font size, rounded up, because fonts differ. */
const NARROW = /[iIjl.,:;'!|()[\]{} ft]/;
const WIDE = /[mwMW%@—…]/;

/** An upper estimate of the width of a text in pixels. */
export function textWidth(text: string, size = FONT_SIZE): number {
  let width = 0;
  for (const character of text) {
    if (character > '\u2e80') width += 1.1;
    else if (NARROW.test(character)) width += 0.4;
    else if (WIDE.test(character)) width += 1.03;
    else width += /[A-Z]/.test(character) ? 0.8 : 0.65;
  }
  return width * size;
}

/** Made at the first use, which takes 30 ms. */
let graphemes: Intl.Segmenter | undefined;

/** Cuts a text to a width in pixels and marks the cut by `…`. */
export function fitText(text: string, width: number, size = FONT_SIZE): string {
  if (textWidth(text, size) <= width) return text;
  let beginning = '';
  graphemes ??= new Intl.Segmenter();
  for (const { segment } of graphemes.segment(text)) {
    if (textWidth(`${beginning}${segment}…`, size) > width) break;
    beginning += segment;
  }
  return `${beginning.trimEnd()}…`;
}
