/** `window.neuralSer`, which the preload script adds to Electron's window: the contract, and functions of the desktop. */
import type { LaboratoryEvent, RequestName } from './contract.ts';
import type { Answer } from './wire.ts';

export interface Bridge {
  /** `call` names the request, for its progress events and for {@link cancel}. */
  invoke(name: RequestName, input: unknown, call: string): Promise<Answer>;
  cancel(call: string): void;
  /** Calls `listener` with bundles of events, at most ten times a second. Returns a function that unsubscribes. */
  subscribe(listener: (events: LaboratoryEvent[]) => void): () => void;
  desktop: DesktopBridge;
}

/** The options of a file dialog. */
export interface ChoosePaths {
  kind: 'folders' | 'files';
  title: string;
  /** File extensions without the dot. */
  endings?: string[];
}

/** A notification of the desktop. */
export interface RunNote {
  title: string;
  body: string;
  /** The page that a click opens: `#/runs/ID`. */
  hash: string;
}

export interface DesktopBridge {
  /** The chosen paths; empty if cancelled. */
  choose(options: ChoosePaths): Promise<string[]>;
  /** The path to write to; null if cancelled. */
  chooseTarget(options: { title: string; name: string; folder: boolean }): Promise<string | null>;
  /** The absolute path of a dropped file or folder; empty if it has none. */
  pathOf(file: File): string;
  /** Shows a file in the system's file manager. */
  reveal(path: string): Promise<void>;
  /**
   * Drags a file out of the window, to be called when an element begins to be dragged. Rejects for a file that is not a
   * recording or a report of this laboratory.
   */
  drag(path: string): Promise<void>;
  /** Shows a notification, unless the window is in front. A click shows the window. */
  notify(note: RunNote): Promise<void>;
}
