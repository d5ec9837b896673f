import { Anchor, Button, Group, Loader, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { type FillCell, useFill } from '#renderer/client/use-fill.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { SaveTable } from '#renderer/parts/reports/save-table.tsx';
import { emotionNotes, RESTRICTED_NOTE } from '#shared/evaluation-notes.ts';
import type { Matrix } from '#shared/evaluations.ts';
import { count, counted } from '#shared/format.ts';
import { MAX_MATRIX_CORPORA } from '#shared/limits.ts';
import { columnKey, corpusColumns, inColumn } from '#shared/matrix-columns.ts';
import { PAGES } from '#shared/pages.ts';
import { matrixTable } from '#shared/tables/matrix-table.ts';
import classes from './corpus-matrix.module.css';
import { MatrixCellView } from './matrix-cell.tsx';
import { isMissing, type MatrixMetric, type TestableCorpus } from './matrix-metric.ts';

/** The matrix trained-on × tested-on of these runs (ids) and all added corpora. Missing cells can be evaluated. */
export function CorpusMatrix({ runs }: { runs: readonly string[] }) {
  const library = useRequest('library.list', {});
  const columns = corpusColumns((library.data ?? []).flatMap(({ corpora }) => corpora))
    .slice(0, MAX_MATRIX_CORPORA)
    .map((column) => ({
      ...column,
      there: (library.data ?? []).some(({ there, corpora }) => there && inColumn(corpora, column).length > 0),
    }));
  const matrix = useRequest(
    'evaluations.matrix',
    { runs: [...runs], columns: columns.map(({ folder, corpus }) => ({ folder, corpus })) },
    { enabled: columns.length > 0 },
  );
  const failure = library.failure ?? matrix.failure;
  if (library.data !== undefined && columns.length === 0) {
    return (
      <Text size="sm">
        There are no corpora to test on yet.{' '}
        <Anchor component={Link} to={PAGES.corpora.path} underline="always">
          Add a corpus
        </Anchor>
      </Text>
    );
  }
  // After a change of the runs the earlier answer stays for a moment; its rows may have other cells.
  const rows = matrix.data?.rows.filter(({ cells }) => cells.length === columns.length) ?? [];
  return (
    <Stack gap="sm">
      <FailureNote failure={failure} />
      {matrix.loading && failure === null && <Loader role="img" size="sm" aria-label="Loading the matrix" />}
      {rows.length > 0 && <LoadedMatrix rows={rows} columns={columns} />}
    </Stack>
  );
}

function LoadedMatrix({ rows, columns }: { rows: Matrix['rows']; columns: readonly TestableCorpus[] }) {
  const fill = useFill();
  const [metric, setMetric] = useState<MatrixMetric>('uar');
  const [restricted, setRestricted] = useState(false);
  const hasRestricted = rows.some(({ cells }) => cells.some((cell) => cell?.restricted != null));
  const missing = rows.flatMap(({ run, cells }) =>
    cells.flatMap((cell, index): FillCell[] => {
      const { folder, corpus, there } = columns[index];
      return there && isMissing(cell, columns[index]) ? [{ run, folder, corpus }] : [];
    }),
  );
  const notes = new Set(
    rows.flatMap(({ cells }) =>
      cells.flatMap((cell, index) =>
        cell === null ? [] : emotionNotes({ emotions: cell.emotions, corpora: [{ ...columns[index] }] }),
      ),
    ),
  );
  return (
    <>
      <Group gap="md" mih={36}>
        <SegmentedControl
          aria-label="Metric"
          value={metric}
          onChange={(value) => setMetric(value as MatrixMetric)}
          data={[
            { value: 'uar', label: 'UAR' },
            { value: 'accuracy', label: 'Accuracy' },
          ]}
        />
        {hasRestricted && (
          <Switch
            label="Shared emotions only"
            checked={restricted}
            onChange={({ currentTarget }) => setRestricted(currentTarget.checked)}
          />
        )}
        <Legend />
        <SaveTable table={matrixTable(rows, columns, { metric, restricted })} prefix="evaluations" />
        {missing.length > 0 && !fill.running && (
          <Button ml="auto" onClick={() => void fill.start(missing)}>
            Evaluate all missing ({count(missing.length)})
          </Button>
        )}
      </Group>
      {fill.running && <ProgressLine progress={fill.progress} label="Evaluation" onCancel={fill.cancel} />}
      <FailureNote failure={fill.failure} />
      <div className={classes.scroll}>
        <table className={classes.matrix}>
          <caption className="visually-hidden">
            Trained on × tested on: runs in rows, corpora in columns, {metric === 'uar' ? 'UAR' : 'accuracy'}{' '}
            with 95 % interval
          </caption>
          <thead>
            <tr>
              <td />
              <th colSpan={columns.length} scope="colgroup" className={classes.axis}>
                tested on
              </th>
            </tr>
            <tr>
              <th scope="col" className={`${classes.axis} ${classes.row}`}>
                trained on
              </th>
              {columns.map((column) => (
                <th key={columnKey(column)} scope="col" className={classes.column} title={column.folder}>
                  {column.name}
                  <span className={classes.small}>
                    {counted(column.clips, 'clip')}
                    {column.there ? '' : ', not there'}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="tabular">
            {rows.map((row) => (
              <tr key={row.run}>
                <th scope="row" className={classes.row}>
                  <Anchor component={Link} to={`${PAGES.runs.path}/${encodeURIComponent(row.run)}`} size="sm">
                    {row.name}
                  </Anchor>
                  <span className={classes.small}>
                    {row.corpora.join(', ') || 'nothing (ready-made model)'}
                    {row.synthetic &&
                      row.corpora.length > 0 &&
                      !row.corpora.some(isNamedSynthetic) &&
                      ' (partly synthetic)'}
                  </span>
                  <span className={classes.small}>
                    {row.network}, {row.protocol}, seed {row.seed}
                  </span>
                </th>
                {row.cells.map((cell, index) => {
                  const column = columns[index];
                  const target = { run: row.run, folder: column.folder, corpus: column.corpus };
                  return (
                    <MatrixCellView
                      key={columnKey(column)}
                      row={row}
                      column={column}
                      cell={cell}
                      metric={metric}
                      restricted={restricted}
                      failure={fill.failureOf(target)}
                      busy={fill.running}
                      onEvaluate={() => void fill.start([target])}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Text size="sm" c="dimmed" component="div">
        Own test clips: the run was trained on this corpus, and the result is of its own test clips. Hatched:
        test clips were trained on, so the result is invalid.
        {restricted && ` ${RESTRICTED_NOTE} Cells without a second value show the first.`}
        {[...notes].map((note) => (
          <div key={note}>{note}</div>
        ))}
      </Text>
    </>
  );
}

/** The names of synthetic corpora say so, unless the user has renamed them. */
const isNamedSynthetic = (name: string) => /synthetic/i.test(name);

/** What the colours of the cells mean. */
function Legend() {
  return (
    <Group gap={6} fz="sm" c="dimmed" wrap="nowrap">
      <span>0 %</span>
      <span className={classes.legend} aria-hidden />
      <span>100 %</span>
    </Group>
  );
}
