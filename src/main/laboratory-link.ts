import type { LaboratoryEvent } from '../shared/contract.ts';
import type { Failure } from '../shared/failure.ts';
import type { Answer } from '../shared/wire.ts';
import type { FromLaboratory, ToLaboratory } from './laboratory-messages.ts';

/** A started laboratory process. */
export interface LaboratoryChild {
  post(message: ToLaboratory): void;
  onMessage(listener: (message: FromLaboratory) => void): void;
  /** Called once; `said` is the end of what it wrote to stderr. */
  onExit(listener: (exit: { code: number; said: string }) => void): void;
  /** At once and unasked. */
  kill(): void;
}

/** The main process's hold on the laboratory's process. */
export interface LaboratoryLink {
  /** Never rejects; a failure is data. */
  invoke(call: string, name: string, input: unknown): Promise<Answer>;
  cancel(call: string): void;
  /** Lets it write down what runs, within the grace; resolves when the process is gone. */
  close(): Promise<void>;
}

export interface LinkOptions {
  start(): LaboratoryChild;
  onEvents(events: LaboratoryEvent[]): void;
  /** It died and was started again: what pages know must be asked anew, and no run trains any more. */
  onRestarted(): void;
  /** It cannot be opened, or dies again and again: only the user can help. */
  onBroken(failure: Failure): void;
  graceSeconds?: number;
  /** Milliseconds of a clock. */
  now?(): number;
}

/** More deaths than this in {@link CRASH_MILLISECONDS} are no accident. */
const CRASHES = 3;
const CRASH_MILLISECONDS = 60_000;

export function createLaboratoryLink(options: LinkOptions): LaboratoryLink {
  // A compute process has 60 s to write its checkpoint before it is killed.
  const { graceSeconds = 75, now = Date.now } = options;
  const waiting = new Map<string, (answer: Answer) => void>();
  let crashes: number[] = [];
  let closing: Promise<void> | null = null;
  let broken: Failure | null = null;
  const gone = Promise.withResolvers<void>();
  let child = begin(false);

  function begin(again: boolean): LaboratoryChild {
    const started = options.start();
    let refusal: Failure | null = null;
    started.onMessage((message) => {
      if (message.kind === 'answer') {
        waiting.get(message.call)?.(message.answer);
        waiting.delete(message.call);
      } else if (message.kind === 'events') options.onEvents(message.events);
      else if (message.kind === 'failed') refusal = message.failure;
      else if (again) options.onRestarted();
    });
    started.onExit((exit) => ended(exit, refusal));
    return started;
  }

  function ended({ code, said }: { code: number; said: string }, refusal: Failure | null): void {
    const failure = refusal ?? crashed(code, said);
    for (const answer of waiting.values()) answer({ ok: false, failure: closing ? CLOSED : failure });
    waiting.clear();
    if (closing) {
      gone.resolve();
      return;
    }
    crashes = [...crashes.filter((at) => now() - at < CRASH_MILLISECONDS), now()];
    if (refusal || crashes.length > CRASHES) {
      broken = failure;
      gone.resolve();
      options.onBroken(failure);
    } else {
      child = begin(true);
    }
  }

  async function close(): Promise<void> {
    if (broken) return;
    child.post({ kind: 'close' });
    const timer = setTimeout(() => child.kill(), graceSeconds * 1000);
    await gone.promise;
    clearTimeout(timer);
  }

  return {
    invoke: (call, name, input) => {
      const failure = broken ?? (closing ? CLOSED : waiting.has(call) ? REPEATED : null);
      if (failure) return Promise.resolve({ ok: false, failure });
      const answer = Promise.withResolvers<Answer>();
      waiting.set(call, answer.resolve);
      child.post({ kind: 'invoke', call, name, input });
      return answer.promise;
    },
    cancel: (call) => {
      if (waiting.has(call)) child.post({ kind: 'cancel', call });
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

const CLOSED: Failure = { code: 'closed', message: 'The laboratory is closing; no new work is taken.' };
const REPEATED: Failure = {
  code: 'invalid-input',
  message: 'A call of this name is being answered already.',
};

function crashed(code: number, said: string): Failure {
  const last = said.trim() === '' ? '' : ` Its last words: ${said.trim()}`;
  const message = `The laboratory ended unexpectedly, with code ${code}. A run that trained can be resumed from its last checkpoint.${last}`;
  return { code: 'laboratory-crashed', message };
}
