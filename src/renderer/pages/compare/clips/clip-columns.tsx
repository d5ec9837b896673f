import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { ownName } from '#renderer/parts/own-name.ts';
import type { TableColumn } from '#renderer/parts/table/data-table.tsx';
import { percent } from '#shared/format.ts';
import { type ClipRow, clipName } from './clip-rows.ts';

const predictedColumn = (
  id: string,
  title: string,
  predicted: (row: ClipRow) => string,
): TableColumn<ClipRow> => ({
  id,
  title,
  kind: 'choice',
  widthPx: 108,
  value: predicted,
  cell: (row) => (
    <span style={{ fontWeight: predicted(row) === row.actual ? undefined : 600 }}>
      <EmotionBadge emotion={predicted(row)} />
    </span>
  ),
});

const confidenceColumn = (
  id: string,
  title: string,
  confidence: (row: ClipRow) => number,
): TableColumn<ClipRow> => ({
  id,
  title,
  kind: 'number',
  widthPx: 84,
  hint: 'Probability of the predicted emotion. Filter in %, for example >90.',
  value: (row) => 100 * confidence(row),
  text: (row) => percent(confidence(row)),
});

/** The columns of the table of clips. Wrong predictions are bold. */
export const CLIP_COLUMNS: readonly TableColumn<ClipRow>[] = [
  {
    id: 'name',
    title: 'Clip',
    widthPx: 130,
    grow: 2,
    fixed: true,
    value: ({ path }) => clipName(path),
    cell: ({ path }) => <span title={path}>{clipName(path)}</span>,
  },
  {
    id: 'actual',
    title: 'Actual',
    kind: 'choice',
    widthPx: 100,
    value: ({ actual }) => actual,
    cell: ({ actual }) => <EmotionBadge emotion={actual} />,
  },
  predictedColumn('first', 'A predicts', ({ first }) => first.predicted),
  confidenceColumn('firstConfidence', 'A, %', ({ firstConfidence }) => firstConfidence),
  predictedColumn('second', 'B predicts', ({ second }) => second.predicted),
  confidenceColumn('secondConfidence', 'B, %', ({ secondConfidence }) => secondConfidence),
  {
    id: 'speaker',
    title: 'Speaker',
    kind: 'choice',
    widthPx: 80,
    grow: 1,
    value: ({ speaker, corpus }) => (speaker === null ? null : ownName(speaker, corpus)),
  },
  {
    id: 'corpus',
    title: 'Corpus',
    kind: 'choice',
    widthPx: 100,
    value: ({ corpus }) => corpus,
    hidden: true,
  },
  { id: 'sex', title: 'Sex', kind: 'choice', widthPx: 80, value: ({ sex }) => sex, hidden: true },
  { id: 'path', title: 'Path', widthPx: 300, value: ({ path }) => path, hidden: true },
];
