import { Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import classes from './drop-area.module.css';

/**
 * While it is shown the whole window takes dropped files and folders, its edges and dialogs too; a button beside does
 * the same by keyboard.
 */
export function DropArea({
  hint,
  icon,
  onDrop,
  children,
}: {
  /** What dropping does, shown while something hovers. */
  hint: string;
  icon: ReactNode;
  /** What the event carries is there during the call alone. */
  onDrop(dropped: DataTransfer): void;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const take = useRef(onDrop);
  useEffect(() => {
    take.current = onDrop;
  });
  useEffect(() => {
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent) => {
      // Between two elements of the page it names the other one.
      if (relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      take.current(event.dataTransfer);
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

/** Where no page takes them, dropped files do nothing; a browser would open them in the page's place. */
export function refuseStrayDrops(): void {
  const refuse = (event: DragEvent) => {
    if (!carriesFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  };
  // At the document: before the window, where a page that takes them says so last.
  document.addEventListener('dragover', refuse);
  document.addEventListener('drop', refuse);
}

type FileDrag = DragEvent & { dataTransfer: DataTransfer };

/** Not a piece of text that is moved from field to field. */
const carriesFiles = (event: DragEvent): event is FileDrag =>
  event.dataTransfer?.types.includes('Files') === true;
