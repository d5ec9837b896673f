/**
 * The sounds of this session and their predictions, outside of components, so that they remain when the user leaves the
 * page and comes back.
 */

import type { PageLaboratory } from '#renderer/client/port.ts';
import type { SoundSource } from '#renderer/parts/sound/use-sound.ts';
import type { Recognition } from '#shared/answers.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { Recording } from '#shared/sounds.ts';
import { chosenBy } from './model-key.ts';

export type Prediction =
  | { state: 'pending' }
  /** `milliseconds`: from the request to the answer. */
  | { state: 'predicted'; recognition: Recognition; milliseconds: number }
  | { state: 'failed'; failure: Failure };

export interface SessionSound {
  id: number;
  name: string;
  sound: SoundSource;
  /** Null if only the laboratory knows it (a file given by its path). */
  durationSeconds: number | null;
  at: Date;
  origin: 'microphone' | 'file' | 'saved';
  /** By the key of the model (`model-key.ts`). */
  predictions: Readonly<Record<string, Prediction>>;
  /** Set when the sound is saved in the laboratory's folder. */
  saved: Recording | null;
}

export type NewSound = Pick<SessionSound, 'name' | 'sound' | 'durationSeconds' | 'origin'> & {
  saved?: Recording;
};

interface SessionState {
  /** The newest sound is first. */
  sounds: readonly SessionSound[];
  /** The id of the sound that is shown large; null if there is none. */
  shown: number | null;
}

export interface SessionStore {
  state(): SessionState;
  onChange(listener: () => void): () => void;
  /** Adds a sound, shows it, and starts its predictions. */
  add(sound: NewSound, runs: readonly string[]): SessionSound;
  /** Starts the missing predictions of a sound by these runs; failed ones are repeated. */
  predict(id: number, runs: readonly string[]): void;
  show(id: number): void;
  rename(id: number, name: string): void;
  markSaved(id: number, saved: Recording | null): void;
  /** Removes a sound. Returns a function that puts it back in its place. */
  remove(id: number): () => void;
}

type Port = Pick<PageLaboratory, 'invoke'>;

export function createSessionStore(laboratory: Port): SessionStore {
  let state: SessionState = { sounds: [], shown: null };
  let lastId = 0;
  /** One request at a time, so that a drop of many files does not fill the request queue. */
  let queue: Promise<void> = Promise.resolve();
  const listeners = new Set<() => void>();
  const set = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const change = (id: number, changed: (sound: SessionSound) => SessionSound) =>
    set({ ...state, sounds: state.sounds.map((sound) => (sound.id === id ? changed(sound) : sound)) });
  const setPrediction = (id: number, run: string, prediction: Prediction) =>
    change(id, (sound) => ({ ...sound, predictions: { ...sound.predictions, [run]: prediction } }));

  async function predictNow(id: number, run: string): Promise<void> {
    const sound = state.sounds.find((candidate) => candidate.id === id);
    if (sound === undefined) return;
    const startedAt = performance.now();
    try {
      const recognition = await requestPrediction(laboratory, sound, run);
      setPrediction(id, run, {
        state: 'predicted',
        recognition,
        milliseconds: performance.now() - startedAt,
      });
    } catch (error) {
      setPrediction(id, run, { state: 'failed', failure: toFailure(error) });
    }
  }

  const store: SessionStore = {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add({ saved = null, ...given }, runs) {
      const sound: SessionSound = {
        ...given,
        saved: saved ?? null,
        id: ++lastId,
        at: new Date(),
        predictions: {},
      };
      set({ sounds: [sound, ...state.sounds], shown: sound.id });
      store.predict(sound.id, runs);
      return sound;
    },
    predict(id, runs) {
      const sound = state.sounds.find((candidate) => candidate.id === id);
      for (const run of new Set(runs)) {
        const before = sound?.predictions[run];
        if (sound === undefined || before?.state === 'pending' || before?.state === 'predicted') continue;
        setPrediction(id, run, { state: 'pending' });
        queue = queue.then(() => predictNow(id, run));
      }
    },
    show: (id) => set({ ...state, shown: id }),
    rename: (id, name) => change(id, (sound) => ({ ...sound, name: name.trim() || sound.name })),
    markSaved: (id, saved) => change(id, (sound) => ({ ...sound, saved })),
    remove(id) {
      const position = state.sounds.findIndex((sound) => sound.id === id);
      const removed = state.sounds[position];
      if (removed === undefined) return () => undefined;
      const sounds = state.sounds.toSpliced(position, 1);
      const next = sounds[Math.min(position, sounds.length - 1)]?.id ?? null;
      set({ sounds, shown: state.shown === id ? next : state.shown });
      return () => {
        if (state.sounds.some((sound) => sound.id === id)) return;
        // Pending predictions were dropped by the removal and are requested again.
        const done = Object.entries(removed.predictions).filter(([, { state }]) => state !== 'pending');
        const pending = Object.keys(removed.predictions).filter(
          (run) => removed.predictions[run].state === 'pending',
        );
        const restored = { ...removed, predictions: Object.fromEntries(done) };
        set({
          sounds: state.sounds.toSpliced(Math.min(position, state.sounds.length), 0, restored),
          shown: id,
        });
        store.predict(id, pending);
      };
    },
  };
  return store;
}

/** The time between two windows of a timeline; doubled for long sounds, so that they take about as long. */
const HOP_SECONDS = 0.5;
const LONG_SECONDS = 60;

async function requestPrediction(laboratory: Port, { sound, durationSeconds }: SessionSound, key: string) {
  const hopSeconds = (durationSeconds ?? 0) > LONG_SECONDS ? 2 * HOP_SECONDS : HOP_SECONDS;
  if ('wav' in sound)
    return laboratory.invoke('predict.sound', { ...chosenBy(key), wav: sound.file ?? sound.wav, hopSeconds });
  const [recognition] = await laboratory.invoke('predict.files', {
    ...chosenBy(key),
    files: [sound.path],
    hopSeconds,
  });
  return recognition;
}

const sessions = new WeakMap<object, SessionStore>();

/** The session of a laboratory, shared by all pages. */
export function sessionOf(laboratory: PageLaboratory): SessionStore {
  const session = sessions.get(laboratory) ?? createSessionStore(laboratory);
  sessions.set(laboratory, session);
  return session;
}
