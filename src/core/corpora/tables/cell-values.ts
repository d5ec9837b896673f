import { splitPartOf } from '#core/corpora/layouts/naming.ts';
import type { NamedSplit } from '#shared/corpora.ts';

/** What programs write into a cell without a value. Compared without case, brackets and spaces. */
const MISSING = new Set(
  'nan na n/a n.a. n.a null nil none unknown unk unspecified undefined missing notavailable notapplicable - -- – — ? ?? . nat'.split(
    ' ',
  ),
);

/** Whether a cell says that there is no value: empty, `NaN`, `N/A`, `<NA>`, `None`, `unknown`, `-`. */
export function isMissing(cell: string): boolean {
  const plain = cell.toLowerCase().replace(/[\s<>()[\]#_"']/g, '');
  return plain === '' || MISSING.has(plain);
}

/** The value of a cell; null if it has none. */
export const valueOfCell = (cell: string | null | undefined): string | null =>
  cell == null || isMissing(cell) ? null : cell;

/**
 * The speaker or the fold of a cell. Programs write one number in several ways (`1`, `01`, `1.0` in a column with missing
 * values), also in different tables of one corpus: all are `1`. Null for a missing value.
 */
export function identifierOf(cell: string | null | undefined): string | null {
  const value = valueOfCell(cell);
  return value === null ? null : value.replace(/^0*(\d+)(?:\.0*)?$/, '$1');
}

/** A part of a split, or a fold by its number (`3`, `fold_3`); null for other words. */
export function namedSplitOf(cell: string | null): NamedSplit | null {
  const part = splitPartOf(cell ?? '');
  if (part !== null) return part;
  const number = /^(?:fold|cv|split|session|part)?[ _-]?(\d+)$/i.exec(identifierOf(cell) ?? '');
  return number === null ? null : `fold ${Number(number[1])}`;
}
