import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Installable } from './installable.ts';
import { LicenceField, mayUse } from './licence-field.tsx';
import { PathField } from './path-field.tsx';

/** Asks for the files of an encoder or model that the user has. */
export function AddFilesDialog({
  item,
  onClose,
  onAdd,
}: {
  item: Installable;
  onClose(): void;
  onAdd(path: string, acceptLicence: boolean): void;
}) {
  const [path, setPath] = useState('');
  const [accepted, setAccepted] = useState(false);
  const names = item.files.map(({ name }) => name).join(' and ');
  return (
    <Modal opened onClose={onClose} title={`Add ${item.title}`} size="lg">
      <Stack gap="sm">
        <Text size="sm">
          The folder with {names}
          {item.files.length === 1 ? ', or the file itself' : ''}. It is copied, compared with known checksums
          and tested.
        </Text>
        <PathField path={path} onPath={setPath} />
        <LicenceField of={item} accepted={accepted} onAccept={setAccepted} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={path.trim() === '' || !mayUse(item, accepted)}
            onClick={() => {
              onAdd(path.trim(), accepted);
              onClose();
            }}
          >
            Add
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
