import type { Page } from '@playwright/test';

export type DoorKind = 'served' | 'electron';

export interface OpeningOptions {
  /** The laboratory's folder. */
  dataFolder: string;
  /** The path of the browser. */
  browser: string;
  /** A WAV file that plays into the microphone in a loop; null: silence with beeps. */
  microphone: string | null;
  size: { width: number; height: number };
  colorScheme: 'light' | 'dark';
  environment: Record<string, string>;
  /** Files that the user opens with the window. */
  files?: readonly string[];
}

/** An opened laboratory with its page. */
export interface OpenedDoor {
  kind: DoorKind;
  /** What runs the page. */
  runtime: 'served' | 'Electron' | 'stand-in for Electron';
  page: Page;
  /** The page after a crash, when the first page object can no longer be used. */
  pageAgain(): Promise<Page>;
  dataFolder: string;
  /** The desktop around the window; null for the served door. */
  desktop: DesktopDouble | null;
  /** The process's stderr so far. */
  said(): string;
  /** Ends the process by SIGTERM like a terminal, and waits for it. A second call is harmless. */
  end(): Promise<Ending>;
  /** Resolves when the process ends for any reason. */
  ended: Promise<Ending>;
}

export interface Ending {
  code: number | null;
  signal: string | null;
}

interface DesktopDouble {
  /** The results of the next dialogs, in order, as Electron's dialogs return them; null: cancelled. */
  answerDialogs(...results: (Record<string, unknown> | null)[]): Promise<void>;
  /** Clicks an item of the application menu, by labels without `&`. */
  clickMenu(...path: string[]): Promise<void>;
  /** The recorded calls of the desktop: `{kind: 'dialog.showOpenDialog', …}`, `shell.showItemInFolder` and others. */
  recorded(): Promise<{ kind: string; [detail: string]: unknown }[]>;
}

/** The browser's switches for all doors: no background network, and a fake microphone. */
export function browserSwitches(microphone: string | null): string[] {
  return [
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-fake-device-for-media-stream',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(microphone === null ? [] : [`--use-file-for-fake-audio-capture=${microphone}`]),
  ];
}
