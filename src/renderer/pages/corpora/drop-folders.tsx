import { Text } from '@mantine/core';
import { IconFolderPlus } from '@tabler/icons-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './corpora.module.css';

/** All of the page takes dropped folders; buttons do the same by keyboard. */
export function DropFolders({ onDrop, children }: { onDrop: (files: File[]) => void; children: ReactNode }) {
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
      className={classes.over}
      onDragEnter={(event) => moved(event, 1)}
      onDragLeave={(event) => moved(event, -1)}
      onDragOver={(event) => moved(event, 0)}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        const files = [...event.dataTransfer.files];
        if (files.length > 0) onDrop(files);
      }}
    >
      {children}
      {over && (
        <div className={classes.hint}>
          <IconFolderPlus size={32} aria-hidden />
          <Text fw={600}>Drop folders to add them</Text>
        </div>
      )}
    </div>
  );
}
