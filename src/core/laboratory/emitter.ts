import type { LaboratoryEvent, LaboratoryPort } from '#shared/contract.ts';
import { staleAfterEvent } from '#shared/staleness.ts';

/** Sends events to every listener. */
export interface Emitter extends Pick<LaboratoryPort, 'subscribe'> {
  emit(event: LaboratoryEvent): void;
}

/** An error in a listener (a defect of a window) affects neither other listeners nor the work that emits the event. */
export function createEmitter(): Emitter {
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  return {
    emit: (event) => {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch (error) {
          process.emitWarning(error instanceof Error ? error : String(error));
        }
      }
    },
    subscribe: (listener) => {
      // A new function, so that a listener can be subscribed twice and each subscription can end separately.
      const own = (event: LaboratoryEvent) => listener(event);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

/** After an event that makes answers stale, also emits which queries are stale. */
export function withStaleness(emit: Emitter['emit']): Emitter['emit'] {
  return (event) => {
    emit(event);
    const queries = staleAfterEvent(event);
    if (queries.length > 0) emit({ name: 'stale', data: { queries } });
  };
}
