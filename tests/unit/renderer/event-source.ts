import type { PageLaboratory } from '#renderer/client/port.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';

/** A connected laboratory whose events and missed events the test sends. */
export function createEventSource() {
  let listener: (event: LaboratoryEvent) => void = () => undefined;
  let onMissed: () => void = () => undefined;
  const laboratory: Pick<PageLaboratory, 'subscribe' | 'connection'> = {
    subscribe: (added) => {
      listener = added;
      return () => undefined;
    },
    connection: {
      state: () => 'connected',
      onChange: () => () => undefined,
      onMissed: (added) => {
        onMissed = added;
        return () => undefined;
      },
    },
  };
  return {
    laboratory,
    send: (event: LaboratoryEvent) => listener(event),
    miss: () => onMissed(),
  };
}
