import { Button } from '@mantine/core';
import { useState } from 'react';
import { DataTable } from '#renderer/parts/table/data-table.tsx';
import type { TableGrouping } from '#renderer/parts/table/table-lines.ts';
import { count } from '#shared/format.ts';
import type { Sample } from './sample.ts';
import { SAMPLE_COLUMNS, type SampleClip, sampleClips } from './sample-clips.ts';

const MANY = sampleClips(12_000);
const FEW = MANY.slice(0, 4);
const NONE: SampleClip[] = [];
const NOUNS = ['clip', 'clips'] as const;
const pathOf = ({ path }: SampleClip) => path;

function ManyRows() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <DataTable
      rows={MANY}
      columns={SAMPLE_COLUMNS}
      getRowId={pathOf}
      ariaLabel="Clips"
      nouns={NOUNS}
      height={360}
      selection={{ selected, onChange: setSelected }}
      actions={(shown) => (
        <Button size="xs" variant="default">
          Export {count(shown.length)}
        </Button>
      )}
    />
  );
}

const BY_EMOTION: TableGrouping<SampleClip> = {
  keyOf: ({ emotion }) => emotion,
  titleOf: (emotion) => `clips of ${emotion}`,
  minRows: 1,
};

function Groups() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <DataTable
      rows={MANY}
      columns={SAMPLE_COLUMNS}
      getRowId={pathOf}
      ariaLabel="Clips by emotion"
      nouns={NOUNS}
      height={360}
      grouping={BY_EMOTION}
      selection={{ selected, onChange: setSelected }}
      footer={(items) => <div>{count(items.length)} selected</div>}
    />
  );
}

function FewRows() {
  return (
    <DataTable
      rows={FEW}
      columns={SAMPLE_COLUMNS}
      getRowId={pathOf}
      ariaLabel="A few clips"
      nouns={NOUNS}
      height={220}
      filters={false}
      initialSort={{ column: 'seconds', descending: true }}
    />
  );
}

function NoRows() {
  return (
    <DataTable
      rows={NONE}
      columns={SAMPLE_COLUMNS}
      getRowId={pathOf}
      ariaLabel="No clips"
      nouns={NOUNS}
      height={200}
    />
  );
}

export const sample: Sample = { '12,000 rows': ManyRows, Groups, 'A few rows': FewRows, 'No rows': NoRows };
