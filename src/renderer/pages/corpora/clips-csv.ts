import type { TableColumn } from '#renderer/parts/table/table-column.ts';
import { tableCsv } from '#renderer/parts/table/table-csv.ts';
import type { ClipRow } from '#shared/library.ts';

type Row = Pick<ClipRow, 'emotion' | 'path'>;

const COLUMNS: readonly TableColumn<Row>[] = [
  { id: 'emotion', title: 'Emotions', value: ({ emotion }) => emotion, widthPx: 0 },
  { id: 'path', title: 'Path', value: ({ path }) => path, widthPx: 0 },
];

/** A table of clips as CSV with the columns `Emotions,Path`. */
export const clipsCsv = (clips: readonly Row[]): string => tableCsv(clips, COLUMNS);
