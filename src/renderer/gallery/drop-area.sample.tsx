import { Paper, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { DropArea } from '#renderer/parts/fields/drop-area.tsx';
import type { Sample } from './sample.ts';

function Dropping() {
  const [names, setNames] = useState<string[]>([]);
  return (
    <DropArea
      hint="Add these files"
      icon={<IconFileUpload size={40} aria-hidden />}
      onDrop={({ files }) => setNames([...files].map(({ name }) => name))}
    >
      <Paper withBorder p="lg">
        <Text>
          {names.length === 0 ? 'Drop files anywhere in the window.' : `Dropped: ${names.join(', ')}`}
        </Text>
      </Paper>
    </DropArea>
  );
}

export const sample: Sample = { 'Accepts files': Dropping };
