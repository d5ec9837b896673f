import type { ClipRow } from '../../../shared/library.ts';
import type { TableColumn } from '../../parts/data-table/table-column.ts';
import { tableCsv } from '../../parts/data-table/table-csv.ts';

type Row = Pick<ClipRow, 'emotion' | 'path'>;

const COLUMNS: readonly TableColumn<Row>[] = [
  { id: 'emotion', title: 'Emotions', value: ({ emotion }) => emotion, widthPx: 0 },
  { id: 'path', title: 'Path', value: ({ path }) => path, widthPx: 0 },
];

/** The thesis's table of clips, `Emotions,Path`. */
export const thesisTable = (clips: readonly Row[]): string => tableCsv(clips, COLUMNS);
