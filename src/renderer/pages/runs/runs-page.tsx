import { Button, Loader, SegmentedControl, Text } from '@mantine/core';
import { IconActivity, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { RunSummary } from '../../../shared/answers.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { count } from '../../parts/figures.ts';
import { PageHeader } from '../../parts/page-header.tsx';
import { NotesForm } from '../run/notes-form.tsx';
import { RENAMING_KEY, RowActions } from './row-actions.tsx';
import { RenamingContext, RUN_COLUMNS } from './run-columns.tsx';
import { tagsOf } from './run-tags.ts';
import classes from './runs-page.module.css';
import { useBin, useRestore } from './use-bin.ts';
import { GREATEST_RUNS, useRunRows } from './use-run-rows.ts';

type Place = 'runs' | 'bin';
const NOUNS = ['run', 'runs'] as const;
const idOf = ({ id }: RunSummary) => id;

/** All runs in one table; what is in the bin in another. */
export function RunsPage() {
  const [place, setPlace] = useState<Place>('runs');
  const { rows, failure, cut, again } = useRunRows(place === 'bin');
  if (failure !== null && rows === undefined) {
    return (
      <>
        <PageHeader title="Runs" actions={<Button onClick={again}>Try again</Button>} />
        <FailureNote failure={failure} />
      </>
    );
  }
  return (
    <div className={classes.page}>
      <PageHeader
        title="Runs"
        about={
          cut
            ? `At most the newest ${count(GREATEST_RUNS)} are shown.`
            : 'The newest first. Each is kept with all that is needed to repeat it.'
        }
        actions={
          <SegmentedControl
            aria-label="Which runs"
            data={[
              { value: 'runs', label: 'Runs' },
              { value: 'bin', label: 'Bin' },
            ]}
            value={place}
            onChange={(value) => setPlace(value as Place)}
          />
        }
      />
      {rows === undefined ? (
        <Loader aria-label="Loading" />
      ) : rows.length === 0 ? (
        <Nothing place={place} />
      ) : (
        <RunTable key={place} rows={rows} place={place} />
      )}
    </div>
  );
}

function RunTable({ rows, place }: { rows: readonly RunSummary[]; place: Place }) {
  const navigate = useNavigate();
  const bin = useBin();
  const restore = useRestore();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [noting, setNoting] = useState<string | null>(null);
  const known = useMemo(() => tagsOf(rows), [rows]);
  const targets = useMemo(
    () =>
      selected.size > 0 ? rows.filter(({ id }) => selected.has(id)) : rows.filter(({ id }) => id === active),
    [rows, selected, active],
  );

  const open = useCallback(
    ({ id }: RunSummary) => void navigate(`/runs/${encodeURIComponent(id)}`),
    [navigate],
  );
  const frame = useRef<HTMLDivElement>(null);
  const onDone = useCallback(() => setRenaming(null), []);
  const wasRenaming = useRef(false);
  useEffect(() => {
    // The field is gone, and the keys go on where they were before; not from where the user went meanwhile.
    if (wasRenaming.current && renaming === null && document.activeElement === document.body) {
      frame.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
    }
    wasRenaming.current = renaming !== null;
  }, [renaming]);
  const context = useMemo(() => ({ renaming, onDone }), [renaming, onDone]);
  const remove = async () => {
    if (place === 'bin') await restore(targets);
    else await bin(targets);
    setSelected(new Set());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === RENAMING_KEY && targets.length === 1) setRenaming(targets[0].id);
    else if (event.key === 'Delete' && targets.length > 0 && place === 'runs') void remove();
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts beside the buttons that do the same
    <div ref={frame} className={classes.table} onKeyDown={onKeyDown}>
      <RenamingContext value={context}>
        <DataTable
          rows={rows}
          columns={RUN_COLUMNS}
          getRowId={idOf}
          ariaLabel={place === 'bin' ? 'Runs in the bin' : 'Runs'}
          nouns={NOUNS}
          height="100%"
          memory="runs"
          onOpen={open}
          onActive={(run) => setActive(run?.id ?? null)}
          selection={{ selected, onChange: setSelected }}
          actions={() => (
            <RowActions
              targets={targets}
              inBin={place === 'bin'}
              onOpen={() => open(targets[0])}
              onRename={() => setRenaming(targets[0].id)}
              onNotes={() => setNoting(targets[0].id)}
              onRemove={() => void remove()}
            />
          )}
        />
      </RenamingContext>
      <NotesForm run={noting} tags={known} onClose={() => setNoting(null)} />
    </div>
  );
}

/** What to do first. */
function Nothing({ place }: { place: Place }) {
  const library = useRequest('library.list', {});
  if (place === 'bin') {
    return (
      <EmptyState icon={<IconTrash size={40} stroke={1.3} aria-hidden />} title="The bin is empty">
        <Text span inherit>
          Runs that you put here keep their records and can be taken back.
        </Text>
      </EmptyState>
    );
  }
  const corpora = library.data === undefined || library.data.length > 0;
  return (
    <EmptyState
      icon={<IconActivity size={40} stroke={1.3} aria-hidden />}
      title="Nothing has been trained yet"
      actions={
        <Button component={Link} to={corpora ? '/train' : '/corpora'}>
          {corpora ? 'Train a first run' : 'Begin with a corpus'}
        </Button>
      }
    >
      Each run stands here with its figures, their intervals and everything that is needed to repeat it.
    </EmptyState>
  );
}
