import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { PathField } from '#renderer/parts/installable/path-field.tsx';
import type { NativeStatus } from '#shared/native.ts';

/** Asks for TensorFlow's wheel that the user has downloaded, and says which file that is. */
export function WheelDialog({
  wheel,
  onClose,
  onInstall,
}: {
  wheel: NativeStatus['wheel'];
  onClose(): void;
  onInstall(path: string): void;
}) {
  const [path, setPath] = useState('');
  return (
    <Modal opened onClose={onClose} title="Install from a downloaded file" size="lg">
      <Stack gap="sm">
        <Text size="sm">
          TensorFlow’s wheel, or the folder with it. Its checksum is compared with the known one, and nothing
          is downloaded.
        </Text>
        {wheel !== null && (
          <Stack gap={4}>
            <Text size="sm">The file for the CPU of this computer, and its SHA-256:</Text>
            <Code block>{`${wheel.file}\n${wheel.sha256}`}</Code>
          </Stack>
        )}
        <PathField path={path} onPath={setPath} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={path.trim() === ''}
            onClick={() => {
              onInstall(path.trim());
              onClose();
            }}
          >
            Install
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
