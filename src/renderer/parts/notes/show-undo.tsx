import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';

/** Shows a notification of what was done, with an undo button, for 10 s. */
export function showUndo(message: string, undo: () => void): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    autoClose: 10_000,
    message: (
      <Group gap="md">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="light"
          style={{ flex: 'none' }}
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
