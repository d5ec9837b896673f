import { Button, Card, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useState } from 'react';
import type { ClipRow } from '../../../shared/library.ts';
import { tableCsv } from '../../parts/data-table/table-csv.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { downloadContent } from '../../parts/download.ts';
import { SoundPlayer } from '../../parts/sound-player.tsx';
import { CLIP_COLUMNS } from './clip-columns.tsx';
import { ClipFacts } from './clip-facts.tsx';
import classes from './corpora.module.css';

/** A key that is held down passes many rows: only the one it stops at is played. */
const SETTLE_MILLISECONDS = 180;

/** The table of all clips; the one that is gone to is heard and seen. */
export function ClipsTab({ clips }: { clips: readonly ClipRow[] }) {
  const [chosen, setChosen] = useState<ClipRow | null>(null);
  const [played] = useDebouncedValue(chosen, SETTLE_MILLISECONDS, { leading: true });
  return (
    <div className={classes.clips}>
      <DataTable
        rows={clips}
        columns={CLIP_COLUMNS}
        getRowId={({ path }) => path}
        ariaLabel="Clips"
        nouns={['clip', 'clips']}
        height="100%"
        memory="clips"
        onActive={setChosen}
        actions={(shown, columns) => (
          <Button
            size="xs"
            h={30}
            variant="default"
            leftSection={<IconFileSpreadsheet size={15} />}
            title="The rows and columns shown, as CSV"
            disabled={shown.length === 0}
            onClick={() => downloadContent('clips.csv', tableCsv(shown, columns), 'text/csv')}
          >
            CSV
          </Button>
        )}
      />
      <Card className={classes.sound} component="section" aria-label="The chosen clip" p="sm">
        {played === null ? (
          <Text size="sm" c="dimmed" m="auto">
            Go to a clip to hear and see it.
          </Text>
        ) : (
          <>
            <SoundPlayer key={played.path} sound={{ path: played.path }} autoPlay />
            <ClipFacts clip={played} />
          </>
        )}
      </Card>
    </div>
  );
}
