import { emotionNotes, RESTRICTED_NOTE } from '#shared/evaluation-notes.ts';
import { isTrainedOn, type Matrix, type MatrixCell } from '#shared/evaluations.ts';
import type { CorpusColumn } from '#shared/matrix-columns.ts';
import { hasTooFewUnits } from '#shared/metrics.ts';
import {
  EMPTY_CELL,
  metricCell,
  numberColumn,
  type ResultCell,
  type ResultTable,
  textCell,
  textColumn,
} from './result-table.ts';

const METRICS = { uar: 'UAR', accuracy: 'Accuracy' } as const;
type MatrixMetric = keyof typeof METRICS;

/**
 * The matrix trained-on × tested-on: a run in each row, a corpus in each column.
 * @param restricted Among the shared emotions only, where that is another value.
 */
export function matrixTable(
  rows: Matrix['rows'],
  columns: readonly Pick<CorpusColumn, 'name'>[],
  { metric = 'uar', restricted = false }: { metric?: MatrixMetric; restricted?: boolean } = {},
): ResultTable {
  const cells = rows.flatMap((row) =>
    row.cells.flatMap((cell, index) => (cell === null ? [] : [{ cell, name: columns[index].name }])),
  );
  const marks = cells.map(({ cell }) => markOf(cell));
  return {
    name: `${metric}-by-corpus${restricted ? '-shared-emotions' : ''}`,
    title: `${METRICS[metric]} by training and test corpus${restricted ? ', shared emotions only' : ''}`,
    columns: [
      textColumn('Run'),
      textColumn('Trained on'),
      ...columns.map(({ name }) => numberColumn(name, '%')),
    ],
    rows: rows.map((row) => [
      textCell(row.name),
      textCell(row.corpora.join(', ')),
      ...row.cells.map((cell) => resultCell(cell, metric, restricted)),
    ]),
    notes: [
      ...(marks.includes(OWN_TEST)
        ? [`${OWN_TEST}: the run was trained on this corpus; its own test clips.`]
        : []),
      ...(marks.includes(INVALID)
        ? [`${INVALID}: test clips were trained on, so the result is invalid.`]
        : []),
      ...new Set(
        cells.flatMap(({ cell, name }) =>
          emotionNotes({ emotions: cell.emotions, corpora: [{ name, folder: '', clips: 0 }] }),
        ),
      ),
      ...(restricted ? [RESTRICTED_NOTE] : []),
    ],
  };
}

const OWN_TEST = '*';
const INVALID = '!';

const markOf = (cell: MatrixCell): string | null =>
  isTrainedOn(cell) ? INVALID : cell.kind === 'own-test' ? OWN_TEST : null;

function resultCell(cell: MatrixCell | null, metric: MatrixMetric, restricted: boolean): ResultCell {
  if (cell === null) return EMPTY_CELL;
  const scores = (restricted ? cell.restricted : null) ?? cell.results;
  const interval = hasTooFewUnits(scores.resampling) ? null : scores[`${metric}Interval`];
  const shown = metricCell({ value: scores[metric], interval, deviation: null });
  const mark = markOf(cell);
  return mark === null ? shown : { ...shown, text: `${shown.text} ${mark}` };
}
