/** One record of a table: its cells, and its first line or its number in the file, from 1. */
export interface Row {
  line: number;
  cells: string[];
}

/** A table as its format gives it, before its columns are found. */
export interface RawTable {
  /** The names of the columns; null: the first rows may hold them. */
  header: string[] | null;
  rows: Row[];
  /** What `line` counts. */
  unit: 'line' | 'entry';
}

/** A table of records: one row for each, one column for each key, in the order in which keys occur. */
export function tableOfRecords(
  records: readonly { line: number; values: ReadonlyMap<string, string> }[],
  unit: RawTable['unit'],
): RawTable {
  const keys = new Set<string>();
  for (const { values } of records) for (const key of values.keys()) keys.add(key);
  const header = [...keys];
  const rows = records.map(({ line, values }) => ({
    line,
    cells: header.map((key) => values.get(key) ?? ''),
  }));
  return { header, rows, unit };
}
