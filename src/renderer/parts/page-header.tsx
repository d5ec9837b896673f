import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A page's name, a line about it, and what can be done here. */
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
      <Group justify="space-between" wrap="nowrap">
        <Title order={1} miw={0}>
          {title}
        </Title>
        {actions !== undefined && (
          <Group gap="xs" wrap="nowrap">
            {actions}
          </Group>
        )}
      </Group>
      {about !== undefined && (
        <Text c="dimmed" size="sm" component="div">
          {about}
        </Text>
      )}
    </Stack>
  );
}
