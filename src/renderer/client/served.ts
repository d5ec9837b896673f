/** The laboratory behind the served page: the contract over one reconnecting WebSocket. */
import type { CallOptions, LaboratoryEvent, RequestInput, RequestName } from '#shared/contract.ts';
import { pageProtocols } from '#shared/page-key.ts';
import type { DoorMessage, PageMessage } from '#shared/wire.ts';
import { decodeMessage, encodeMessage } from '#shared/wire-encoding.ts';
import { onNewPageKey, readPageKey } from './page-key.ts';
import { createPendingCalls } from './pending-calls.ts';
import type { ConnectionState, PageLaboratory } from './port.ts';
import { createReconnectingSocket, type PageSocket, type SocketOptions } from './reconnecting-socket.ts';

export interface ServedLaboratory extends PageLaboratory {
  door: 'served';
  desktop: null;
  /** Ends the connection; pending calls are never answered. */
  close(): void;
}

const FORBIDDEN = 403;
const PROBE_MS = 5_000;

const BROWSER: SocketOptions = {
  // The key is read for each attempt, because another tab may have opened a new link.
  open: (url) => new WebSocket(url, pageProtocols(readPageKey())) as PageSocket,
  probe: (url) => {
    const key = readPageKey();
    const headers: HeadersInit = key === null ? {} : { Authorization: `Bearer ${key}` };
    const options = { headers, cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) } as const;
    return fetch(url.replace(/^ws/, 'http'), options).then(
      ({ status }) => (status === FORBIDDEN ? 'refused' : 'lost'),
      // No answer, for any reason.
      () => 'lost',
    );
  },
  retryMs: [50, 200, 500, 1_000, 2_000, 4_000],
  refusedRetryMs: 5_000,
  lostAfterMs: 1_500,
  silenceMs: 30_000,
};

/** @param url `ws://HOST/laboratory` */
export function connectServed(url: string, options: Partial<SocketOptions> = {}): ServedLaboratory {
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  const missedListeners = new Set<() => void>();
  const stateListeners = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  /** The laboratory that answered last, and the number of its last event that arrived. */
  let known: { session: string; lastEvent: number } | null = null;

  const sendMessage = (message: PageMessage) => socket.send(encodeMessage(message));
  const handleMessage = (message: DoorMessage) => {
    if (message.kind === 'answer') calls.settle(message.call, message.answer);
    else if (message.kind === 'hello') {
      const before = known;
      const same = before?.session === message.session;
      if (!same) known = { session: message.session, lastEvent: message.last };
      // Sent first, so that no event is lost between an answer and the events after it. From another laboratory all
      // events were missed; from the first one none.
      sendMessage({
        kind: 'follow',
        session: message.session,
        after: same ? before.lastEvent : message.last,
      });
      calls.resume(same);
      if (before !== null && !same) notify(missedListeners);
    } else {
      const last = message.events.at(-1);
      if (last !== undefined && known !== null) known.lastEvent = last.number;
      if (message.missed) notify(missedListeners);
      for (const { event } of message.events) notify(listeners, event);
    }
  };

  const socket = createReconnectingSocket(
    url,
    { ...BROWSER, ...options },
    {
      onMessage: (bytes) => handleMessage(decodeMessage(bytes) as DoorMessage),
      onState: (now) => {
        if (now === state) return;
        state = now;
        notify(stateListeners);
      },
    },
  );
  const calls = createPendingCalls(
    (message) => socket.send(message),
    () => state === 'lost' || state === 'closed' || state === 'refused',
  );

  const reconnect = () => {
    if (globalThis.document?.visibilityState !== 'hidden') socket.retry();
  };
  globalThis.addEventListener?.('online', reconnect);
  globalThis.document?.addEventListener('visibilitychange', reconnect);
  const endKeys = globalThis.window === undefined ? () => undefined : onNewPageKey(() => socket.retry());

  return {
    door: 'served',
    desktop: null,
    connection: {
      state: () => state,
      onChange: (listener) => add(stateListeners, listener),
      onMissed: (listener) => add(missedListeners, listener),
    },
    invoke: <N extends RequestName>(name: N, input: RequestInput<N>, options: CallOptions = {}) =>
      calls.ask(name, input, options.call ?? crypto.randomUUID(), options.signal) as never,
    subscribe: (listener) => add(listeners, listener),
    close: () => {
      globalThis.removeEventListener?.('online', reconnect);
      globalThis.document?.removeEventListener('visibilitychange', reconnect);
      endKeys();
      socket.close();
    },
  };
}

type Listener<A extends unknown[]> = (...args: A) => void;

/** Adds a wrapper, so that one function that is added twice is called twice and removed one at a time. */
function add<A extends unknown[]>(listeners: Set<Listener<A>>, listener: Listener<A>): () => void {
  const own: Listener<A> = (...args) => listener(...args);
  listeners.add(own);
  return () => listeners.delete(own);
}

/** Calls every listener; rethrows an error of one later, so that the others are called too. */
function notify<A extends unknown[]>(listeners: ReadonlySet<Listener<A>>, ...args: A): void {
  for (const listener of listeners) {
    try {
      listener(...args);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
