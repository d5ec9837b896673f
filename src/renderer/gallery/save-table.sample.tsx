import { SaveTable } from '#renderer/parts/reports/save-table.tsx';
import {
  metricCell,
  numberColumn,
  type ResultTable,
  textCell,
  textColumn,
} from '#shared/tables/result-table.ts';
import type { Sample } from './sample.ts';

const table: ResultTable = {
  name: 'results',
  title: 'Results on the test clips',
  columns: [textColumn('Run'), numberColumn('UAR', '%')],
  rows: [[textCell('first try'), metricCell({ value: 0.42, interval: [0.38, 0.46], deviation: null })]],
  notes: [],
};

const OfATable = () => <SaveTable table={table} />;

export const sample: Sample = { 'Of a table': OfATable };
