import { valueOfCell } from '#core/corpora/tables/cell-values.ts';
import { decodeText, parseRows } from '#core/corpora/tables/table-text.ts';
import type { CompanionFacts } from './companion-tables.ts';
import { ageOf, sexOf } from './naming.ts';

/** The value of a column of one row by the column's name, without regard to case; empty if there is none (`NaN`). */
export type Cells = (column: string) => string;

/** Lines above the header that are searched for it. */
const MAX_PREAMBLE = 20;

/**
 * The rows of a table with a header. Titles and comments above it are skipped. Empty if it lacks one of the `required`
 * columns: then it is another table of the same name.
 */
export function rowsByColumn(bytes: Uint8Array, required: readonly string[]): Cells[] {
  const rows = parseRows(decodeText(bytes)).map(({ cells }) => cells);
  const headers = rows.slice(0, MAX_PREAMBLE).map(namesOf);
  const at = headers.findIndex((names) => required.every((column) => names.includes(column.toLowerCase())));
  if (at < 0) return [];
  return rows
    .slice(at + 1)
    .filter(([first = '']) => !first.startsWith('#'))
    .map((cells) => (column) => valueOfCell(cells[headers[at].lastIndexOf(column.toLowerCase())]) ?? '');
}

/** The names of columns in a row, also of a header that is written as a comment. */
const namesOf = (cells: readonly string[]): string[] =>
  cells.map((cell, index) => (index === 0 ? cell.replace(/^#\s*/, '') : cell).toLowerCase());

/** Adds sex and age of a speaker as the cells of a table give them; null: nobody. */
export function addSpeaker(
  facts: CompanionFacts,
  speaker: string | null,
  sexCell: string,
  ageCell: string,
): void {
  if (speaker === null) return;
  const sex = sexOf(sexCell);
  if (sex !== null) facts.sexes.set(speaker, sex);
  const age = ageOf(ageCell);
  if (age !== null) facts.ages.set(speaker, age);
}
