import { Anchor, Button, Loader, MultiSelect, Stack } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { MAX_MATRIX_RUNS } from '#shared/limits.ts';
import { oneRunPerCorpora } from '#shared/matrix-columns.ts';
import { PAGES } from '#shared/pages.ts';
import { CorpusMatrix } from './corpus-matrix.tsx';
import { PublishedCorpora } from './published-corpora.tsx';

/** Rows that are chosen if the address names no runs. */
const MAX_DEFAULT_RUNS = 8;

/** Runs tested on corpora. The runs are in the address: `?runs=a,b`; without them, one run for each set of corpora. */
export function MatrixPage() {
  const { data, failure } = useRequest('runs.list', {});
  const [params, setParams] = useSearchParams();
  const asked = params.get('runs');
  const finished = useMemo(() => (data ?? []).filter(({ status }) => status === 'finished'), [data]);
  const runs = useMemo(
    () =>
      asked === null
        ? oneRunPerCorpora(finished, MAX_DEFAULT_RUNS).map(({ id }) => id)
        : asked.split(',').filter((id) => finished.some((run) => run.id === id)),
    [asked, finished],
  );
  const choose = (ids: string[]) =>
    setParams({ runs: ids.slice(0, MAX_MATRIX_RUNS).join(',') }, { replace: true });
  return (
    <Stack gap="md">
      <PageHeader
        title={PAGES.matrix.title}
        about="Each run tested on each corpus: how much of a result holds for other speakers, microphones and sentences."
        actions={
          <Anchor component={Link} to={PAGES.runs.path} size="sm">
            All runs
          </Anchor>
        }
      />
      <FailureNote failure={failure} />
      {data === undefined && failure === null && <Loader role="img" aria-label="Loading" />}
      {data !== undefined && finished.length === 0 && (
        <EmptyState
          icon={<IconTable size={40} stroke={1.3} aria-hidden />}
          title="No finished runs yet"
          actions={
            <Button component={Link} to={PAGES.train.path}>
              Train a model
            </Button>
          }
        >
          Finished runs can be tested on every added corpus.
        </EmptyState>
      )}
      {finished.length > 0 && (
        <MultiSelect
          label="Runs"
          data={finished.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
          value={runs}
          onChange={choose}
          searchable
          hidePickedOptions
          maxValues={MAX_MATRIX_RUNS}
          limit={100}
          placeholder={runs.length === 0 ? 'Choose runs' : undefined}
          nothingFoundMessage="No such run"
        />
      )}
      {runs.length > 0 && <CorpusMatrix runs={runs} />}
      <PublishedCorpora />
    </Stack>
  );
}
