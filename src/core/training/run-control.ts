import { throwIfCancelled } from '../../shared/failure.ts';

/** What the user wants of a run that is under way. */
export type Wish = 'run' | 'pause' | 'stop';

/** The reading side, for whoever does the work. */
export interface RunControl {
  readonly wish: Wish;
  /** Aborted: end at once, write nothing more. */
  readonly signal: AbortSignal;
  /** Resolves when the wish changes or the work is cancelled. */
  changed(): Promise<void>;
}

/** The writing side. */
export interface RunSwitch extends RunControl {
  /** A stop is final. */
  ask(wish: Wish): void;
  cancel(): void;
}

/** A switch that stands at `run`. */
export function createRunSwitch(): RunSwitch {
  const abort = new AbortController();
  let wish: Wish = 'run';
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  return {
    get wish() {
      return wish;
    },
    signal: abort.signal,
    changed: () => new Promise((resolve) => waiting.push(resolve)),
    ask(next) {
      if (wish === 'stop' || wish === next) return;
      wish = next;
      wake();
    },
    cancel() {
      abort.abort();
      wake();
    },
  };
}

/**
 * Lets messages in (a step may have blocked the thread), and throws {@link UserError} `cancelled` when there was such
 * a one. To be awaited between any two pieces of blocking work.
 */
export async function breathe(control: RunControl): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  throwIfCancelled(control.signal);
}
