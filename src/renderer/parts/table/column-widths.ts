import { shownText, type TableColumn } from './table-column.ts';

/** Rows whose texts are compared; in a longer table they are taken evenly from all rows. */
const MAX_SAMPLED = 300;
/** Padding of a cell, and a little more, because the drawn text can be wider than the measured one. */
const CELL_PX = 18 + 6;
/** A mark beside the text of a cell with content of its own, such as a status icon. */
const MARK_PX = 34;
/** Padding of a header and its filter button. */
const HEADER_PX = 18 + 26;
/** No column takes more than this multiple of its minimum width, so that one long text does not fill the table. */
const MAX_FACTOR = 2.5;

/** Measures the width of a text in pixels. */
export type MeasureText = (text: string, font: 'cell' | 'header') => number;

/** The widths of a column in pixels. */
export interface ColumnWidth {
  /** Below this width the table scrolls sideways. */
  min: number;
  /** The width at which neither the title nor a cell is cut. */
  natural: number;
}

/**
 * The widths of each column. A column of plain text needs no more than its natural width, even if `widthPx` is more. No
 * column takes more than 2.5 times `widthPx`. Only the longest of the sampled texts is measured.
 */
export function columnWidths<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  measure: MeasureText,
): ColumnWidth[] {
  const step = Math.max(1, Math.floor(rows.length / MAX_SAMPLED));
  return columns.map((column) => {
    let longest = '';
    for (let index = 0; index < rows.length; index += step) {
      const text = shownText(column, rows[index]);
      if (text.length > longest.length) longest = text;
    }
    const isText = column.cell === undefined;
    const cell = measure(longest, 'cell') + CELL_PX + (isText ? 0 : MARK_PX);
    const wanted = Math.ceil(Math.max(cell, measure(column.title, 'header') + HEADER_PX));
    const natural = Math.min(wanted, Math.round(MAX_FACTOR * column.widthPx));
    // The content of other cells cannot be measured by its text.
    const min = isText ? Math.min(column.widthPx, natural) : column.widthPx;
    return { min, natural: Math.max(min, natural) };
  });
}

/**
 * The columns as a CSS grid: all have their minimum width; a wider table first shows every column without cuts, and then
 * gives the rest to those that grow.
 */
export function gridTemplate<Row>(
  columns: readonly TableColumn<Row>[],
  widths: readonly ColumnWidth[],
): string {
  return columns
    .map(({ grow = 0 }, index) => {
      const { min, natural } = widths[index];
      return grow > 0 ? `minmax(${min}px, ${grow}fr)` : `minmax(${min}px, ${natural}px)`;
    })
    .join(' ');
}

let context: CanvasRenderingContext2D | null = null;

/** Measures with the page's typeface, in the sizes of the table's cells and headers. */
export const measureText: MeasureText = (text, font) => {
  context ??= document.createElement('canvas').getContext('2d');
  if (context === null) return 0;
  const { fontFamily } = getComputedStyle(document.body);
  context.font = font === 'cell' ? `13px ${fontFamily}` : `600 12px ${fontFamily}`;
  return context.measureText(text).width;
};
