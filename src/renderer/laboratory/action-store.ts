/** Something that the user has the laboratory do, and how it stands: outside of any component, so that it can outlive one. */
import type { RequestInput, RequestName, RequestOutput } from '../../shared/contract.ts';
import { type Failure, toFailure } from '../../shared/failure.ts';
import type { PageLaboratory } from './port.ts';

export interface Progress {
  phase: string;
  done: number;
  total: number | null;
}

export interface ActionState {
  running: boolean;
  progress: Progress | null;
  /** Null after a cancelling: the user knows. */
  failure: Failure | null;
}

export interface ActionStore<N extends RequestName> {
  state(): ActionState;
  onChange(listener: () => void): () => void;
  /** Gives undefined where it failed or was cancelled; the state's failure then says why. */
  run(input: RequestInput<N>): Promise<RequestOutput<N> | undefined>;
  cancel(): void;
  /** Forgets the failure. */
  clear(): void;
}

const IDLE: ActionState = { running: false, progress: null, failure: null };

/** A store for calls of one request; the state is that of the last call. */
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

const lasting = new WeakMap<object, Map<RequestName, ActionStore<never>>>();

/** The one store of a request that outlives its page: whoever comes back finds the call where it stands. */
export function lastingActionStore<N extends RequestName>(
  laboratory: PageLaboratory,
  name: N,
): ActionStore<N> {
  const stores = lasting.get(laboratory) ?? new Map<RequestName, ActionStore<never>>();
  lasting.set(laboratory, stores);
  const store = (stores.get(name) as ActionStore<N> | undefined) ?? createActionStore(laboratory, name);
  stores.set(name, store as unknown as ActionStore<never>);
  return store;
}
