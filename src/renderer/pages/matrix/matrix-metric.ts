/** What a cell of the matrix shows. */
import type { EvaluationScores, MatrixCell } from '#shared/evaluations.ts';
import type { CorpusColumn } from '#shared/matrix-columns.ts';
import type { Interval } from '#shared/metrics.ts';

export type MatrixMetric = 'uar' | 'accuracy';

/** A corpus of a column, and whether its folder can be read now. */
export interface TestableCorpus extends CorpusColumn {
  there: boolean;
}

/** The value of a cell. `restricted`: among the shared emotions only, where that is another value. */
export function cellValue(
  cell: MatrixCell,
  metric: MatrixMetric,
  restricted: boolean,
): { value: number; interval: Interval; clips: number } {
  const scores: EvaluationScores['results'] = (restricted ? cell.restricted : null) ?? cell.results;
  return metric === 'uar'
    ? { value: scores.uar, interval: scores.uarInterval, clips: scores.clips }
    : { value: scores.accuracy, interval: scores.accuracyInterval, clips: scores.clips };
}

/** Whether a cell has no evaluation, or one of an earlier state of its corpus. */
export const isMissing = (cell: MatrixCell | null, { clips }: Pick<TestableCorpus, 'clips'>): boolean =>
  cell === null || (cell.kind === 'evaluation' && cell.corpusClips !== clips);
