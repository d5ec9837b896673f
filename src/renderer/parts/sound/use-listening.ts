import { useCallback, useMemo, useRef, useState } from 'react';
import type { TimeRange } from '#shared/sounds.ts';
import { spanOf, wholeRange } from './view-range.ts';

/** A place in a spectrogram. */
export interface SoundPoint {
  seconds: number;
  /** Null: above or below the spectrogram. */
  hz: number | null;
}

/** What is shown and selected of a sound. */
export interface Listening {
  durationSeconds: number;
  view: TimeRange;
  setView(change: (view: TimeRange) => TimeRange): void;
  selection: TimeRange | null;
  setSelection(selection: TimeRange | null): void;
  /** The keyboard's place on the frequency axis; null until a key moves it. */
  cursorHz: number | null;
  setCursorHz(hz: number | null): void;
  /** The pointer's place, and that of the keyboard, without renders. */
  point: Signal<SoundPoint | null>;
  /** Every place to which a key moved. */
  key: Signal<SoundPoint | null>;
}

/** A value that parts follow without a render. */
interface Signal<T> {
  value: T;
  set(value: T): void;
  follow(listener: (value: T) => void): () => void;
}

function createSignal<T>(value: T): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  const signal: Signal<T> = {
    value,
    set(next) {
      signal.value = next;
      for (const listener of listeners) listener(next);
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return signal;
}

/** The state of one sound's picture. The view is the whole sound until it is changed. */
export function useListening(durationSeconds: number): Listening {
  const [chosen, setChosen] = useState<TimeRange | null>(null);
  const [selection, setSelection] = useState<TimeRange | null>(null);
  const [cursorHz, setCursorHz] = useState<number | null>(null);
  const signals = useRef({
    point: createSignal<SoundPoint | null>(null),
    key: createSignal<SoundPoint | null>(null),
  });
  const setView = useCallback(
    (change: (view: TimeRange) => TimeRange) =>
      setChosen((before) => {
        const view = change(before ?? wholeRange(durationSeconds));
        return spanOf(view) >= durationSeconds ? null : view;
      }),
    [durationSeconds],
  );
  return useMemo(
    () => ({
      durationSeconds,
      view: chosen ?? wholeRange(durationSeconds),
      setView,
      selection,
      setSelection,
      cursorHz,
      setCursorHz,
      ...signals.current,
    }),
    [durationSeconds, chosen, setView, selection, cursorHz],
  );
}
