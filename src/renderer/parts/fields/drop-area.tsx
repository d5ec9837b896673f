import { Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './drop-area.module.css';

/**
 * While it is mounted, the whole window accepts dropped files and folders, including its edges and dialogs. The page must
 * offer a button that does the same by keyboard.
 */
export function DropArea({
  hint,
  icon,
  onDrop,
  children,
}: {
  /** What dropping does, shown while files are dragged over the window. */
  hint: string;
  icon: ReactNode;
  /** The data is valid only during the call. */
  onDrop(dropped: DataTransfer): void;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const onDropRef = useRef(onDrop);
  useEffect(() => {
    onDropRef.current = onDrop;
  });
  useEffect(() => {
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      // It is the next element when the pointer moves inside the page.
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      onDropRef.current(event.dataTransfer);
    };
    const stop = new AbortController();
    const { signal } = stop;
    window.addEventListener('dragenter', hover, { signal });
    window.addEventListener('dragover', hover, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => stop.abort();
  }, []);
  return (
    <div className={classes.area}>
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

/** Makes dropped files do nothing on pages without a drop area; a browser would open them instead of the page. */
export function refuseStrayDrops(): void {
  const refuse = (event: DragEvent) => {
    if (!carriesFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  };
  // On the document, which gets the event before the window: a drop area then accepts it last.
  document.addEventListener('dragover', refuse);
  document.addEventListener('drop', refuse);
}

type FileDrag = DragEvent & { dataTransfer: DataTransfer };

/** Whether files are dragged, not text. */
const carriesFiles = (event: DragEvent): event is FileDrag =>
  event.dataTransfer?.types.includes('Files') === true;
