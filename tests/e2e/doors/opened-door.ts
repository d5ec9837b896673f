import type { Page } from '@playwright/test';

export type DoorKind = 'served' | 'electron';

export interface OpeningOptions {
  /** Where the laboratory lies. */
  dataFolder: string;
  /** The browser's program. */
  browser: string;
  /** A WAV file that plays into the microphone, over and over; null: silence with beeps. */
  microphone: string | null;
  size: { width: number; height: number };
  colorScheme: 'light' | 'dark';
  environment: Record<string, string>;
}

/** An opened laboratory with a page in front of it. */
export interface OpenedDoor {
  kind: DoorKind;
  /** What stands behind it, in words. */
  runtime: 'served' | 'Electron' | 'stand-in for Electron';
  page: Page;
  /** The same page, seen anew: after a crash the first view of it is of no use. */
  pageAgain(): Promise<Page>;
  dataFolder: string;
  /** The desktop around the window; null where there is none to drive: the served door. */
  desktop: DesktopDouble | null;
  /** What its process wrote to stderr so far. */
  said(): string;
  /** Ends it as a terminal does, by SIGTERM, and waits for its end. Twice is harmless. */
  end(): Promise<Ending>;
  /** Waits for its end, whoever brings it about. */
  ended: Promise<Ending>;
}

export interface Ending {
  code: number | null;
  signal: string | null;
}

export interface DesktopDouble {
  /** The results of the dialogs to come, in order, as Electron's dialogs give them; null: cancelled. */
  answerDialogs(...results: (Record<string, unknown> | null)[]): Promise<void>;
  /** Clicks an item of the application menu, by labels without `&`. */
  clickMenu(...path: string[]): Promise<void>;
  /** What was asked of the desktop: `{kind: 'dialog.showOpenDialog', …}`, `shell.showItemInFolder` and the like. */
  recorded(): Promise<{ kind: string; [detail: string]: unknown }[]>;
}

/** The browser's switches for all doors: no network of its own, and a microphone that a test can feed. */
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
