import { Button } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import type { Sample } from './sample.ts';

const WithAction = () => (
  <EmptyState
    icon={<IconTable size={40} aria-hidden />}
    title="No runs yet"
    actions={<Button>Train a network</Button>}
  >
    Trained runs appear here.
  </EmptyState>
);

const TitleOnly = () => <EmptyState title="No recordings" />;

export const sample: Sample = { 'With an action': WithAction, 'Title only': TitleOnly };
