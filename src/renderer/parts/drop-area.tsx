import { Text } from '@mantine/core';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import classes from './drop-area.module.css';

/** All of the page takes dropped files and folders; a button beside does the same by keyboard. */
export function DropArea({
  hint,
  icon,
  onDrop,
  children,
}: {
  /** What dropping does, shown while something hovers. */
  hint: string;
  icon: ReactNode;
  onDrop(files: File[]): void;
  children: ReactNode;
}) {
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
        if (files.length > 0) onDrop(files);
      }}
    >
      {children}
      {over && (
        <div className={classes.hint}>
          {icon}
          <Text fw={600}>{hint}</Text>
        </div>
      )}
    </div>
  );
}
