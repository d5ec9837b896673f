import { Button, Group } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { RUNS_PER_ANSWER } from '#shared/limits.ts';
import { PAGES } from '#shared/pages.ts';
import { rankedModels } from './model-choice.ts';
import { Workbench } from './workbench.tsx';

/** Predicts the emotion of recordings and audio files with a trained model. */
export function PredictPage() {
  const { data, failure } = useRequest('runs.list', { limit: RUNS_PER_ANSWER });
  const choices = useMemo(() => rankedModels(data ?? []), [data]);
  const [search, setSearch] = useSearchParams();
  const known = (run: string | null) => choices.find(({ id }) => id === run)?.id ?? null;
  const first = known(search.get('run')) ?? choices[0]?.id ?? null;
  const second = known(search.get('with'));

  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined) return <PageHeader title={PAGES.predict.title} />;
  if (first === null) {
    return (
      <>
        <PageHeader title={PAGES.predict.title} />
        <EmptyState
          icon={<IconMicrophone size={40} stroke={1.4} aria-hidden />}
          title="No model yet"
          actions={
            <Group>
              <Button component={Link} to="/train">
                Train a model
              </Button>
              <Button component={Link} to="/corpora" variant="default">
                Add a corpus
              </Button>
            </Group>
          }
        >
          Every finished run has a model. Train one, then speak into the microphone here or drop audio files.
        </EmptyState>
      </>
    );
  }
  const choose = (run: string, other: string | null) =>
    setSearch(other === null ? { run } : { run, with: other }, { replace: true });
  return (
    <Workbench choices={choices} first={first} second={second === first ? null : second} onChoose={choose} />
  );
}
