import type { Bridge } from '../../shared/bridge.ts';
import type {
  CallOptions,
  LaboratoryEvent,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../shared/contract.ts';
import { throwIfCancelled, UserError } from '../../shared/failure.ts';
import type { PageLaboratory } from './port.ts';

/**
 * The laboratory over Electron's bridge. The main process is there as long as the page is: nothing is ever lost on the
 * way, and where the laboratory itself had to be started again, the main process loads the page anew.
 */
export function connectElectron(bridge: Bridge): PageLaboratory {
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  // One subscription for all: what crosses the bridge is copied each time.
  bridge.subscribe((events) => {
    for (const event of events) for (const listener of [...listeners]) tell(listener, event);
  });

  return {
    door: 'electron',
    desktop: bridge.desktop,
    connection: {
      state: () => 'connected',
      onChange: () => () => undefined,
      onMissed: () => () => undefined,
    },
    invoke: async <N extends RequestName>(
      name: N,
      input: RequestInput<N>,
      { call = crypto.randomUUID(), signal }: CallOptions = {},
    ): Promise<RequestOutput<N>> => {
      throwIfCancelled(signal);
      const cancel = () => bridge.cancel(call);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const answer = await bridge.invoke(name, input, call);
        if (!answer.ok) throw new UserError(answer.failure.code, answer.failure.message);
        return answer.value as RequestOutput<N>;
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    subscribe: (listener) => {
      const own = (event: LaboratoryEvent) => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

/** One listener's defect keeps no other from hearing. */
function tell(listener: (event: LaboratoryEvent) => void, event: LaboratoryEvent): void {
  try {
    listener(event);
  } catch (error) {
    reportError(error);
  }
}
