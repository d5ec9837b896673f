import { throwIfCancelled } from '#shared/failure.ts';

/** The command that the user gave for a running job. */
type RunCommand = 'run' | 'pause' | 'stop';

/** The reading side, for the code that does the work. */
export interface JobControl {
  readonly command: RunCommand;
  /** Aborted: end at once and write nothing more. */
  readonly signal: AbortSignal;
  /** Resolves when the command changes or the job is cancelled. */
  changed(): Promise<void>;
}

/** The writing side. */
export interface JobSwitch extends JobControl {
  /** After `stop`, later commands are ignored. */
  ask(command: RunCommand): void;
  cancel(): void;
}

/** A switch whose command is `run`. */
export function createJobSwitch(): JobSwitch {
  const abort = new AbortController();
  let command: RunCommand = 'run';
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  return {
    get command() {
      return command;
    },
    signal: abort.signal,
    changed: () => new Promise((resolve) => waiting.push(resolve)),
    ask(next) {
      if (command === 'stop' || command === next) return;
      command = next;
      wake();
    },
    cancel() {
      abort.abort();
      wake();
    },
  };
}

/**
 * Handles pending messages, which a blocking step may have delayed. Throws {@link UserError} `cancelled` if the job was
 * cancelled. Call it between any two pieces of blocking work.
 */
export async function yieldToMessages(control: JobControl): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  throwIfCancelled(control.signal);
}
