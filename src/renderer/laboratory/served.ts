/** The laboratory behind the served door: the contract over one WebSocket that comes back by itself. */
import type { CallOptions, LaboratoryEvent, RequestInput, RequestName } from '../../shared/contract.ts';
import type { DoorMessage, PageMessage } from '../../shared/wire.ts';
import { decodeMessage, encodeMessage } from '../../shared/wire-encoding.ts';
import { keepSocket, type PageSocket, type SocketWays } from './lasting-socket.ts';
import { createPendingCalls } from './pending-calls.ts';
import type { ConnectionState, PageLaboratory } from './port.ts';

export interface ServedLaboratory extends PageLaboratory {
  door: 'served';
  desktop: null;
  /** Ends the connection; calls that have no answer get none. */
  close(): void;
}

const FORBIDDEN = 403;
const PROBE_MS = 5_000;

const BROWSER: SocketWays = {
  open: (url) => new WebSocket(url) as PageSocket,
  probe: (url) =>
    fetch(url.replace(/^ws/, 'http'), { cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) }).then(
      ({ status }) => (status === FORBIDDEN ? 'refused' : 'lost'),
      // Whatever keeps it from an answer, there is none.
      () => 'lost',
    ),
  retryMs: [50, 200, 500, 1_000, 2_000, 4_000],
  refusedRetryMs: 5_000,
  lostAfterMs: 1_500,
  silenceMs: 30_000,
};

/** @param url `ws://HOST/laboratory` */
export function connectServed(url: string, ways: Partial<SocketWays> = {}): ServedLaboratory {
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  const missedListeners = new Set<() => void>();
  const stateListeners = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  /** The laboratory that answered last, and the last of its events that was heard. */
  let known: { session: string; heard: number } | null = null;

  const say = (message: PageMessage) => socket.send(encodeMessage(message));
  const hear = (message: DoorMessage) => {
    if (message.kind === 'answer') calls.settle(message.call, message.answer);
    else if (message.kind === 'hello') {
      const before = known;
      const same = before?.session === message.session;
      if (!same) known = { session: message.session, heard: message.last };
      // First of all, so that no event lies between an answer and what follows it. Another laboratory has missed
      // nothing but everything; a first one nothing.
      say({ kind: 'follow', session: message.session, after: same ? before.heard : message.last });
      calls.resume(same);
      if (before !== null && !same) tell(missedListeners);
    } else {
      const last = message.events.at(-1);
      if (last !== undefined && known !== null) known.heard = last.number;
      if (message.missed) tell(missedListeners);
      for (const { event } of message.events) tell(listeners, event);
    }
  };

  const socket = keepSocket(
    url,
    { ...BROWSER, ...ways },
    {
      onMessage: (bytes) => hear(decodeMessage(bytes) as DoorMessage),
      onState: (now) => {
        if (now === state) return;
        state = now;
        tell(stateListeners);
      },
    },
  );
  const calls = createPendingCalls(
    (message) => socket.send(message),
    () => state === 'lost' || state === 'closed' || state === 'refused',
  );

  const wake = () => {
    if (globalThis.document?.visibilityState !== 'hidden') socket.retry();
  };
  globalThis.addEventListener?.('online', wake);
  globalThis.document?.addEventListener('visibilitychange', wake);

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
      globalThis.removeEventListener?.('online', wake);
      globalThis.document?.removeEventListener('visibilitychange', wake);
      socket.close();
    },
  };
}

type Listener<A extends unknown[]> = (...args: A) => void;

/** Of its own, so that one function added twice is told twice and taken out one at a time. */
function add<A extends unknown[]>(listeners: Set<Listener<A>>, listener: Listener<A>): () => void {
  const own: Listener<A> = (...args) => listener(...args);
  listeners.add(own);
  return () => listeners.delete(own);
}

/** One listener's defect keeps no other from hearing. */
function tell<A extends unknown[]>(listeners: ReadonlySet<Listener<A>>, ...args: A): void {
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
