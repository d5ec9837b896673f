import { type PointerEvent, useRef } from 'react';
import classes from './sound-picture.module.css';
import type { Listening } from './use-listening.ts';
import { moved, spanOf } from './view-range.ts';

interface ViewScrollbarProps {
  listening: Listening;
  /** Its place stays empty. */
  hidden: boolean;
  left: number;
  right: number;
}

/** Which part of the sound is shown. Dragging moves it; the keyboard moves it in the picture, by the page keys. */
export function ViewScrollbar({ listening, hidden, left, right }: ViewScrollbarProps) {
  const { view, durationSeconds, setView } = listening;
  const last = useRef<number | null>(null);
  const share = (seconds: number) => (durationSeconds > 0 ? (100 * seconds) / durationSeconds : 0);
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    if (last.current === null || event.buttons !== 1) return;
    const { width } = event.currentTarget.getBoundingClientRect();
    const by = ((event.clientX - last.current) / Math.max(1, width)) * durationSeconds;
    last.current = event.clientX;
    setView((before) => moved(before, by, durationSeconds));
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    last.current = event.clientX;
    const { left: edge, width } = event.currentTarget.getBoundingClientRect();
    const seconds = ((event.clientX - edge) / Math.max(1, width)) * durationSeconds;
    if (seconds >= view.startSeconds && seconds <= view.endSeconds) return;
    setView((before) => moved(before, seconds - spanOf(before) / 2 - before.startSeconds, durationSeconds));
  };
  return (
    <div
      className={classes.scrollbar}
      style={{ marginLeft: left, marginRight: right, visibility: hidden ? 'hidden' : undefined }}
      aria-hidden="true"
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={() => {
        last.current = null;
      }}
    >
      <div
        className={classes.thumb}
        style={{ left: `${share(view.startSeconds)}%`, width: `${share(spanOf(view))}%` }}
      />
    </div>
  );
}
