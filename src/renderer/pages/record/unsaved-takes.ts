import type { RecordedSound } from '#renderer/parts/microphone/recording-sink.ts';
import type { Prompt } from '#shared/own-corpora.ts';

/** A recording that could not be saved, because the disk is full or the connection was lost. */
export interface UnsavedTake {
  sound: RecordedSound;
  prompt: Prompt;
}

/** By corpus and speaker, outside of components: it is still there when the user leaves the page and comes back. */
const takes = new Map<string, UnsavedTake>();

export const unsavedTake = (corpus: string, code: string): UnsavedTake | null =>
  takes.get(`${corpus}/${code}`) ?? null;

/** Keeps a take; null forgets it. */
export function keepUnsaved(corpus: string, code: string, take: UnsavedTake | null): void {
  if (take === null) takes.delete(`${corpus}/${code}`);
  else takes.set(`${corpus}/${code}`, take);
}
