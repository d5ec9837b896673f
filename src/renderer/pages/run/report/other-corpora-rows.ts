/** The rows of the table “Other corpora” of a run. */
import type { EvaluationSummary } from '#shared/evaluations.ts';
import type { LibraryFolder } from '#shared/library.ts';
import { areOnlyIn, type CorpusColumn, columnKey, corpusColumns, inColumn } from '#shared/matrix-columns.ts';
import type { Run } from '#shared/runs.ts';

export interface OtherCorpus {
  key: string;
  name: string;
  folder: string;
  /** Number of clips now; of a corpus that is not in the library, at the time of its evaluation. */
  clips: number;
  /** Null: the corpus is not in the library any more, or several corpora were evaluated together. */
  column: CorpusColumn | null;
  /** The folder is missing now, so it cannot be evaluated. */
  there: boolean;
  /** The run was trained on this corpus: its test results are of this corpus. */
  trained: boolean;
  /** The newest evaluation. */
  evaluation: EvaluationSummary | null;
  /** The number of clips has changed since the evaluation. */
  changed: boolean;
}

/** Each added corpus with its evaluation, then the evaluations of other clips. */
export function otherCorpora(
  run: Pick<Run, 'corpora'>,
  library: readonly LibraryFolder[],
  evaluations: readonly EvaluationSummary[],
): OtherCorpus[] {
  const columns = corpusColumns(library.flatMap(({ corpora }) => corpora));
  const isThere = (column: CorpusColumn) =>
    library.some(({ there, corpora }) => there && inColumn(corpora, column).length > 0);
  const rows = columns.map((column): OtherCorpus => {
    const evaluation = evaluations.find(({ corpora }) => areOnlyIn(corpora, column)) ?? null;
    return {
      key: columnKey(column),
      name: column.name,
      folder: column.folder,
      clips: column.clips,
      column,
      there: isThere(column),
      trained: inColumn(run.corpora, column).length > 0,
      evaluation,
      changed: evaluation !== null && clipsOf(evaluation) !== column.clips,
    };
  });
  const listed = new Set(rows.map(({ evaluation }) => evaluation?.id));
  const others = evaluations
    .filter(({ id }) => !listed.has(id))
    .map(
      (evaluation): OtherCorpus => ({
        key: evaluation.id,
        name: evaluation.corpora.map(({ name }) => name).join(', '),
        folder: evaluation.corpora.map(({ folder }) => folder).join(', '),
        clips: clipsOf(evaluation),
        column: null,
        there: false,
        trained: false,
        evaluation,
        changed: false,
      }),
    );
  return [...rows, ...others];
}

const clipsOf = ({ corpora }: EvaluationSummary): number =>
  corpora.reduce((sum, { clips }) => sum + clips, 0);
