import type { Laboratory } from '#core/laboratory/index.ts';
import { bindRequests, unknownRequest } from '#shared/bind-requests.ts';
import { bundleEvents } from '#shared/event-bundles.ts';
import { toFailure } from '#shared/failure.ts';
import type { FromLaboratory, ToLaboratory } from './laboratory-messages.ts';

/** The message port to the main process. */
export interface MainPort {
  post(message: FromLaboratory): void;
  onMessage(listener: (message: ToLaboratory) => void): void;
}

export interface Serving {
  /**
   * Closes the laboratory with a checkpoint of the running training, and ends the process. A second call has no effect.
   * `keepsRuns`: unfinished runs continue at the next start.
   */
  close(keepsRuns: boolean): void;
}

/**
 * Opens the laboratory and answers the main process. Requests that arrive earlier wait until it is open. `exit` ends this
 * process: with 0 after closing, with 1 if the laboratory cannot be opened.
 */
export function serveLaboratory(
  port: MainPort,
  open: () => Promise<Laboratory>,
  exit: (code: number) => void,
  onDefect: (error: unknown) => void,
): Serving {
  const running = new Map<string, AbortController>();
  let closing = false;
  const served = openAndBind();

  async function openAndBind(): Promise<{
    laboratory: Laboratory;
    responders: ReturnType<typeof bindRequests>;
  }> {
    const laboratory = await open();
    bundleEvents(laboratory.subscribe, (events) => port.post({ kind: 'events', events }));
    laboratory.resumeKept(onDefect);
    port.post({ kind: 'opened' });
    return { laboratory, responders: bindRequests(laboratory, onDefect) };
  }

  async function invoke(call: string, name: string, input: unknown): Promise<void> {
    const abort = new AbortController();
    running.set(call, abort);
    try {
      const { responders } = await served;
      const respond = responders.get(name);
      const answer = respond ? await respond(input, { call, signal: abort.signal }) : unknownRequest(name);
      port.post({ kind: 'answer', call, answer });
    } finally {
      running.delete(call);
    }
  }

  async function close(keepsRuns: boolean): Promise<void> {
    if (closing) return;
    closing = true;
    try {
      const { laboratory } = await served;
      // Without the note of them, runs are stopped and can be resumed by hand.
      if (keepsRuns) await laboratory.keepRuns().catch(onDefect);
      await laboratory[Symbol.asyncDispose]();
      exit(0);
    } catch (error) {
      onDefect(error);
      exit(1);
    }
  }

  served.catch((error: unknown) => {
    const failure = toFailure(error);
    if (failure.code === 'internal') onDefect(error);
    port.post({ kind: 'failed', failure });
    // The message is sent before the next iteration of the event loop.
    setImmediate(() => exit(1));
  });
  port.onMessage((message) => {
    if (message.kind === 'cancel') running.get(message.call)?.abort();
    else if (message.kind === 'close') void close(message.keepsRuns);
    // If the laboratory cannot be opened, the end of this process is the answer.
    else invoke(message.call, message.name, message.input).catch(() => undefined);
  });
  return { close: (keepsRuns) => void close(keepsRuns) };
}
