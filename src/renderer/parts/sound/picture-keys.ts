import { frequencyAt, shareOfFrequency } from '#shared/frequency-scale.ts';
import type { SoundPicture } from '#shared/sounds.ts';
import type { Listening } from './use-listening.ts';
import type { Playback } from './use-playback.ts';
import { aroundRange, moved, revealed, selected, spanOf, wholeRange, zoomed } from './view-range.ts';

/** The factor of one step of the zoom. */
export const ZOOM_STEP = 1.6;
/** The part of the view that the page keys move it by. */
const PAGE = 0.8;
/** The part of the frequency axis that the arrow keys move the cursor by. */
const FREQUENCY_STEP = 1 / 48;

/** The part of a keyboard event that is used. */
export type PictureKey = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

interface KeyContext {
  listening: Listening;
  playback: Playback;
  picture: SoundPicture | null;
  /** Where the selection by keys started. */
  anchor: { seconds: number | null };
}

/** Does what a key means in a sound picture; false if it means nothing there. */
export function pressKey(event: PictureKey, context: KeyContext): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return moveCursor(event, context) || moveFrequency(event, context) || changeView(event, context);
}

/** Arrow keys, Home and End move the position; with Shift they select. */
function moveCursor(event: PictureKey, { listening, playback, anchor, picture }: KeyContext): boolean {
  const { durationSeconds, view } = listening;
  const position = playback.position();
  const share = durationSeconds > 0 ? spanOf(view) / durationSeconds : 0;
  const step = Math.max(0.05, durationSeconds / 50) * share;
  const to: Record<string, number> = {
    ArrowLeft: position - step,
    ArrowRight: position + step,
    Home: 0,
    End: durationSeconds,
  };
  if (!(event.key in to)) return false;
  const seconds = Math.max(0, Math.min(durationSeconds, to[event.key]));
  if (event.shiftKey) {
    anchor.seconds ??= position;
    listening.setSelection(selected(anchor.seconds, seconds, durationSeconds));
  } else {
    anchor.seconds = null;
    listening.setSelection(null);
  }
  playback.seek(seconds);
  listening.setView((before) => revealed(before, seconds, durationSeconds));
  listening.key.set({ seconds, hz: picture === null ? null : listening.cursorHz });
  return true;
}

/** Arrow keys up and down move the cursor on the frequency axis. */
function moveFrequency(event: PictureKey, { listening, playback, picture }: KeyContext): boolean {
  if (picture === null || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return false;
  const axis = picture.spectrogram;
  const before = listening.cursorHz === null ? 0.25 : shareOfFrequency(axis, listening.cursorHz);
  const share = before + (event.key === 'ArrowUp' ? FREQUENCY_STEP : -FREQUENCY_STEP);
  const hz = frequencyAt(axis, Math.max(0, Math.min(1, share)));
  listening.setCursorHz(hz);
  listening.key.set({ seconds: playback.position(), hz });
  return true;
}

/** `+`, `−` and `0` zoom, the page keys scroll, Enter shows the selection, Escape ends it. */
function changeView(event: PictureKey, { listening, playback, anchor }: KeyContext): boolean {
  const { durationSeconds, selection } = listening;
  const zoom = (factor: number) =>
    listening.setView((view) => zoomed(view, factor, playback.position(), durationSeconds));
  const scroll = (pages: number) =>
    listening.setView((view) => moved(view, PAGE * pages * spanOf(view), durationSeconds));
  switch (event.key) {
    case ' ':
      playback.toggle();
      return true;
    case '+':
    case '=':
      zoom(ZOOM_STEP);
      return true;
    case '-':
    case '−':
      zoom(1 / ZOOM_STEP);
      return true;
    case '0':
      listening.setView(() => wholeRange(durationSeconds));
      return true;
    case 'PageUp':
      scroll(-1);
      return true;
    case 'PageDown':
      scroll(1);
      return true;
    case 'Enter':
      if (selection === null) return false;
      listening.setView(() => aroundRange(selection, durationSeconds));
      return true;
    case 'Escape':
      if (selection === null) return false;
      anchor.seconds = null;
      listening.setSelection(null);
      return true;
    default:
      return false;
  }
}
