/** The table of corrections that other programs and laboratories read. */
import { parseRows } from '#core/corpora/tables/table-text.ts';
import {
  type Correction,
  type CorrectionKey,
  type CorrectionValue,
  correctionKeySchema,
  correctionValueSchema,
} from '#shared/corrections.ts';
import { csvLine, guardedCell, unguardedCell } from '#shared/csv.ts';
import { UserError } from '#shared/failure.ts';

const COLUMNS = [
  'path',
  'corpus',
  'fingerprint',
  'label in the corpus',
  'corrected label',
  'excluded',
  'marked',
  'note',
  'time',
] as const;
type Column = (typeof COLUMNS)[number];

/** Without these, a line says nothing about a clip. */
const REQUIRED: readonly Column[] = ['fingerprint', 'label in the corpus', 'corrected label', 'excluded'];

/** The corrections as CSV, with one line each. {@link parseCorrections} reads the same values. */
export function correctionsCsv(corrections: readonly Correction[]): string {
  const lines = corrections.map(
    ({ path, corpus, fingerprint, own, label, excluded, marked, note, changedAt }) =>
      csvLine(
        [path, corpus, fingerprint, own, label, yesNo(excluded), yesNo(marked), note, changedAt].map(
          (cell) => cell && guardedCell(cell),
        ),
      ),
  );
  return csvLine([...COLUMNS]) + lines.join('');
}

const yesNo = (value: boolean) => (value ? 'yes' : 'no');

export interface ParsedCorrections {
  rows: { line: number; path: string; key: CorrectionKey; value: CorrectionValue }[];
  /** Lines that cannot be read. */
  invalid: { line: number; path: string; reason: string }[];
}

/** Reads corrections. @throws UserError `corrections-unreadable` for a table of something else, and `table-unreadable`. */
export function parseCorrections(text: string): ParsedCorrections {
  const [header, ...records] = parseRows(text.replace(/^\ufeff/, ''));
  const names = (header?.cells ?? []).map((name) => name.toLowerCase());
  const missing = REQUIRED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new UserError(
      'corrections-unreadable',
      `This is not a table of corrections: it has no column “${missing[0]}”. Its columns must be ${COLUMNS.join(', ')}.`,
    );
  }
  const result: ParsedCorrections = { rows: [], invalid: [] };
  for (const { line, cells } of records) {
    const cell = (name: Column): string => unguardedCell(cells[names.indexOf(name)] ?? '');
    const parsed = readLine(cell);
    const path = cell('path');
    if (typeof parsed === 'string') result.invalid.push({ line, path, reason: parsed });
    else result.rows.push({ line, path, ...parsed });
  }
  return result;
}

/** A line, or why it cannot be used. */
function readLine(
  cell: (name: Column) => string,
): Pick<ParsedCorrections['rows'][number], 'key' | 'value'> | string {
  const key = correctionKeySchema.safeParse({
    fingerprint: cell('fingerprint').toLowerCase(),
    own: cell('label in the corpus'),
  });
  if (!key.success)
    return 'The fingerprint must have 64 hexadecimal digits, and the label in the corpus must be given.';
  const [excluded, marked] = [truth(cell('excluded')), truth(cell('marked'))];
  if (excluded === null || marked === null) return 'Write yes or no in the columns excluded and marked.';
  const value = correctionValueSchema.safeParse({
    ...{ label: cell('corrected label') || null, excluded, marked, note: cell('note') },
  });
  if (value.success) return { key: key.data, value: value.data };
  const [{ path, message }] = value.error.issues;
  return path[0] === 'note' ? 'The note is too long.' : `The corrected label cannot be used. ${message}`;
}

function truth(text: string): boolean | null {
  if (/^(yes|true|1)$/i.test(text)) return true;
  return /^(no|false|0|)$/i.test(text) ? false : null;
}
