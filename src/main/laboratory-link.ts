import { TOO_MANY_CALLS } from '#shared/call-failures.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import type { Failure } from '#shared/failure.ts';
import { MAX_CALLS } from '#shared/limits.ts';
import type { Answer } from '#shared/wire.ts';
import type { FromLaboratory, ToLaboratory } from './laboratory-messages.ts';

/** A started laboratory process. */
export interface LaboratoryChild {
  post(message: ToLaboratory): void;
  onMessage(listener: (message: FromLaboratory) => void): void;
  /** Called once. */
  onExit(listener: (exit: LaboratoryExit) => void): void;
  /** Ends it at once. */
  kill(): void;
}

/** How the process ended: a code, or the signal that ended it. Both are null if it could not be started. */
export interface LaboratoryExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of its stderr, or why it could not be started. */
  stderrTail: string;
}

/** The main process's connection to the laboratory's process. */
export interface LaboratoryLink {
  /** Never rejects. Failures are data. */
  invoke(call: string, name: string, input: unknown): Promise<Answer>;
  cancel(call: string): void;
  /**
   * Lets it save its state within the grace period. Resolves when the process has ended. `keepsRuns`: unfinished runs
   * continue at the next start.
   */
  close(keepsRuns: boolean): Promise<void>;
}

export interface LinkOptions {
  start(): LaboratoryChild;
  onEvents(events: LaboratoryEvent[]): void;
  /** It has ended unexpectedly and is started again, or did not end well when it was closed. */
  onCrash(failure: Failure): void;
  /** It crashed and was started again. Pages must load their data again, and no run is training. */
  onRestarted(): void;
  /** It cannot be opened, or crashes repeatedly. The user must act. */
  onBroken(failure: Failure): void;
  graceSeconds?: number;
  /** The time in milliseconds. */
  now?(): number;
}

/** After more crashes than this in {@link CRASH_MILLISECONDS}, it is not started again. */
const MAX_CRASHES = 3;
const CRASH_MILLISECONDS = 60_000;

export function createLaboratoryLink(options: LinkOptions): LaboratoryLink {
  // A job process has 60 s to write its checkpoint before it is killed.
  const { graceSeconds = 75, now = Date.now } = options;
  const pending = new Map<string, (answer: Answer) => void>();
  let crashes: number[] = [];
  let closing: Promise<void> | null = null;
  let broken: Failure | null = null;
  const exited = Promise.withResolvers<void>();
  let child = startChild(false);

  function startChild(isRestart: boolean): LaboratoryChild {
    const started = options.start();
    let openFailure: Failure | null = null;
    started.onMessage((message) => {
      if (message.kind === 'answer') {
        pending.get(message.call)?.(message.answer);
        pending.delete(message.call);
      } else if (message.kind === 'events') options.onEvents(message.events);
      else if (message.kind === 'failed') openFailure = message.failure;
      else if (isRestart) options.onRestarted();
    });
    started.onExit((exit) => onExit(exit, openFailure));
    return started;
  }

  function onExit(exit: LaboratoryExit, openFailure: Failure | null): void {
    const failure = openFailure ?? crashFailure(exit);
    for (const answer of pending.values()) answer({ ok: false, failure: closing ? CLOSED : failure });
    pending.clear();
    if (closing) {
      if (exit.code !== 0) options.onCrash(failure);
      exited.resolve();
      return;
    }
    crashes = [...crashes.filter((at) => now() - at < CRASH_MILLISECONDS), now()];
    if (openFailure || crashes.length > MAX_CRASHES) {
      broken = failure;
      exited.resolve();
      options.onBroken(failure);
    } else {
      options.onCrash(failure);
      child = startChild(true);
    }
  }

  async function close(keepsRuns: boolean): Promise<void> {
    if (broken) return;
    child.post({ kind: 'close', keepsRuns });
    const timer = setTimeout(() => child.kill(), graceSeconds * 1000);
    await exited.promise;
    clearTimeout(timer);
  }

  return {
    invoke: (call, name, input) => {
      const failure = broken ?? (closing ? CLOSED : pending.has(call) ? REPEATED : null);
      if (failure) return Promise.resolve({ ok: false, failure });
      // The page limits its own calls. A page that was reloaded has left some.
      if (pending.size >= MAX_CALLS) return Promise.resolve({ ok: false, failure: TOO_MANY_CALLS });
      const answer = Promise.withResolvers<Answer>();
      pending.set(call, answer.resolve);
      child.post({ kind: 'invoke', call, name, input });
      return answer.promise;
    },
    cancel: (call) => {
      if (pending.has(call)) child.post({ kind: 'cancel', call });
    },
    close: (keepsRuns) => {
      closing ??= close(keepsRuns);
      return closing;
    },
  };
}

const CLOSED: Failure = { code: 'closed', message: 'The laboratory is closing and accepts no new work.' };
const REPEATED: Failure = {
  code: 'invalid-input',
  message: 'A call with this name is already running.',
};

function crashFailure({ code, signal, stderrTail }: LaboratoryExit): Failure {
  const output = stderrTail.trim() === '' ? '' : ` Last output: ${stderrTail.trim()}`;
  if (code === null && signal === null) {
    const message = `The laboratory process could not be started. Install the program again.${output}`;
    return { code: 'laboratory-crashed', message };
  }
  const how = signal === null ? `with code ${code}` : `by ${signal}`;
  const message = `The laboratory process ended unexpectedly ${how}. A run that was training can be resumed from its last checkpoint.${output}`;
  return { code: 'laboratory-crashed', message };
}
