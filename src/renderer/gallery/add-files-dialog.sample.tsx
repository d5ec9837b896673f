import { Button } from '@mantine/core';
import { useState } from 'react';
import { AddFilesDialog } from '#renderer/parts/installable/add-files-dialog.tsx';
import type { Sample } from './sample.ts';
import { SAMPLE_MODEL } from './sample-models.ts';

function Opened() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Add files …
      </Button>
      {isOpen && (
        <AddFilesDialog item={SAMPLE_MODEL} onClose={() => setOpen(false)} onAdd={() => undefined} />
      )}
    </>
  );
}

export const sample: Sample = { 'Opened by a button': Opened };
