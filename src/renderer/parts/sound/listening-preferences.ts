import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { browserStore } from '#renderer/parts/table/hidden-columns.ts';
import { explanationMethodSchema } from '#shared/explanations.ts';
import { FREQUENCY_SCALES } from '#shared/frequency-scale.ts';

/** 2: twice as loud as the file. */
export const MAX_VOLUME = 2;

const preferencesSchema = z.object({
  scale: z.enum(FREQUENCY_SCALES),
  pitch: z.boolean(),
  intensity: z.boolean(),
  /** Shows what a network gets of the sound. */
  networkInput: z.boolean(),
  /** Shows what the model listened to, where a model predicted the sound. */
  explanation: z.boolean(),
  explanationMethod: explanationMethodSchema,
  /** Under which settings: `preset NAME` or `run ID`. */
  inputSettings: z.string(),
  volume: z.number().min(0).max(MAX_VOLUME),
});
/** How sounds are shown and played, the same for all of them. */
export type ListeningPreferences = z.infer<typeof preferencesSchema>;

const KEY = 'listening';
const DEFAULTS: ListeningPreferences = {
  scale: 'mel',
  pitch: false,
  intensity: false,
  networkInput: false,
  explanation: false,
  explanationMethod: 'grad-cam',
  inputSettings: 'preset quick',
  volume: 1,
};

/** The saved preferences; the defaults where nothing valid is saved. */
export function parsePreferences(text: string | null): ListeningPreferences {
  if (text === null) return DEFAULTS;
  try {
    return preferencesSchema.catch(DEFAULTS).parse({ ...DEFAULTS, ...JSON.parse(text) });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return DEFAULTS;
  }
}

let current: ListeningPreferences | null = null;
const listeners = new Set<() => void>();

function read(): ListeningPreferences {
  current ??= parsePreferences(browserStore()?.getItem(KEY) ?? null);
  return current;
}

function change(changes: Partial<ListeningPreferences>): void {
  current = { ...read(), ...changes };
  try {
    browserStore()?.setItem(KEY, JSON.stringify(current));
  } catch (error) {
    // The store is full or blocked: the choice is not saved.
    if (!(error instanceof DOMException)) throw error;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab has changed them.
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

/** The preferences and the function that changes some of them, in all players at once. They are saved in this browser. */
export function useListeningPreferences(): [ListeningPreferences, typeof change] {
  return [useSyncExternalStore(subscribe, read), change];
}
