import { Alert, Anchor, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { ImportReport } from '#shared/archives.ts';
import { counted } from '#shared/format.ts';

const MAX_SHOWN = 20;

/** What an import did: the added runs with links, and each file that was not imported with the reason. */
export function ImportReportView({ report: { added, present, failed } }: { report: ImportReport }) {
  return (
    <Stack gap="xs" role="status" aria-label="Result of the import">
      {added.length + present.length > 0 && (
        <Alert variant="light" color="green" icon={<IconCheck size={18} aria-hidden />}>
          <Text size="sm">
            {counted(added.length, 'run')} added
            {present.length > 0 && `, ${counted(present.length, 'run')} already here`}.
          </Text>
          <List size="sm" listStyleType="none">
            {added.slice(0, MAX_SHOWN).map(({ run, name }) => (
              <List.Item key={run}>
                <Anchor component={Link} to={`/runs/${encodeURIComponent(run)}`} size="sm">
                  {name}
                </Anchor>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {failed.length > 0 && (
        <Alert
          variant="light"
          color="red"
          icon={<IconAlertTriangle size={18} aria-hidden />}
          title={`${counted(failed.length, 'file')} not imported`}
        >
          <List size="sm" listStyleType="none">
            {failed.slice(0, MAX_SHOWN).map(({ file, failure }) => (
              <List.Item key={file} style={{ overflowWrap: 'anywhere' }}>
                {failure.message}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}
