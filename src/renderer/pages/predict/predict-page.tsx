import { Button, Group } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { OfferedModel } from '#renderer/parts/installable/offered-model.tsx';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { RUNS_PER_ANSWER } from '#shared/limits.ts';
import { PAGES } from '#shared/pages.ts';
import { firstChoice, predictChoices } from './model-choice.ts';
import { chosenBy } from './model-key.ts';
import { Workbench } from './workbench.tsx';

/** Predicts the emotion of recordings and audio files with a trained model. */
export function PredictPage() {
  const runs = useRequest('runs.list', { limit: RUNS_PER_ANSWER });
  const models = useRequest('readyMade.list', {});
  const choices = useMemo(() => predictChoices(runs.data ?? [], models.data ?? []), [runs.data, models.data]);
  const failure = runs.failure ?? models.failure;
  const [search, setSearch] = useSearchParams();
  const known = (key: string | null) =>
    key !== null && choices.some(({ id }) => id === chosenBy(key).run) ? key : null;
  const first = known(search.get('run')) ?? firstChoice(choices)?.id ?? null;
  const second = known(search.get('with'));

  if (failure !== null) return <FailureNote failure={failure} />;
  if (runs.data === undefined || models.data === undefined) return <PageHeader title={PAGES.predict.title} />;
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
              <OfferedModel />
            </Group>
          }
        >
          Every finished run has a model. Train one, or download a ready-made one. Then speak into the
          microphone here or drop audio files.
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
