import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import type { Problem } from '../../../shared/corpora.ts';
import { tableCsv } from '../../parts/data-table/table-csv.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { downloadContent } from '../../parts/download.ts';
import { PROBLEM_COLUMNS } from './clip-columns.tsx';

/** What the last scans left out, and why. */
export function ProblemsTab({ problems }: { problems: readonly Problem[] }) {
  return (
    <DataTable
      rows={problems}
      columns={PROBLEM_COLUMNS}
      getRowId={({ path, code, reason }) => `${code}:${path}:${reason}`}
      ariaLabel="Problems"
      nouns={['problem', 'problems']}
      height="100%"
      empty="Every sound file that was found could be used."
      actions={(shown, columns) => (
        <Button
          size="xs"
          h={30}
          variant="default"
          leftSection={<IconFileSpreadsheet size={15} />}
          title="The rows shown, as CSV"
          disabled={shown.length === 0}
          onClick={() => downloadContent('problems.csv', tableCsv(shown, columns), 'text/csv')}
        >
          CSV
        </Button>
      )}
    />
  );
}
