import { Button, Group } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRequest } from '../../laboratory/use-request.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { recognisers } from './recogniser-choice.ts';
import { Workbench } from './workbench.tsx';

/** Speak, or drop sounds, and see what a recogniser makes of them. */
export function RecognisePage() {
  const { data, failure } = useRequest('runs.list', { limit: 1000 });
  const choices = useMemo(() => recognisers(data ?? []), [data]);
  const [search, setSearch] = useSearchParams();
  const known = (run: string | null) => choices.find(({ id }) => id === run)?.id ?? null;
  const first = known(search.get('run')) ?? choices[0]?.id ?? null;
  const second = known(search.get('with'));

  if (failure !== null) return <FailureNote failure={failure} />;
  if (data === undefined) return <PageHeader title="Recognise" />;
  if (first === null) {
    return (
      <>
        <PageHeader title="Recognise" />
        <EmptyState
          icon={<IconMicrophone size={40} stroke={1.4} aria-hidden />}
          title="No recogniser yet"
          actions={
            <Group>
              <Button component={Link} to="/train">
                Train one
              </Button>
              <Button component={Link} to="/corpora" variant="default">
                Add a corpus
              </Button>
            </Group>
          }
        >
          A recogniser is what a finished run leaves. Train one, then speak into the microphone here or drop
          sound files.
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
