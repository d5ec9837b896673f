import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Failure } from '../../shared/failure.ts';

/** What went wrong and what to do; nothing where nothing did. */
export function FailureNote({ failure, onClose }: { failure: Failure | null; onClose?: () => void }) {
  if (failure === null) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title={failure.code === 'internal' ? 'A defect of the program' : undefined}
      withCloseButton={onClose !== undefined}
      closeButtonLabel="Dismiss"
      onClose={onClose}
    >
      {failure.message}
    </Alert>
  );
}
