import { Button } from '@mantine/core';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import type { Sample } from './sample.ts';

const Complete = () => (
  <PageHeader
    title="Corpora"
    about="12,162 clips of 115 speakers"
    actions={
      <>
        <Button variant="default">Export</Button>
        <Button>Add a corpus</Button>
      </>
    }
  />
);

const LongTitle = () => (
  <PageHeader
    title="A run whose user gave it a name that is far too long for one line of a narrow window, and then some more"
    actions={<Button>Rename</Button>}
  />
);

export const sample: Sample = { 'With a line about it and actions': Complete, 'Long title': LongTitle };
