/** A request that the user starts, and its state: outside of components, so that it can outlive them. */
import type { RequestInput, RequestName, RequestOutput } from '#shared/contract.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { PageLaboratory } from './port.ts';

export interface Progress {
  phase: string;
  done: number;
  total: number | null;
}

export interface ActionState {
  running: boolean;
  progress: Progress | null;
  /** Null after the user cancelled: there is nothing to report. */
  failure: Failure | null;
}

export interface ActionStore<N extends RequestName> {
  state(): ActionState;
  onChange(listener: () => void): () => void;
  /** Resolves to undefined if the request failed or was cancelled; the state then holds the failure. */
  run(input: RequestInput<N>): Promise<RequestOutput<N> | undefined>;
  cancel(): void;
  /** Removes the failure from the state. */
  clear(): void;
}

const IDLE: ActionState = { running: false, progress: null, failure: null };

/** A store for calls of one request; its state is the state of the last call. */
export function createActionStore<N extends RequestName>(
  laboratory: Pick<PageLaboratory, 'invoke' | 'subscribe'>,
  name: N,
): ActionStore<N> {
  let state = IDLE;
  let current: { call: string; abort: AbortController } | null = null;
  const listeners = new Set<() => void>();
  const set = (next: ActionState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  return {
    state: () => state,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run: async (input) => {
      const mine = { call: crypto.randomUUID(), abort: new AbortController() };
      current = mine;
      set({ running: true, progress: null, failure: null });
      const end = laboratory.subscribe((event) => {
        if (event.name !== 'progress' || event.data.call !== mine.call || current !== mine) return;
        const { phase, done, total } = event.data;
        set({ ...state, progress: { phase, done, total } });
      });
      try {
        const output = await laboratory.invoke(name, input, { call: mine.call, signal: mine.abort.signal });
        if (current === mine) set(IDLE);
        return output;
      } catch (error) {
        const failure = toFailure(error);
        if (current === mine) set({ ...IDLE, failure: failure.code === 'cancelled' ? null : failure });
        return undefined;
      } finally {
        end();
      }
    },
    cancel: () => current?.abort.abort(),
    clear: () => set({ ...state, failure: null }),
  };
}

const lasting = new WeakMap<object, Map<string, ActionStore<never>>>();

/**
 * The shared store of a request: a page that is opened again shows the call that is still running. `of`: what the call is
 * about, such as a run, where each has a call of its own.
 */
export function lastingActionStore<N extends RequestName>(
  laboratory: PageLaboratory,
  name: N,
  of = '',
): ActionStore<N> {
  const stores = lasting.get(laboratory) ?? new Map<string, ActionStore<never>>();
  lasting.set(laboratory, stores);
  const key = `${name} ${of}`;
  const store = (stores.get(key) as ActionStore<N> | undefined) ?? createActionStore(laboratory, name);
  stores.set(key, store as unknown as ActionStore<never>);
  return store;
}
