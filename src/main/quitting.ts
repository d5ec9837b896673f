/** `later`: unfinished runs continue at the next start. `stop`: they are stopped. */
export type QuitChoice = 'later' | 'stop' | 'background' | 'stay';

export interface QuittingParts {
  /** Number of unfinished runs. */
  unfinished(): number;
  /** Asks the user what to do with them. */
  ask(runs: number): Promise<QuitChoice>;
  /** Continues without a window. */
  goToBackground(): void;
  /** Called before the laboratory is closed. */
  onClosing(): void;
  closeLaboratory(keepsRuns: boolean): Promise<void>;
  /** Ends the app. {@link Quitting.done} is true by then. */
  quit(): void;
}

/** Quits the app: asks the user if there are unfinished runs, and saves everything before the end. */
export interface Quitting {
  /** The user quits. A second call has no effect. */
  request(): void;
  /** The system or a terminal ends the app. The user is not asked, and unfinished runs continue at the next start. */
  force(): void;
  /** Everything is saved. Windows may close, and the app may end. */
  readonly done: boolean;
}

export function createQuitting(parts: QuittingParts): Quitting {
  let state: 'open' | 'asking' | 'closing' | 'done' = 'open';
  let forced = false;

  async function leave(keepsRuns: boolean): Promise<void> {
    if (state === 'closing' || state === 'done') return;
    state = 'closing';
    parts.onClosing();
    await parts.closeLaboratory(keepsRuns);
    state = 'done';
    parts.quit();
  }

  async function request(): Promise<void> {
    if (state !== 'open') return;
    state = 'asking';
    // A signal makes Electron emit the same event as the user. The signal's own handler must run first.
    await new Promise((resolve) => setImmediate(resolve));
    const runs = parts.unfinished();
    const choice: QuitChoice = forced || runs === 0 ? 'later' : await parts.ask(runs);
    if (state !== 'asking') return;
    if (choice === 'later' || choice === 'stop') {
      await leave(choice === 'later');
      return;
    }
    state = 'open';
    if (choice === 'background') parts.goToBackground();
  }

  return {
    request: () => void request(),
    force: () => {
      forced = true;
      void leave(true);
    },
    get done() {
      return state === 'done';
    },
  };
}
