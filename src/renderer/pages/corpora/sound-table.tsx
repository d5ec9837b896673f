import { Button, Card, CloseButton, Group, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { downloadContent } from '#renderer/parts/download.ts';
import { type PlayerControl, SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import { DataTable, type DataTableProps, type TableColumn } from '#renderer/parts/table/data-table.tsx';
import { tableCsv } from '#renderer/parts/table/table-csv.ts';
import classes from './corpora.module.css';
import { lastName } from './corpus-labels.ts';

/** A held arrow key passes many rows; only the row where it stops is played. */
const SETTLE_MILLISECONDS = 180;

interface SoundTableProps<Row> {
  rows: readonly Row[];
  columns: readonly TableColumn<Row>[];
  getRowId: (row: Row) => string;
  /** Singular and plural of what a row is: `['clip', 'clips']`. */
  nouns: readonly [string, string];
  /** Shown if there are no rows. */
  empty?: string;
  /** The id of the row that is selected first; null: none. */
  start?: string | null;
  /** Details of the selected row, shown with its sound. */
  facts: (row: Row) => ReactNode;
  /** Adds checkboxes. Space selects then, and {@link PLAY_KEY} plays. */
  selection?: DataTableProps<Row>['selection'];
  /** Below the table while rows are selected. `focusTable` gives the table the focus, when a button of it is gone. */
  footer?: (rows: readonly Row[], focusTable: () => void) => ReactNode;
  onShortcut?: DataTableProps<Row>['onShortcut'];
  /** More controls above the table. */
  menu?: ReactNode;
}

/** Plays the current row, and pauses it. */
const PLAY_KEY = 'p';

/** A table of audio files; the selected file is played and shown. */
export function SoundTable<Row extends { path: string }>(props: SoundTableProps<Row>) {
  const { rows, nouns, facts } = props;
  const [one, many] = nouns;
  const [chosen, setChosen] = useState<Row | null>(null);
  const [played] = useDebouncedValue(chosen, SETTLE_MILLISECONDS, { leading: true });
  // Its details may have changed since it was chosen.
  const current = useMemo(
    () => (played === null ? null : (rows.find(({ path }) => path === played.path) ?? played)),
    [rows, played],
  );
  const player = useRef<PlayerControl>(null);
  const holder = useRef<HTMLDivElement>(null);
  const focusTable = () => holder.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  const close = () => {
    setChosen(null);
    focusTable();
  };
  const onShortcut = (key: string, chosen: readonly Row[]): boolean => {
    if (key !== PLAY_KEY || props.selection === undefined) return props.onShortcut?.(key, chosen) ?? false;
    player.current?.toggle();
    return true;
  };
  return (
    <div ref={holder} className={classes.sounds} data-chosen={played !== null || undefined}>
      <DataTable
        rows={rows}
        columns={props.columns}
        getRowId={props.getRowId}
        ariaLabel={many.charAt(0).toUpperCase() + many.slice(1)}
        nouns={nouns}
        height="100%"
        memory={many}
        empty={props.empty}
        start={props.start}
        onActive={(row) => row !== null && setChosen(row)}
        onSpace={() => player.current?.toggle()}
        selection={props.selection}
        onShortcut={onShortcut}
        footer={
          props.footer &&
          ((items) =>
            items.length > 0 &&
            props.footer?.(
              items.flatMap((item) => item.rows),
              focusTable,
            ))
        }
        actions={(shown, columns) => (
          <>
            {played === null && shown.length > 0 && (
              <Text size="sm" c="dimmed">
                Select a {one} to play it.
              </Text>
            )}
            <Button
              size="xs"
              h={30}
              variant="default"
              leftSection={<IconFileSpreadsheet size={15} />}
              title="Shown rows and columns as CSV"
              disabled={shown.length === 0}
              onClick={() => downloadContent(`${many}.csv`, tableCsv(shown, columns), 'text/csv')}
            >
              CSV
            </Button>
            {props.menu}
          </>
        )}
      />
      {/* Without a selected row, the table has the whole width. */}
      {played !== null && (
        <Card className={classes.sound} component="section" aria-label={`Selected ${one}`} p="sm">
          <Group gap="xs" wrap="nowrap" mb={4} style={{ flex: 'none' }}>
            <Text size="sm" fw={500} truncate title={played.path} style={{ flex: 1 }}>
              {lastName(played.path)}
            </Text>
            <CloseButton size="sm" aria-label="Close the player" onClick={close} />
          </Group>
          <SoundPlayer key={played.path} sound={{ path: played.path }} autoPlay untitled control={player} />
          {current !== null && facts(current)}
        </Card>
      )}
    </div>
  );
}
