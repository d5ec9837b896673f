import type { LaboratoryEvent, LaboratoryPort } from '../../shared/contract.ts';

/** Tells events to every listener. */
export interface Emitter extends Pick<LaboratoryPort, 'subscribe'> {
  emit(event: LaboratoryEvent): void;
}

/** A listener that throws (a window's defect) keeps no other from hearing, and never reaches the work it is told of. */
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
      // Of its own, so that one function subscribed twice is heard twice and ends each by itself.
      const own = (event: LaboratoryEvent) => listener(event);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}
