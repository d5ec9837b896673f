import type { DragEvent } from 'react';
import type { DesktopBridge } from '#shared/bridge.ts';
import { fileName } from './download.ts';

/** Attributes of an element that can be dragged to other programs as a file. */
interface DragOut {
  draggable?: true;
  onDragStart?(event: DragEvent): void;
}

/** The attributes for a file of the laboratory, a recording or a report; none without the desktop window. */
export function fileDrag(desktop: Pick<DesktopBridge, 'drag'> | null, path: string | null): DragOut {
  if (desktop === null || path === null) return {};
  return {
    draggable: true,
    onDragStart: (event) => {
      // The system drags the file in place of the page's own drag.
      event.preventDefault();
      // A recording that was removed meanwhile is not dragged; its list is about to change too.
      void desktop.drag(path).catch(() => undefined);
    },
  };
}

/** The attributes for content that the page has, in a browser: Chromium saves it where it is dropped, others ignore it. */
export function contentDrag(name: string, content: BlobPart, type: string): DragOut {
  return {
    draggable: true,
    onDragStart: ({ dataTransfer }) => {
      const address = URL.createObjectURL(new Blob([content], { type }));
      dataTransfer.setData('DownloadURL', `${type}:${fileName(name)}:${address}`);
      dataTransfer.effectAllowed = 'copy';
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    },
  };
}
