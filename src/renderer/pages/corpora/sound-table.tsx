import { Button, Card, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { tableCsv } from '../../parts/data-table/table-csv.ts';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { downloadContent } from '../../parts/download.ts';
import { SoundPlayer } from '../../parts/sound-player.tsx';
import classes from './corpora.module.css';
import { lastName } from './corpus-words.ts';

/** A key that is held down passes many rows: only the one it stops at is played. */
const SETTLE_MILLISECONDS = 180;

interface SoundTableProps<Row> {
  rows: readonly Row[];
  columns: readonly TableColumn<Row>[];
  getRowId: (row: Row) => string;
  /** What a row is, in one and in many: `['clip', 'clips']`. */
  nouns: readonly [string, string];
  /** Where there are no rows. */
  empty?: string;
  /** What is known of the chosen one, beside its sound. */
  facts: (row: Row) => ReactNode;
}

/** A table of sound files; the one that is gone to is heard and seen. */
export function SoundTable<Row extends { path: string }>(props: SoundTableProps<Row>) {
  const { rows, nouns, facts } = props;
  const [one, many] = nouns;
  const [chosen, setChosen] = useState<Row | null>(null);
  const [played] = useDebouncedValue(chosen, SETTLE_MILLISECONDS, { leading: true });
  return (
    <div className={classes.sounds}>
      <DataTable
        rows={rows}
        columns={props.columns}
        getRowId={props.getRowId}
        ariaLabel={many.charAt(0).toUpperCase() + many.slice(1)}
        nouns={nouns}
        height="100%"
        memory={many}
        empty={props.empty}
        onActive={(row) => row !== null && setChosen(row)}
        actions={(shown, columns) => (
          <Button
            size="xs"
            h={30}
            variant="default"
            leftSection={<IconFileSpreadsheet size={15} />}
            title="The rows and columns shown, as CSV"
            disabled={shown.length === 0}
            onClick={() => downloadContent(`${many}.csv`, tableCsv(shown, columns), 'text/csv')}
          >
            CSV
          </Button>
        )}
      />
      <Card className={classes.sound} component="section" aria-label={`The chosen ${one}`} p="sm">
        {played === null ? (
          <Text size="sm" c="dimmed" m="auto">
            Go to a {one} to hear and see it.
          </Text>
        ) : (
          <>
            <Text size="sm" fw={500} mb={4} truncate title={played.path} style={{ flex: 'none' }}>
              {lastName(played.path)}
            </Text>
            <SoundPlayer key={played.path} sound={{ path: played.path }} autoPlay untitled />
            {facts(played)}
          </>
        )}
      </Card>
    </div>
  );
}
