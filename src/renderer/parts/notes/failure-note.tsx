import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Failure } from '#shared/failure.ts';

/** An error with what to do about it; nothing if `failure` is null. */
export function FailureNote({ failure, onClose }: { failure: Failure | null; onClose?: () => void }) {
  if (failure === null) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title={failure.code === 'internal' ? 'Program error' : undefined}
      withCloseButton={onClose !== undefined}
      closeButtonLabel="Dismiss"
      onClose={onClose}
    >
      {failure.message}
    </Alert>
  );
}
