import { useState, useSyncExternalStore } from 'react';
import type { RequestName } from '#shared/contract.ts';
import { type ActionState, type ActionStore, createActionStore, lastingActionStore } from './action-store.ts';
import { useLaboratory } from './use-laboratory.tsx';

export type Action<N extends RequestName> = ActionState & Pick<ActionStore<N>, 'run' | 'cancel' | 'clear'>;

/** A request that the user starts. The call continues after the component is unmounted. */
export function useAction<N extends RequestName>(name: N): Action<N> {
  const laboratory = useLaboratory();
  const [store] = useState(() => createActionStore(laboratory, name));
  return useStore(store);
}

/**
 * The same for long work: one call of the request at a time, shared by all pages that show it. `of`: one call at a time for
 * each of these, such as a run.
 */
export function useLastingAction<N extends RequestName>(name: N, of?: string): Action<N> {
  return useStore(lastingActionStore(useLaboratory(), name, of));
}

function useStore<N extends RequestName>(store: ActionStore<N>): Action<N> {
  const state = useSyncExternalStore(store.onChange, store.state);
  return { ...state, run: store.run, cancel: store.cancel, clear: store.clear };
}
