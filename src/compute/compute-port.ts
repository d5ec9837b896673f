/** The line to the laboratory, which forked this process. */
export interface ComputePort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The laboratory is gone. */
  onClose(listener: () => void): void;
  /** Resolves when everything posted so far has left this process. */
  flush(): Promise<void>;
}

/** The port of this process, or null when no laboratory started it. */
export function openComputePort(): ComputePort | null {
  return process.send ? overFork(process.send.bind(process)) : null;
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
