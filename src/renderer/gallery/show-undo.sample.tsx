import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import type { Sample } from './sample.ts';

function Deleting() {
  const [runs, setRuns] = useState(3);
  const remove = () => {
    setRuns(runs - 1);
    showUndo('Moved the run to the trash.', () => setRuns(runs));
  };
  return (
    <Group>
      <Button variant="default" disabled={runs === 0} onClick={remove}>
        Delete a run
      </Button>
      <Text>{runs} left</Text>
    </Group>
  );
}

export const sample: Sample = { 'After a deletion': Deleting };
