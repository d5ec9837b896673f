import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { frequencyAt } from '#shared/frequency-scale.ts';
import type { SoundPicture } from '#shared/sounds.ts';
import { ZOOM_STEP } from './picture-keys.ts';
import type { Frame } from './sound-drawing.ts';
import type { Listening } from './use-listening.ts';
import type { Playback } from './use-playback.ts';
import { moved, secondsInView, selected, spanOf, wholeRange, zoomed } from './view-range.ts';

interface PointerContext {
  slider: RefObject<HTMLDivElement | null>;
  listening: Listening;
  playback: Playback;
  picture: SoundPicture | null;
  frames: { wave: Frame; spectrogram: Frame };
  compact: boolean;
}

/** A pointer that moves less is a click. */
const MIN_DRAG_PIXELS = 4;
/** The distance that a wheel turns for one step of the zoom. */
const WHEEL_STEP = 100;

/** What the pointer does in a picture: seeks, selects, and reads; the wheel zooms with Ctrl and scrolls sideways. */
export function usePicturePointer(context: PointerContext) {
  const { slider, listening, playback, picture, frames, compact } = context;
  const { durationSeconds, view } = listening;
  const drag = useRef<{ x: number; seconds: number; selects: boolean } | null>(null);
  const { left, width } = frames.wave;

  const secondsAt = (clientX: number, element: Element) => {
    const share = (clientX - element.getBoundingClientRect().left - left) / Math.max(1, width);
    return secondsInView(view, Math.max(0, Math.min(1, share)));
  };
  const pointAt = (event: PointerEvent<HTMLDivElement>) => {
    const { top, height } = frames.spectrogram;
    const y = event.clientY - event.currentTarget.getBoundingClientRect().top - top;
    const isInside = picture !== null && y >= 0 && y <= height;
    return {
      seconds: secondsAt(event.clientX, event.currentTarget),
      hz: isInside ? frequencyAt(picture.spectrogram, 1 - y / height) : null,
    };
  };

  useWheel(slider, (event) => {
    if (compact || width === 0) return false;
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.ctrlKey) {
      const seconds = secondsAt(event.clientX, event.currentTarget as Element);
      const factor = ZOOM_STEP ** (-event.deltaY / WHEEL_STEP);
      listening.setView((before) => zoomed(before, factor, seconds, durationSeconds));
      return true;
    }
    if (sideways === 0 || spanOf(view) >= durationSeconds) return false;
    listening.setView((before) => moved(before, (sideways / width) * spanOf(before), durationSeconds));
    return true;
  });

  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0 || width === 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const seconds = secondsAt(event.clientX, event.currentTarget);
      if (event.shiftKey && !compact) {
        const from = listening.selection?.startSeconds ?? playback.position();
        drag.current = { x: event.clientX, seconds: from, selects: true };
        listening.setSelection(selected(from, seconds, durationSeconds));
        return;
      }
      drag.current = { x: event.clientX, seconds, selects: false };
      listening.setSelection(null);
      playback.seek(seconds);
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      if (!compact) listening.point.set(pointAt(event));
      const start = drag.current;
      if (start === null || event.buttons !== 1) return;
      const seconds = secondsAt(event.clientX, event.currentTarget);
      if (compact) return playback.seek(seconds);
      start.selects ||= Math.abs(event.clientX - start.x) >= MIN_DRAG_PIXELS;
      if (start.selects) listening.setSelection(selected(start.seconds, seconds, durationSeconds));
    },
    onPointerUp() {
      drag.current = null;
    },
    onPointerLeave() {
      listening.point.set(null);
    },
    onDoubleClick() {
      if (!compact) listening.setView(() => wholeRange(durationSeconds));
    },
  };
}

/** Calls `turn` for every turn of the wheel; where it returns true, the page does not scroll or zoom. */
function useWheel(element: RefObject<HTMLElement | null>, turn: (event: WheelEvent) => boolean) {
  const latest = useRef(turn);
  latest.current = turn;
  useEffect(() => {
    const target = element.current;
    // React's own listener cannot keep the page from zooming.
    const listener = (event: WheelEvent) => {
      if (latest.current(event)) event.preventDefault();
    };
    target?.addEventListener('wheel', listener, { passive: false });
    return () => target?.removeEventListener('wheel', listener);
  }, [element]);
}
