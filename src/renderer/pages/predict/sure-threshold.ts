import { useSyncExternalStore } from 'react';
import { browserStore } from '#renderer/parts/table/hidden-columns.ts';
import { DEFAULT_SURE_THRESHOLD } from '#shared/calibration.ts';

const KEY = 'predict:not-sure-below';

/** The saved threshold, 0…1; the default if nothing valid is saved. */
export function parseThreshold(text: string | null): number {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return value >= 0 && value <= 1 ? value : DEFAULT_SURE_THRESHOLD;
}

let current: number | null = null;
const listeners = new Set<() => void>();

function read(): number {
  current ??= parseThreshold(browserStore()?.getItem(KEY) ?? null);
  return current;
}

function change(threshold: number): void {
  current = threshold;
  try {
    browserStore()?.setItem(KEY, String(threshold));
  } catch (error) {
    // The store is full or blocked: the choice is not saved.
    if (!(error instanceof DOMException)) throw error;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab has changed it.
  const onStorage = () => {
    current = null;
    listener();
  };
  window.addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', onStorage);
  };
}

/** The threshold and the function that changes it everywhere on the page. It is saved in this browser. */
export function useSureThreshold(): [number, typeof change] {
  return [useSyncExternalStore(subscribe, read), change];
}
