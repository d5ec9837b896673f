import { Button, FileButton } from '@mantine/core';
import { IconFileMusic } from '@tabler/icons-react';
import { useRef } from 'react';

/** Files by the system's own dialog. */
export function ChooseFiles({ onFiles, disabled }: { onFiles(files: File[]): void; disabled: boolean }) {
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      accept="audio/*,.wav,.mp3,.ogg,.opus,.flac,.m4a,.aac,.webm"
      resetRef={reset}
      disabled={disabled}
      onChange={(files) => {
        if (files.length > 0) onFiles(files);
        // So that the same file may be chosen again.
        reset.current?.();
      }}
      inputProps={{ 'aria-label': 'Sound files' }}
    >
      {(props) => (
        <Button {...props} fullWidth variant="default" leftSection={<IconFileMusic size={16} />}>
          Choose or drop sound files
        </Button>
      )}
    </FileButton>
  );
}
