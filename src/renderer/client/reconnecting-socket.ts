import type { ConnectionState } from './port.ts';

/** The part of a browser's WebSocket that is used. */
export interface PageSocket {
  binaryType: string;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: (() => void) | null;
}

/** How the socket connects and when it retries; tests replace parts of it. */
export interface SocketOptions {
  open(url: string): PageSocket;
  /** Why no socket could be opened: the server refuses this page, or does not answer. */
  probe(url: string): Promise<'refused' | 'lost'>;
  /** Delays before the attempts, in milliseconds; the last one repeats. */
  retryMs: readonly number[];
  /** How often a refused page retries, since another tab may have renewed the session. */
  refusedRetryMs: number;
  /** A shorter interruption is not reported. */
  lostAfterMs: number;
  /** After this time without a message the socket is replaced; the server sends a heartbeat every 10 s. */
  silenceMs: number;
}

export interface SocketListener {
  /** Gets every message of the server; after a reconnection the server sends its first message again. */
  onMessage(bytes: Uint8Array): void;
  onState(state: ConnectionState): void;
}

export interface ReconnectingSocket {
  /** Returns false if no socket is open; the message is then dropped. */
  send(bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Reconnects at once, for example after sleep or when the network is back. */
  retry(): void;
  close(): void;
}

/** WebSocket close code 1001: the server shuts down. */
const GOING_AWAY = 1001;

/** A socket that reopens whenever it closes, until `close` is called. */
export function createReconnectingSocket(
  url: string,
  options: SocketOptions,
  listener: SocketListener,
): ReconnectingSocket {
  let socket: PageSocket | null = null;
  /** A message has arrived through this socket. */
  let isOpen = false;
  /** The server announced its end. */
  let serverEnded = false;
  let attempts = 0;
  let closed = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  // Doubled after each timeout, because one long answer over a slow connection is silence too.
  let { silenceMs } = options;

  const restartSilenceTimer = () => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => {
      silenceMs *= 2;
      drop();
    }, silenceMs);
  };
  const startLostTimer = () => {
    lostTimer ??= setTimeout(() => listener.onState(serverEnded ? 'closed' : 'lost'), options.lostAfterMs);
  };
  const clearLostTimer = () => {
    clearTimeout(lostTimer);
    lostTimer = undefined;
  };

  const open = () => {
    clearTimeout(retryTimer);
    isOpen = false;
    const opened = options.open(url);
    socket = opened;
    opened.binaryType = 'arraybuffer';
    opened.onmessage = ({ data }) => {
      if (socket !== opened || !(data instanceof ArrayBuffer)) return;
      restartSilenceTimer();
      if (!isOpen) {
        isOpen = true;
        serverEnded = false;
        attempts = 0;
        clearLostTimer();
        listener.onState('connected');
      }
      listener.onMessage(new Uint8Array(data));
    };
    // A `close` event follows.
    opened.onerror = () => undefined;
    opened.onclose = ({ code }) => {
      if (socket !== opened) return;
      if (code === GOING_AWAY) serverEnded = true;
      drop();
    };
    restartSilenceTimer();
  };

  /** Drops the socket and schedules the next one. */
  const drop = () => {
    clearTimeout(silenceTimer);
    const dropped = socket;
    const wasOpen = isOpen;
    socket = null;
    isOpen = false;
    // The closing handshake may take long; later messages of this socket are ignored.
    dropped?.close();
    if (closed) return;
    startLostTimer();
    const waitMs = options.retryMs[Math.min(attempts, options.retryMs.length - 1)];
    attempts += 1;
    if (wasOpen || attempts === 1) {
      schedule(waitMs);
      return;
    }
    // It never opened: find out whether the server refuses this page.
    void options.probe(url).then((reason) => {
      if (closed || socket !== null) return;
      if (reason === 'refused') {
        clearLostTimer();
        listener.onState('refused');
      } else startLostTimer();
      schedule(reason === 'refused' ? options.refusedRetryMs : waitMs);
    });
  };

  const schedule = (waitMs: number) => {
    clearTimeout(retryTimer);
    // Random, so that several tabs do not reconnect at the same time.
    retryTimer = setTimeout(open, waitMs * (0.8 + 0.4 * Math.random()));
  };

  startLostTimer();
  open();
  return {
    send: (bytes) => {
      if (socket === null || !isOpen) return false;
      socket.send(bytes);
      return true;
    },
    retry: () => {
      if (socket === null && !closed) open();
    },
    close: () => {
      closed = true;
      clearTimeout(retryTimer);
      clearLostTimer();
      drop();
    },
  };
}
