/** The connection to the laboratory, which forked this process. */
export interface JobPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the laboratory has ended. */
  onClose(listener: () => void): void;
  /** Resolves when all posted messages have left this process. */
  flush(): Promise<void>;
}

/** The port of this process, or null when it was not started by a laboratory. */
export function openJobPort(): JobPort | null {
  return process.send ? forkPort(process.send.bind(process)) : null;
}

function forkPort(send: (message: unknown, callback: (error: Error | null) => void) => boolean): JobPort {
  let unsent = 0;
  let flushed: (() => void)[] = [];
  const sent = () => {
    // An error means that the laboratory has ended; `disconnect` reports that as well.
    if (--unsent > 0) return;
    for (const resolve of flushed) resolve();
    flushed = [];
  };
  return {
    post(message) {
      if (!process.connected) return;
      unsent++;
      send(message, sent);
    },
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
    flush: () => (unsent === 0 ? Promise.resolve() : new Promise((resolve) => flushed.push(resolve))),
  };
}
