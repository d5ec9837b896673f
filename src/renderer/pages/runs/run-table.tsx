import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { NotesForm } from '#renderer/pages/run/notes-form.tsx';
import { downloadContent } from '#renderer/parts/download.ts';
import { DataTable } from '#renderer/parts/table/data-table.tsx';
import { linesCsv } from '#renderer/parts/table/table-csv.ts';
import { groupIdOf, type TableGrouping } from '#renderer/parts/table/table-lines.ts';
import { useHiddenColumns } from '#renderer/parts/table/use-hidden-columns.ts';
import { colouredRun, RUN_COLOURS, runColours } from '#renderer/theme/run-colours.ts';
import type { RunSummary } from '#shared/answers.ts';
import { AddTags } from './add-tags.tsx';
import { GroupChoice } from './group-choice.tsx';
import { RenamingContext, RunColourContext } from './run-cells.tsx';
import { RUN_COLUMNS } from './run-columns.tsx';
import { tagsOf } from './run-tags.ts';
import classes from './runs-page.module.css';
import { RENAMING_KEY, SelectionBar } from './selection-bar.tsx';
import { type RunsView, runsViewFromSearch, runsViewToSearch } from './use-runs-view.ts';
import { useRestore, useTrash } from './use-trash.ts';
import { ViewsMenu } from './views-menu.tsx';

const NOUNS = ['run', 'runs'] as const;
const MEMORY = 'runs';
const idOf = ({ id }: RunSummary) => id;
const NONE: ReadonlySet<string> = new Set();

/** The table of runs, with what can be done with the selected ones. */
export function RunTable({
  rows,
  view,
  onView,
  grouping,
}: {
  rows: readonly RunSummary[];
  view: RunsView;
  onView: (changes: Partial<RunsView>, kind?: 'typed' | 'chosen') => void;
  grouping: TableGrouping<RunSummary> | null;
}) {
  const navigate = useNavigate();
  const trash = useTrash();
  const restore = useRestore();
  const columnChoice = useHiddenColumns(MEMORY, RUN_COLUMNS);
  const [selected, setSelected] = useState<ReadonlySet<string>>(NONE);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [noting, setNoting] = useState<string | null>(null);
  const [tagging, setTagging] = useState<readonly RunSummary[] | null>(null);
  const knownTags = useMemo(() => tagsOf(rows), [rows]);
  const colourOf = useMemo(() => selectionColours(rows, selected, grouping), [rows, selected, grouping]);

  const open = useCallback(
    ({ id }: RunSummary) => void navigate(`/runs/${encodeURIComponent(id)}`),
    [navigate],
  );
  const frame = useRef<HTMLDivElement>(null);
  const focusTable = () =>
    frame.current?.querySelector<HTMLElement>('[role="grid"], [role="treegrid"]')?.focus();
  const onDone = useCallback(() => setRenaming(null), []);
  const wasRenaming = useRef(false);
  useEffect(() => {
    // After renaming, the table gets the focus back, unless the user has focused something else.
    if (wasRenaming.current && renaming === null && document.activeElement === document.body) focusTable();
    wasRenaming.current = renaming !== null;
  });
  const context = useMemo(() => ({ renaming, onDone }), [renaming, onDone]);
  const remove = async (runs: readonly RunSummary[]) => {
    if (view.trash) await restore(runs);
    else await trash(runs);
    setSelected(NONE);
    // The bar with the button is gone.
    focusTable();
  };
  const onShortcut = (key: string, runs: readonly RunSummary[]): boolean => {
    if (key === RENAMING_KEY && runs.length === 1) setRenaming(runs[0].id);
    else if (key === 'Delete' && runs.length > 0 && !view.trash) void remove(runs);
    else return false;
    return true;
  };

  return (
    <div ref={frame} className={classes.table}>
      <RenamingContext value={context}>
        <RunColourContext value={colourOf}>
          <DataTable
            rows={rows}
            columns={RUN_COLUMNS}
            getRowId={idOf}
            ariaLabel={view.trash ? 'Runs in the trash' : 'Runs'}
            nouns={NOUNS}
            height="100%"
            memory={MEMORY}
            columnChoice={columnChoice}
            view={view.table}
            onView={(table, kind) => onView({ table }, kind)}
            grouping={grouping}
            onOpen={open}
            openOnClick
            onShortcut={onShortcut}
            selection={{ selected, onChange: setSelected }}
            actions={(shown, columns, lines) => (
              <>
                {!view.trash && (
                  <GroupChoice choice={view.grouping} onChange={(next) => onView({ grouping: next })} />
                )}
                <ViewsMenu
                  current={{ search: runsViewToSearch(view), hidden: [...columnChoice.hidden] }}
                  onApply={({ search, hidden }) => {
                    columnChoice.setHidden(new Set(hidden));
                    onView(runsViewFromSearch(search));
                  }}
                />
                <Button
                  size="xs"
                  h={30}
                  variant="default"
                  leftSection={<IconFileSpreadsheet size={15} />}
                  title="Shown rows and columns as CSV"
                  disabled={shown.length === 0}
                  onClick={() => saveCsv(lines, columns)}
                >
                  CSV
                </Button>
              </>
            )}
            footer={(items, columns) =>
              items.length > 0 && (
                <SelectionBar
                  items={items}
                  inTrash={view.trash}
                  onTag={() => {
                    const runs = items.flatMap((item) => item.rows);
                    if (runs.length === 1) setNoting(runs[0].id);
                    else setTagging(runs);
                  }}
                  onRename={() => setRenaming(items[0].rows[0].id)}
                  onExport={() =>
                    saveCsv(
                      items.map(({ rows: [row], group }) => ({ row, group, parent: null })),
                      columns,
                    )
                  }
                  onRemove={() => void remove(items.flatMap((item) => item.rows))}
                  onClear={() => {
                    setSelected(NONE);
                    focusTable();
                  }}
                />
              )
            }
          />
        </RunColourContext>
      </RenamingContext>
      <NotesForm run={noting} tags={knownTags} onClose={() => setNoting(null)} />
      <AddTags runs={tagging} known={knownTags} onClose={() => setTagging(null)} />
    </div>
  );
}

const saveCsv = (...table: Parameters<typeof linesCsv<RunSummary>>): void =>
  downloadContent('runs.csv', linesCsv(...table), 'text/csv');

/** The colours of the table: those that a comparison of the selected runs and groups would have. */
function selectionColours(
  rows: readonly RunSummary[],
  selected: ReadonlySet<string>,
  grouping: TableGrouping<RunSummary> | null,
): (run: string) => number {
  if (selected.size === 0 || selected.size > RUN_COLOURS) return runColours();
  const members = new Map<string, string[]>();
  for (const run of rows) {
    const key = grouping?.keyOf(run) ?? null;
    for (const id of key === null ? [run.id] : [run.id, groupIdOf(key)]) {
      if (selected.has(id)) members.set(id, [...(members.get(id) ?? []), run.id]);
    }
  }
  return runColours([...members.values()].map(colouredRun));
}
