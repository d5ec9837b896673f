import type { Bridge } from '#shared/bridge.ts';
import type {
  CallOptions,
  LaboratoryEvent,
  RequestInput,
  RequestName,
  RequestOutput,
} from '#shared/contract.ts';
import { UserError } from '#shared/failure.ts';
import { createCallSlots } from './call-slots.ts';
import type { PageLaboratory } from './port.ts';

/**
 * The laboratory over Electron's bridge. The main process lives as long as the page, so no message is lost. When the
 * laboratory process had to be restarted, the main process reloads the page.
 */
export function connectElectron(bridge: Bridge): PageLaboratory {
  const slots = createCallSlots();
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  // One subscription for all listeners, because the bridge copies every event for each subscription.
  bridge.subscribe((events) => {
    for (const event of events) for (const listener of [...listeners]) callListener(listener, event);
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
    ): Promise<RequestOutput<N>> =>
      slots.take(signal, async () => {
        const cancel = () => bridge.cancel(call);
        signal?.addEventListener('abort', cancel, { once: true });
        try {
          const answer = await bridge.invoke(name, input, call);
          if (!answer.ok) throw new UserError(answer.failure.code, answer.failure.message);
          return answer.value as RequestOutput<N>;
        } finally {
          signal?.removeEventListener('abort', cancel);
        }
      }),
    subscribe: (listener) => {
      const own = (event: LaboratoryEvent) => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
  };
}

/** Reports an error of one listener, so that the other listeners still get the event. */
function callListener(listener: (event: LaboratoryEvent) => void, event: LaboratoryEvent): void {
  try {
    listener(event);
  } catch (error) {
    reportError(error);
  }
}
