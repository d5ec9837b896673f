import type { Session } from '#cli/session.ts';
import { resultTableText } from '#cli/terminal/result-table-text.ts';
import type { Corpus } from '#shared/corpora.ts';
import type { Matrix } from '#shared/evaluations.ts';
import { type Failure, UserError } from '#shared/failure.ts';
import { MAX_MATRIX_CORPORA, MAX_MATRIX_RUNS } from '#shared/limits.ts';
import { type CorpusColumn, corpusColumns } from '#shared/matrix-columns.ts';
import { matrixTable } from '#shared/tables/matrix-table.ts';
import type { ResultTable } from '#shared/tables/result-table.ts';
import { TABLE_FORMATS } from '#shared/tables/table-formats.ts';
import { chosenTableFormat, type TableFormatOptions } from './table-format-options.ts';

/**
 * The matrix trained-on × tested-on of runs and the corpora in folders. Missing evaluations are made first; one that fails
 * leaves its cell empty and is reported.
 */
export async function evaluationMatrix(
  session: Session,
  runs: readonly string[],
  folders: readonly string[],
  options: TableFormatOptions,
): Promise<void> {
  const format = chosenTableFormat(options);
  if (runs.length > MAX_MATRIX_RUNS) {
    throw new UserError('usage', `A matrix has at most ${MAX_MATRIX_RUNS} runs.`);
  }
  const corpora: Corpus[] = [];
  // One by one, because names of corpora are unique within a scan, and each folder is evaluated by itself.
  for (const folder of folders) {
    corpora.push(...(await session.ask('corpora.scan', { folders: [folder] })).corpora);
  }
  const columns = corpusColumns(corpora);
  if (columns.length === 0 || columns.length > MAX_MATRIX_CORPORA) {
    throw new UserError(
      'no-clips',
      `A matrix needs 1 to ${MAX_MATRIX_CORPORA} corpora; these folders have ${columns.length}.`,
    );
  }
  const ask = () =>
    session.ask('evaluations.matrix', {
      runs: [...new Set(runs)],
      columns: columns.map(({ folder, corpus }) => ({ folder, corpus })),
    });
  const before = await ask();
  const missing = before.rows.flatMap(({ run, cells }) =>
    columns.flatMap(({ folder, corpus, clips }, index) => {
      const cell = cells[index];
      // The corpus may have changed since it was evaluated.
      const current = cell !== null && (cell.kind === 'own-test' || cell.corpusClips === clips);
      return current ? [] : [{ run, folder, corpus }];
    }),
  );
  const filled = missing.length === 0 ? [] : await session.ask('evaluations.fill', { cells: missing });
  const failures = filled.filter((answer) => answer.failure !== null) as { run: string; failure: Failure }[];
  const { rows } = missing.length === 0 ? before : await ask();
  const result = {
    columns: columns.map(({ folder, corpus, name, clips }) => ({ folder, corpus, name, clips })),
    rows,
    failures,
  };
  const tables = matrixTables(rows, columns);
  if (format === null) {
    session.result(result, () => tables.map((one) => resultTableText(one, session.paint)).join('\n\n'));
  } else {
    // A CSV file has one table.
    session.write(
      (format === 'csv' ? tables.slice(0, 1) : tables).map(TABLE_FORMATS[format].write).join('\n'),
    );
  }
  for (const { run, failure } of failures) session.notify(`${run}: ${failure.message}`, 'warn');
}

/** The matrix, and that of the shared emotions if it has other values. */
function matrixTables(rows: Matrix['rows'], columns: readonly CorpusColumn[]): ResultTable[] {
  const hasRestricted = rows.some(({ cells }) => cells.some((cell) => cell?.restricted != null));
  return [
    matrixTable(rows, columns),
    ...(hasRestricted ? [matrixTable(rows, columns, { restricted: true })] : []),
  ];
}
