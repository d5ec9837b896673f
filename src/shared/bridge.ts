/** What the preload script puts into Electron's window as `window.neuralSer`: the contract, and what only a desktop can. */
import type { LaboratoryEvent, RequestName } from './contract.ts';
import type { Answer } from './wire.ts';

export interface Bridge {
  /** `call` names the request, for its progress events and for {@link cancel}. */
  invoke(name: RequestName, input: unknown, call: string): Promise<Answer>;
  cancel(call: string): void;
  /** Bundles of events, at most ten times a second. Gives the function that ends it. */
  subscribe(listener: (events: LaboratoryEvent[]) => void): () => void;
  desktop: DesktopBridge;
}

/** A file dialog's wishes. */
export interface ChoosePaths {
  kind: 'folders' | 'files';
  title: string;
  /** Endings without the dot, for files. */
  endings?: string[];
}

export interface DesktopBridge {
  /** The chosen paths; empty when cancelled. */
  choose(wishes: ChoosePaths): Promise<string[]>;
  /** Where to write, or null when cancelled. */
  chooseTarget(wishes: { title: string; name: string; folder: boolean }): Promise<string | null>;
  /** The absolute path of a dropped file or folder; empty where it has none. */
  pathOf(file: File): string;
  /** Shows a file in the system's file manager. */
  reveal(path: string): Promise<void>;
}
