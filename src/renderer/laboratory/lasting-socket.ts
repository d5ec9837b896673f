import type { ConnectionState } from './port.ts';

/** What is used of a browser's WebSocket. */
export interface PageSocket {
  binaryType: string;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: (() => void) | null;
}

/** What the socket stands on, so that a test can put something else below it. */
export interface SocketWays {
  open(url: string): PageSocket;
  /** Why no socket could be opened: the door refuses this page, or nobody answers. */
  probe(url: string): Promise<'refused' | 'lost'>;
  /** Before each attempt, in milliseconds; the last for ever. */
  retryMs: readonly number[];
  /** How often a refused page looks whether it was let in meanwhile, by another tab. */
  refusedRetryMs: number;
  /** A gap shorter than this is not worth a word. */
  lostAfterMs: number;
  /** So long nothing was heard, where the door gives a sign of life every ten seconds. */
  silenceMs: number;
}

export interface SocketListener {
  /** Everything the door says; after a reconnection its first message comes again. */
  onMessage(bytes: Uint8Array): void;
  onState(state: ConnectionState): void;
}

export interface LastingSocket {
  /** False where there is no open socket; the message is not kept. */
  send(bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Tries at once: the machine woke up, or its network is back. */
  retry(): void;
  close(): void;
}

/** Of the WebSocket's close codes: the server goes away, and says so. */
const GOING_AWAY = 1001;

/** A socket that opens itself again whenever it closes, until it is closed for good. */
export function keepSocket(url: string, ways: SocketWays, listener: SocketListener): LastingSocket {
  let socket: PageSocket | null = null;
  /** The door has said something through this socket. */
  let heard = false;
  /** The last thing it said was that it ends. */
  let ended = false;
  let attempts = 0;
  let closed = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;
  let lostTimer: ReturnType<typeof setTimeout> | undefined;
  // Each silence makes the next patience longer: one long answer over a slow tunnel is silence too.
  let { silenceMs } = ways;

  const listenForSilence = () => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => {
      silenceMs *= 2;
      drop();
    }, silenceMs);
  };
  const awaitLoss = () => {
    lostTimer ??= setTimeout(() => listener.onState(ended ? 'closed' : 'lost'), ways.lostAfterMs);
  };
  const noLoss = () => {
    clearTimeout(lostTimer);
    lostTimer = undefined;
  };

  const open = () => {
    clearTimeout(retryTimer);
    heard = false;
    const opened = ways.open(url);
    socket = opened;
    opened.binaryType = 'arraybuffer';
    opened.onmessage = ({ data }) => {
      if (socket !== opened || !(data instanceof ArrayBuffer)) return;
      listenForSilence();
      if (!heard) {
        heard = true;
        ended = false;
        attempts = 0;
        noLoss();
        listener.onState('connected');
      }
      listener.onMessage(new Uint8Array(data));
    };
    // `close` follows, and says no more than this.
    opened.onerror = () => undefined;
    opened.onclose = ({ code }) => {
      if (socket !== opened) return;
      if (code === GOING_AWAY) ended = true;
      drop();
    };
    listenForSilence();
  };

  /** Gives up the socket and sees to the next one. */
  const drop = () => {
    clearTimeout(silenceTimer);
    const dropped = socket;
    const was = heard;
    socket = null;
    heard = false;
    // A socket that waits for its closing handshake may wait long; what it still says is not heard.
    dropped?.close();
    if (closed) return;
    awaitLoss();
    const waitMs = ways.retryMs[Math.min(attempts, ways.retryMs.length - 1)];
    attempts += 1;
    if (was || attempts === 1) {
      schedule(waitMs);
      return;
    }
    // Not once opened: perhaps it never will be.
    void ways.probe(url).then((why) => {
      if (closed || socket !== null) return;
      if (why === 'refused') {
        noLoss();
        listener.onState('refused');
      } else awaitLoss();
      schedule(why === 'refused' ? ways.refusedRetryMs : waitMs);
    });
  };

  const schedule = (waitMs: number) => {
    clearTimeout(retryTimer);
    // Several tabs do not come all at once.
    retryTimer = setTimeout(open, waitMs * (0.8 + 0.4 * Math.random()));
  };

  awaitLoss();
  open();
  return {
    send: (bytes) => {
      if (socket === null || !heard) return false;
      socket.send(bytes);
      return true;
    },
    retry: () => {
      if (socket === null && !closed) open();
    },
    close: () => {
      closed = true;
      clearTimeout(retryTimer);
      noLoss();
      drop();
    },
  };
}
