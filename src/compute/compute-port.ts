/** The line to the laboratory: the same for `child_process.fork` and for Electron's utility process. */
export interface ComputePort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The laboratory is gone. */
  onClose(listener: () => void): void;
  /** Resolves when everything posted so far has left this process. */
  flush(): Promise<void>;
}

/** Electron's `process.parentPort`, as far as we use it. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** The port of this process, or null when no laboratory started it. */
export function openComputePort(): ComputePort | null {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort) return overParentPort(parentPort);
  return process.send ? overFork(process.send.bind(process)) : null;
}

function overParentPort(port: ParentPort): ComputePort {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    onClose: (listener) => port.on('close', listener),
    // Electron tells nothing of delivery; its messages are handed over before the event loop turns.
    flush: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

function overFork(send: (message: unknown, callback: (error: Error | null) => void) => boolean): ComputePort {
  let unsent = 0;
  let waiting: (() => void)[] = [];
  const sent = () => {
    // An error means that the laboratory is gone, which `disconnect` tells as well.
    if (--unsent > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    post(message) {
      if (!process.connected) return;
      unsent++;
      send(message, sent);
    },
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
    flush: () => (unsent === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
