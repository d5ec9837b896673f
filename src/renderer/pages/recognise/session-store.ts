/**
 * The sounds of this session and what was said of them: outside of any component, so that it is there still when
 * somebody comes back to the page.
 */
import type { Recognition } from '../../../shared/answers.ts';
import { type Failure, toFailure } from '../../../shared/failure.ts';
import type { Recording } from '../../../shared/sounds.ts';
import type { PageLaboratory } from '../../laboratory/port.ts';
import type { SoundSource } from '../../parts/use-sound.ts';

export type Judgement =
  | { state: 'waiting' }
  /** `milliseconds`: from the question to the answer, as the user waits for it. */
  | { state: 'judged'; recognition: Recognition; milliseconds: number }
  | { state: 'failed'; failure: Failure };

export interface SessionSound {
  id: number;
  name: string;
  sound: SoundSource;
  /** Null where only the laboratory knows (a file by its path). */
  durationSeconds: number | null;
  at: Date;
  origin: 'microphone' | 'file' | 'kept';
  /** By the run that judged. */
  judgements: Readonly<Record<string, Judgement>>;
  /** Set once it lies in the laboratory's folder. */
  kept: Recording | null;
}

export type NewSound = Pick<SessionSound, 'name' | 'sound' | 'durationSeconds' | 'origin'> & {
  kept?: Recording;
};

export interface SessionState {
  /** The newest first. */
  sounds: readonly SessionSound[];
  /** What is shown large; null where there is none. */
  shown: number | null;
}

export interface SessionStore {
  state(): SessionState;
  onChange(listener: () => void): () => void;
  /** Adds a sound, shows it, and has it judged. */
  add(sound: NewSound, runs: readonly string[]): SessionSound;
  /** Has a sound judged by the runs that have not judged it yet; one that failed is tried again. */
  judge(id: number, runs: readonly string[]): void;
  show(id: number): void;
  rename(id: number, name: string): void;
  markKept(id: number, kept: Recording | null): void;
  /** Gives what takes it back to its place. */
  remove(id: number): () => void;
}

type Port = Pick<PageLaboratory, 'invoke'>;

export function createSessionStore(laboratory: Port): SessionStore {
  let state: SessionState = { sounds: [], shown: null };
  let lastId = 0;
  /** One at a time: a drop of many files does not fill the door's queue. */
  let queue: Promise<void> = Promise.resolve();
  const listeners = new Set<() => void>();
  const set = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const change = (id: number, changed: (sound: SessionSound) => SessionSound) =>
    set({ ...state, sounds: state.sounds.map((sound) => (sound.id === id ? changed(sound) : sound)) });
  const note = (id: number, run: string, judgement: Judgement) =>
    change(id, (sound) => ({ ...sound, judgements: { ...sound.judgements, [run]: judgement } }));

  async function judgeNow(id: number, run: string): Promise<void> {
    const sound = state.sounds.find((candidate) => candidate.id === id);
    if (sound === undefined) return;
    const began = performance.now();
    try {
      const recognition = await ask(laboratory, sound, run);
      note(id, run, { state: 'judged', recognition, milliseconds: performance.now() - began });
    } catch (error) {
      note(id, run, { state: 'failed', failure: toFailure(error) });
    }
  }

  const store: SessionStore = {
    state: () => state,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add({ kept = null, ...given }, runs) {
      const sound: SessionSound = {
        ...given,
        kept: kept ?? null,
        id: ++lastId,
        at: new Date(),
        judgements: {},
      };
      set({ sounds: [sound, ...state.sounds], shown: sound.id });
      store.judge(sound.id, runs);
      return sound;
    },
    judge(id, runs) {
      const sound = state.sounds.find((candidate) => candidate.id === id);
      for (const run of new Set(runs)) {
        const before = sound?.judgements[run];
        if (sound === undefined || before?.state === 'waiting' || before?.state === 'judged') continue;
        note(id, run, { state: 'waiting' });
        queue = queue.then(() => judgeNow(id, run));
      }
    },
    show: (id) => set({ ...state, shown: id }),
    rename: (id, name) => change(id, (sound) => ({ ...sound, name: name.trim() || sound.name })),
    markKept: (id, kept) => change(id, (sound) => ({ ...sound, kept })),
    remove(id) {
      const place = state.sounds.findIndex((sound) => sound.id === id);
      const removed = state.sounds[place];
      if (removed === undefined) return () => undefined;
      const sounds = state.sounds.toSpliced(place, 1);
      const next = sounds[Math.min(place, sounds.length - 1)]?.id ?? null;
      set({ sounds, shown: state.shown === id ? next : state.shown });
      return () => {
        if (state.sounds.some((sound) => sound.id === id)) return;
        // What had not been judged by then was given up.
        const judged = Object.entries(removed.judgements).filter(([, { state }]) => state !== 'waiting');
        const waiting = Object.keys(removed.judgements).filter(
          (run) => removed.judgements[run].state === 'waiting',
        );
        const restored = { ...removed, judgements: Object.fromEntries(judged) };
        set({ sounds: state.sounds.toSpliced(Math.min(place, state.sounds.length), 0, restored), shown: id });
        store.judge(id, waiting);
      };
    },
  };
  return store;
}

/** Between two windows of a timeline; a longer sound's are further apart, so that it is judged about as soon. */
const HOP_SECONDS = 0.5;
const LONG_SECONDS = 60;

async function ask(laboratory: Port, { sound, durationSeconds }: SessionSound, run: string) {
  const hopSeconds = (durationSeconds ?? 0) > LONG_SECONDS ? 2 * HOP_SECONDS : HOP_SECONDS;
  if ('wav' in sound) return laboratory.invoke('recognise.sound', { run, wav: sound.wav, hopSeconds });
  const [recognition] = await laboratory.invoke('recognise.files', { run, files: [sound.path], hopSeconds });
  return recognition;
}

const sessions = new WeakMap<object, SessionStore>();

/** The one session of a page's laboratory. */
export function sessionOf(laboratory: PageLaboratory): SessionStore {
  const session = sessions.get(laboratory) ?? createSessionStore(laboratory);
  sessions.set(laboratory, session);
  return session;
}
