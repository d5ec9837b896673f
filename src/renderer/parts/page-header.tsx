import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A page's title, a line about it, and its actions. */
export function PageHeader({
  title,
  about,
  actions,
}: {
  title: ReactNode;
  about?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <Stack gap={2} mb="md">
      {/* Where there is no room for both, the actions are below the title. */}
      <Group justify="space-between" gap="md" style={{ rowGap: 6 }}>
        <Title order={1} miw={0} style={{ flex: '1 1 220px' }}>
          {title}
        </Title>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {about !== undefined && (
        <Text c="dimmed" size="sm" component="div">
          {about}
        </Text>
      )}
    </Stack>
  );
}
