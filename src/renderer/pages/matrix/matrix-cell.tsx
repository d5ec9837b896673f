import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { evaluationAddress } from '#renderer/pages/run/report/other-corpora-address.ts';
import { emotionNotes, knownSpeakersNote, trainedOnNote } from '#shared/evaluation-notes.ts';
import { isTrainedOn, type Matrix, type MatrixCell } from '#shared/evaluations.ts';
import type { Failure } from '#shared/failure.ts';
import { counted, percent } from '#shared/format.ts';
import { PAGES } from '#shared/pages.ts';
import classes from './corpus-matrix.module.css';
import { cellValue, isMissing, type MatrixMetric, type TestableCorpus } from './matrix-metric.ts';

interface MatrixCellProps {
  row: Matrix['rows'][number];
  column: TestableCorpus;
  cell: MatrixCell | null;
  metric: MatrixMetric;
  restricted: boolean;
  failure: Failure | null;
  busy: boolean;
  onEvaluate(): void;
}

/** A run tested on a corpus, as a link to the results; or a button that evaluates it. */
export function MatrixCellView(props: MatrixCellProps) {
  const { row, column, cell, failure, busy, onEvaluate } = props;
  const evaluate = (text: string) => (
    <Button
      size="compact-sm"
      variant="default"
      disabled={busy || !column.there}
      aria-label={`${text}: ${row.name} on ${column.name}`}
      onClick={onEvaluate}
    >
      {text}
    </Button>
  );
  return (
    <td className={classes.cell}>
      {cell === null ? (
        <div className={classes.empty}>{evaluate('Evaluate')}</div>
      ) : (
        <>
          <CellResult {...props} cell={cell} />
          {isMissing(cell, column) && (
            <div className={classes.small}>The corpus has changed. {evaluate('Evaluate again')}</div>
          )}
        </>
      )}
      {failure !== null && (
        <div role="alert" className={classes.failure}>
          {failure.message}
        </div>
      )}
    </td>
  );
}

function CellResult({ row, column, cell, metric, restricted }: MatrixCellProps & { cell: MatrixCell }) {
  const { value, interval, clips } = cellValue(cell, metric, restricted);
  const invalid = isTrainedOn(cell);
  const range = `${(100 * interval[0]).toFixed(1)}–${(100 * interval[1]).toFixed(1)}`;
  const about = invalid ? 'trained on' : cell.kind === 'own-test' ? 'own test clips' : null;
  const warnings = [
    trainedOnNote(cell.leakage),
    knownSpeakersNote(cell.leakage),
    ...emotionNotes({ emotions: cell.emotions, corpora: [column] }),
  ].filter((note) => note !== null);
  const report = `${PAGES.runs.path}/${encodeURIComponent(row.run)}`;
  return (
    <Link
      to={cell.evaluation === null ? report : evaluationAddress(row.run, cell.evaluation)}
      className={classes.result}
      data-invalid={invalid || undefined}
      data-strong={(!invalid && value > 0.72) || undefined}
      style={{ '--share': invalid ? '0%' : `${100 * value}%` } as React.CSSProperties}
      title={[counted(clips, 'clip'), ...warnings].join('. ').replaceAll('..', '.')}
    >
      <span className="visually-hidden">
        {row.name} on {column.name}:
      </span>{' '}
      <span className={classes.value}>{percent(value)}</span> <span>{range}</span>{' '}
      {about !== null && <span>{about}</span>}
    </Link>
  );
}
