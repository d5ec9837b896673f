import { Button } from '@mantine/core';
import { useState } from 'react';
import { DownloadDialog } from '#renderer/parts/installable/download-dialog.tsx';
import type { Sample } from './sample.ts';
import { SAMPLE_MODEL } from './sample-models.ts';

function Opened() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Download …
      </Button>
      {isOpen && (
        <DownloadDialog
          item={SAMPLE_MODEL}
          what="model"
          onClose={() => setOpen(false)}
          onDownload={() => undefined}
        />
      )}
    </>
  );
}

export const sample: Sample = { 'Opened by a button': Opened };
