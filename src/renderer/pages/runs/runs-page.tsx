import { Button, Loader, SegmentedControl, Text } from '@mantine/core';
import { IconActivity, IconTrash } from '@tabler/icons-react';
import { useDeferredValue } from 'react';
import { Link } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { count } from '#shared/format.ts';
import { MAX_LISTED_RUNS } from '#shared/limits.ts';
import { PAGES } from '#shared/pages.ts';
import { ImportRuns } from './import/import-runs.tsx';
import { QueuePanel } from './queue-panel.tsx';
import { RunTable } from './run-table.tsx';
import classes from './runs-page.module.css';
import { useRunGrouping } from './use-run-grouping.ts';
import { useRunRows } from './use-run-rows.ts';
import { useRunsView } from './use-runs-view.ts';

/** All runs in one table, and the runs in the trash in another. */
export function RunsPage() {
  const { view, change } = useRunsView();
  const { rows: loaded, failure, cut, again } = useRunRows(view.trash);
  // Deferred, so that the table is drawn in parts, and thousands of runs do not block the page.
  const rows = useDeferredValue(loaded);
  const groups = useRunGrouping(view.grouping, rows, !view.trash);
  const isLoading = rows === undefined || groups.loading;
  const wasLoading = useDeferredValue(isLoading);
  if (failure !== null && rows === undefined) {
    return (
      <>
        <PageHeader title={PAGES.runs.title} actions={<Button onClick={again}>Try again</Button>} />
        <FailureNote failure={failure} />
      </>
    );
  }
  return (
    <div className={classes.page}>
      <PageHeader
        title={PAGES.runs.title}
        about={cut ? `Only the newest ${count(MAX_LISTED_RUNS)} runs are shown.` : undefined}
        actions={
          <>
            <ImportRuns />
            <SegmentedControl
              aria-label="Runs to show"
              data={[
                { value: 'runs', label: 'Runs' },
                { value: 'trash', label: 'Trash' },
              ]}
              value={view.trash ? 'trash' : 'runs'}
              onChange={(value) => change({ trash: value === 'trash' })}
            />
          </>
        }
      />
      {!view.trash && <QueuePanel rows={rows} />}
      <FailureNote failure={groups.failure} />
      {rows === undefined || isLoading || wasLoading ? (
        <Loader role="img" aria-label="Loading" />
      ) : rows.length === 0 ? (
        <NoRuns trash={view.trash} />
      ) : (
        <RunTable
          key={view.trash ? 'trash' : 'runs'}
          rows={rows}
          view={view}
          onView={change}
          grouping={groups.grouping}
        />
      )}
    </div>
  );
}

/** Shown without runs, with the next step. */
function NoRuns({ trash }: { trash: boolean }) {
  const library = useRequest('library.list', {});
  if (trash) {
    return (
      <EmptyState icon={<IconTrash size={40} stroke={1.3} aria-hidden />} title="The trash is empty">
        <Text span inherit>
          Deleted runs appear here and can be restored.
        </Text>
      </EmptyState>
    );
  }
  const hasCorpora = library.data === undefined || library.data.length > 0;
  return (
    <EmptyState
      icon={<IconActivity size={40} stroke={1.3} aria-hidden />}
      title="No runs yet"
      actions={
        <Button component={Link} to={hasCorpora ? '/train' : '/corpora'}>
          {hasCorpora ? 'Train a model' : 'Add speech data'}
        </Button>
      }
    >
      Trained runs appear here.
    </EmptyState>
  );
}
