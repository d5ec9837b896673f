import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Shown in place of missing content: a title, what to do first, and buttons for it. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center">
      {icon}
      <Title order={2}>{title}</Title>
      {children !== undefined && (
        <Text c="dimmed" maw={520} component="div">
          {children}
        </Text>
      )}
      {actions}
    </Stack>
  );
}
