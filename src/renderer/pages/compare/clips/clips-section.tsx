import { Button, Group, Loader, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { downloadContent } from '#renderer/parts/download.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { DataTable } from '#renderer/parts/table/data-table.tsx';
import { tableCsv } from '#renderer/parts/table/table-csv.ts';
import type { Comparison } from '#shared/comparison.ts';
import { count } from '#shared/format.ts';
import { AGREEMENTS, type Agreement, type CompareChoices } from '../compare-address.ts';
import { pairOf, type RunPair } from '../pair.ts';
import { PairChoice } from '../pair-choice.tsx';
import { CLIP_COLUMNS } from './clip-columns.tsx';
import { ClipDetail } from './clip-detail.tsx';
import { agreementCounts, type ClipRow, clipRows } from './clip-rows.ts';
import classes from './clips.module.css';

const NAMES: Readonly<Record<Agreement, string>> = {
  all: 'All',
  'both-right': 'Both right',
  'only-first': 'Only A right',
  'only-second': 'Only B right',
  'both-wrong': 'Both wrong',
};

/** A held arrow key passes many rows; only the row where it stops is played. */
const SETTLE_MILLISECONDS = 180;
const NOUNS = ['clip', 'clips'] as const;
const idOf = ({ path }: ClipRow) => path;

interface ClipsProps {
  comparison: Comparison;
  choices: CompareChoices;
  onChoose(changed: Partial<CompareChoices>): void;
}

/** The test clips of two runs, by which of them is right. The selected clip plays. */
export function ClipsSection({ comparison, choices, onChoose }: ClipsProps) {
  const { items, baseline } = comparison;
  const pair = pairOf(items, baseline, choices.pair);
  if (pair === null) {
    return (
      <Text size="sm" c="dimmed">
        Two finished runs are needed.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <PairChoice
        items={items}
        pair={pair}
        onPair={([first, second]) => onChoose({ pair: [first.run.id, second.run.id] })}
      />
      <PairClips
        key={`${pair[0].run.id} ${pair[1].run.id}`}
        pair={pair}
        agreement={choices.agreement}
        onAgreement={(agreement) => onChoose({ agreement })}
      />
    </Stack>
  );
}

function PairClips({
  pair,
  agreement,
  onAgreement,
}: {
  pair: RunPair;
  agreement: Agreement;
  onAgreement(agreement: Agreement): void;
}) {
  const [first, second] = pair.map(({ run }) => run.id);
  const { data, failure } = useRequest('comparisons.clips', { first, second });
  const rows = useMemo(() => clipRows(data?.clips ?? []), [data]);
  const counts = useMemo(() => agreementCounts(rows), [rows]);
  const shown = useMemo(
    () => (agreement === 'all' ? rows : rows.filter((row) => row.agreement === agreement)),
    [rows, agreement],
  );
  const [chosen, setChosen] = useState<ClipRow | null>(null);
  const [played] = useDebouncedValue(chosen, SETTLE_MILLISECONDS, { leading: true });
  if (data === undefined) {
    return failure === null ? (
      <Loader role="img" size="sm" aria-label="Loading the clips" />
    ) : failure.code === 'different-clips' ? (
      <Text size="sm" c="dimmed">
        {failure.message}
      </Text>
    ) : (
      <FailureNote failure={failure} />
    );
  }
  return (
    <>
      <Group gap="xs">
        <SegmentedControl
          aria-label="Clips to show"
          size="xs"
          value={agreement}
          onChange={(value) => onAgreement(value as Agreement)}
          data={AGREEMENTS.map((value) => ({ value, label: `${NAMES[value]} ${count(counts[value])}` }))}
        />
      </Group>
      <div className={classes.sides}>
        <DataTable
          rows={shown}
          columns={CLIP_COLUMNS}
          getRowId={idOf}
          ariaLabel="Clips of both runs"
          nouns={NOUNS}
          height="100%"
          memory="compared-clips"
          initialSort={{ column: 'firstConfidence', descending: true }}
          onActive={(row) => row !== null && setChosen(row)}
          actions={(visible, columns) => (
            <Button
              size="xs"
              h={30}
              variant="default"
              leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
              title="Shown rows and columns as CSV"
              disabled={visible.length === 0}
              onClick={() => downloadContent('compared-clips.csv', tableCsv(visible, columns), 'text/csv')}
            >
              CSV
            </Button>
          )}
        />
        <div className={classes.detail}>
          {played === null ? (
            <Text size="sm" c="dimmed">
              Select a clip to play it.
            </Text>
          ) : (
            <ClipDetail clip={played} labels={data.labels} runs={[first, second]} autoPlay />
          )}
        </div>
      </div>
    </>
  );
}
