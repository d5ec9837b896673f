/** Pieces of a report's HTML. */
import { columnTitle, type ResultCell, type ResultTable } from '#shared/tables/result-table.ts';
import { type Markup, markup } from './markup.ts';
import { inlineSvg, type Plot } from './plots/plot.ts';

/** A section with its heading. Its id is the target of the table of contents. */
export interface Section {
  id: string;
  title: string;
  content: Markup;
}

export const sectionMarkup = ({ id, title, content }: Section): Markup =>
  markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`;

/** Longer words may be broken, so that a name without spaces cannot make a table wider than a page. */
const MAX_WHOLE_WORD = 14;
/** Tables with at most this many rows are printed on one page. */
const MAX_ROWS_TOGETHER = 26;
/** Tables with more columns are printed smaller. */
const MAX_NORMAL_COLUMNS = 6;

/** A table with its caption and notes. A wide one scrolls on a screen, also with the keyboard. */
export function htmlTable({ title, columns, rows, notes }: ResultTable): Markup {
  const classes = (text: string, column: number) =>
    `${columns[column].align === 'right' ? 'number' : 'text'}${isBreakable(text) ? ' breakable' : ''}`;
  const kind = [
    'table',
    ...(rows.length <= MAX_ROWS_TOGETHER ? ['together'] : []),
    ...(columns.length > MAX_NORMAL_COLUMNS ? ['wide'] : []),
  ].join(' ');
  return markup`<div class="${kind}" role="group" aria-label="${title}" tabindex="0"><table><caption>${title}</caption><thead><tr>${columns.map(
    (column, index) =>
      markup`<th scope="col" class="${classes(column.title, index)}">${columnTitle(column)}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      markup`<tr>${row.map((cell, index) =>
        index === 0
          ? markup`<th scope="row" class="${classes(cell.text, index)}">${cell.text}</th>`
          : markup`<td class="${classes(cell.text, index)}">${cellMarkup(cell)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>${notesMarkup(notes)}`;
}

const isBreakable = (text: string): boolean =>
  text.split(/[\s-]/).some((word) => word.length > MAX_WHOLE_WORD);

function cellMarkup({ text, interval, best }: ResultCell): Markup {
  // A line may break before an interval, not inside.
  const start = interval === undefined ? -1 : text.indexOf('[');
  const content =
    start < 0
      ? markup`${text}`
      : markup`${text.slice(0, start)}<span class="interval">${text.slice(start)}</span>`;
  return best ? markup`<strong>${content}</strong>` : content;
}

const notesMarkup = (notes: readonly string[]): Markup =>
  notes.length === 0 ? markup`` : markup`<p class="notes">${notes.join(' ')}</p>`;

/** A plot with its title below. */
export const figure = (plot: Plot): Markup =>
  markup`<figure>${inlineSvg(plot)}<figcaption>${plot.title}</figcaption></figure>`;

export const figures = (plots: readonly Plot[]): Markup =>
  plots.length === 0 ? markup`` : markup`<div class="plots">${plots.map(figure)}</div>`;

export const list = (texts: readonly string[]): Markup =>
  texts.length === 0 ? markup`` : markup`<ul>${texts.map((text) => markup`<li>${text}</li>`)}</ul>`;

/** Names and values. */
export const pairs = (rows: readonly (readonly [name: string, value: string])[]): Markup =>
  markup`<dl>${rows.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
