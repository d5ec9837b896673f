import { splitPartOf } from '#core/corpora/layouts/naming.ts';
import type { NamedSplit } from '#shared/corpora.ts';

/** What programs and people write into a cell without a value. Compared without case, brackets and spaces. */
const MISSING = new Set(
  `nan na n/a n.a. n.a null nil none unknown unk unspecified undefined missing notavailable notapplicable notknown - -- – — ? ?? .
  nat unbekannt inconnu inconnue desconocido desconocida sconosciuto sconosciuta desconhecido nieznany bilinmiyor неизвестно
  неизвестный 未知 不明`.split(/\s+/),
);

/** Words in a column of speakers that name nobody; compared in the same way. */
const NOBODY = new Set(
  `anonymous anonym anonyme anonymized anonymised anonimo anónimo nospeaker noid unidentified unassigned notassigned
  keinsprecher keinespeaker`.split(/\s+/),
);

/** Whether a cell says that there is no value: empty, `NaN`, `N/A`, `<NA>`, `None`, `unknown`, `-`. */
export function isMissing(cell: string): boolean {
  const plain = plainCell(cell);
  return plain === '' || MISSING.has(plain);
}

const plainCell = (cell: string) => cell.toLowerCase().replace(/[\s<>()[\]#_"']/g, '');

/** The value of a cell; null if it has none. */
export const valueOfCell = (cell: string | null | undefined): string | null =>
  cell == null || isMissing(cell) ? null : cell;

/**
 * The speaker, the group or the fold of a cell. Programs write one number in several ways (`1`, `01`, `1.0` and `1,0` in a
 * column with missing values), also in different tables of one corpus: all are `1`. Null for a missing value, for `-1` and
 * for words that name nobody (`anonymous`).
 */
export function identifierOf(cell: string | null | undefined): string | null {
  const value = valueOfCell(cell);
  if (value === null || NOBODY.has(plainCell(value)) || /^-1(?:[.,]0*)?$/.test(value.trim())) return null;
  return value.replace(/^0*(\d+)(?:[.,]0*)?$/, '$1');
}

/** A part of a split, or a fold by its number (`3`, `fold_3`); null for other words. */
export function namedSplitOf(cell: string | null): NamedSplit | null {
  const part = splitPartOf(cell ?? '');
  if (part !== null) return part;
  const number = /^(?:fold|cv|split|session|part)?[ _-]?(\d+)$/i.exec(identifierOf(cell) ?? '');
  return number === null ? null : `fold ${Number(number[1])}`;
}
