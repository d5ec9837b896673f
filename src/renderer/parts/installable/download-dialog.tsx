import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { downloadHosts } from '#shared/encoders.ts';
import { bytes } from '#shared/format.ts';
import type { Installable } from './installable.ts';
import { LicenceField, mayUse } from './licence-field.tsx';

/** Asks for consent: what is downloaded from where, and under which licence. */
export function DownloadDialog({
  item,
  what,
  onClose,
  onDownload,
}: {
  item: Installable;
  what: 'encoder' | 'model';
  onClose(): void;
  onDownload(acceptLicence: boolean): void;
}) {
  const [accepted, setAccepted] = useState(false);
  return (
    <Modal opened onClose={onClose} title={`Download ${item.title}?`}>
      <Stack gap="sm">
        <Text size="sm">
          About {bytes(item.bytes)} from {downloadHosts(item).join(', ')}. This address then learns the IP
          address of this computer. A download that breaks off can be continued.
        </Text>
        {!item.verified && (
          <Text size="sm">
            This {what} has not been verified: nobody has tried these files with this program.
          </Text>
        )}
        <LicenceField of={item} accepted={accepted} onAccept={setAccepted} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            data-autofocus
            disabled={!mayUse(item, accepted)}
            onClick={() => {
              onDownload(accepted);
              onClose();
            }}
          >
            Download
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
