import { Button, FileButton } from '@mantine/core';
import { IconFileMusic } from '@tabler/icons-react';
import { useRef } from 'react';
import { SOUND_ENDINGS } from '#shared/sound-endings.ts';

/** Some kinds have no media type that every browser knows. */
const ACCEPTED = ['audio/*', ...SOUND_ENDINGS.map((ending) => `.${ending}`)].join(',');

/** Opens the system's file dialog. */
export function ChooseFiles({ onFiles, disabled }: { onFiles(files: File[]): void; disabled: boolean }) {
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      accept={ACCEPTED}
      resetRef={reset}
      disabled={disabled}
      onChange={(files) => {
        if (files.length > 0) onFiles(files);
        // Reset, so that the same file can be chosen again.
        reset.current?.();
      }}
      inputProps={{ 'aria-label': 'Audio files' }}
    >
      {(props) => (
        <Button {...props} fullWidth variant="default" leftSection={<IconFileMusic size={16} />}>
          Choose or drop audio files
        </Button>
      )}
    </FileButton>
  );
}
