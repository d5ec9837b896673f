export type QuitChoice = 'stop' | 'background' | 'stay';

export interface QuittingParts {
  /** Runs that would be cut short. */
  underway(): number;
  /** Asks what to become of them. */
  ask(runs: number): Promise<QuitChoice>;
  /** Goes on without a window. */
  goToBackground(): void;
  /** The window goes, the laboratory does not yet. */
  onClosing(): void;
  closeLaboratory(): Promise<void>;
  /** Ends the app; {@link Quitting.done} is true by then. */
  quit(): void;
}

/** The way out: asks where a run would be cut short, and writes everything down before the end. */
export interface Quitting {
  /** The user wants to leave. Asking twice changes nothing. */
  request(): void;
  /** The system or a terminal wants it to end: nobody is there to be asked. */
  demand(): void;
  /** Everything is written down: windows may close, and the app may end. */
  readonly done: boolean;
}

export function createQuitting(parts: QuittingParts): Quitting {
  let state: 'open' | 'asking' | 'closing' | 'done' = 'open';
  let demanded = false;

  async function leave(): Promise<void> {
    if (state === 'closing' || state === 'done') return;
    state = 'closing';
    parts.onClosing();
    await parts.closeLaboratory();
    state = 'done';
    parts.quit();
  }

  async function request(): Promise<void> {
    if (state !== 'open') return;
    state = 'asking';
    // A signal makes Electron quit as if the user had: what listens for the signal speaks first.
    await new Promise((resolve) => setImmediate(resolve));
    const runs = parts.underway();
    const choice: QuitChoice = demanded || runs === 0 ? 'stop' : await parts.ask(runs);
    if (state !== 'asking') return;
    if (choice === 'stop') {
      await leave();
      return;
    }
    state = 'open';
    if (choice === 'background') parts.goToBackground();
  }

  return {
    request: () => void request(),
    demand: () => {
      demanded = true;
      void leave();
    },
    get done() {
      return state === 'done';
    },
  };
}
