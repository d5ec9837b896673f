import { Button, FileButton, Text } from '@mantine/core';
import { IconFileMusic } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './drop-area.module.css';

/** All of the page takes dropped files. */
export function DropArea({ onFiles, children }: { onFiles(files: File[]): void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  /** Entering a child comes before leaving its parent. */
  const depth = useRef(0);
  const moved = (event: DragEvent, change: number) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current += change;
    setOver(depth.current > 0);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the pointer's way; a button beside does the same
    <div
      className={classes.area}
      data-over={over || undefined}
      onDragEnter={(event) => moved(event, 1)}
      onDragLeave={(event) => moved(event, -1)}
      onDragOver={(event) => moved(event, 0)}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        const files = [...event.dataTransfer.files];
        if (files.length > 0) onFiles(files);
      }}
    >
      {children}
      {over && (
        <div className={classes.hint}>
          <IconFileMusic size={32} aria-hidden />
          <Text fw={600}>Drop sounds to recognise them</Text>
        </div>
      )}
    </div>
  );
}

/** Files by the system's own dialog. */
export function ChooseFiles({ onFiles, disabled }: { onFiles(files: File[]): void; disabled: boolean }) {
  const reset = useRef<() => void>(null);
  return (
    <FileButton
      multiple
      accept="audio/*,.wav,.mp3,.ogg,.flac,.m4a"
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
