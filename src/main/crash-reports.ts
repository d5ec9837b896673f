/** What is kept of crashes: entries of the program's log, and dumps of Electron's own processes. Nothing is sent. */
import type { App, BrowserWindow, CrashReporter, Dialog, Shell } from 'electron';
import type { Failure } from '#shared/failure.ts';

const BUTTONS = ['Close', 'Show Folder'];

export interface CrashParts {
  app: Pick<App, 'on' | 'setPath'>;
  crashReporter: Pick<CrashReporter, 'start'>;
  process: Pick<NodeJS.Process, 'on'>;
  dialog: Pick<Dialog, 'showMessageBox'>;
  shell: Pick<Shell, 'showItemInFolder'>;
  window(): BrowserWindow | null;
  /** The folder of the log, and the folder for dumps beside it. */
  logFolder: string;
  dumpFolder: string;
  /** Writes into the log. */
  report(error: unknown): void;
  /** The main process cannot go on: it says why, and ends. */
  broken(error: unknown): void;
}

export interface CrashReports {
  /** The laboratory's process has ended unexpectedly. */
  laboratoryCrashed(failure: Failure): void;
  /** It runs again after that. Says so once, with a button that shows the log. */
  laboratoryRestarted(): void;
}

/** Must be called before Electron is ready, so that no process starts without its crash handler. */
export function createCrashReports(parts: CrashParts): CrashReports {
  const { app, crashReporter, dialog, shell, window, logFolder, report, broken } = parts;
  let crash: Failure | null = null;
  let asking = false;

  app.setPath('crashDumps', parts.dumpFolder);
  crashReporter.start({ uploadToServer: false });
  // The page's process is reported with its window (window.ts).
  app.on('child-process-gone', (_event, { type, name, serviceName, reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    report(new Error(`Process ${name ?? serviceName ?? type} ended (${reason}, code ${exitCode}).`));
  });
  // Without a listener Electron shows its own window, and the log has nothing.
  parts.process.on('uncaughtException', (error) => {
    // The message that the user sees has no stack.
    report(error);
    broken(error);
  });
  parts.process.on('unhandledRejection', report);

  async function say({ message }: Failure): Promise<void> {
    const options = {
      type: 'warning' as const,
      message: 'The laboratory was started again.',
      detail: `${message}\n\nThe log is in ${logFolder}.`,
      buttons: BUTTONS,
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    };
    const parent = window();
    const { response } = await (parent
      ? dialog.showMessageBox(parent, options)
      : dialog.showMessageBox(options));
    if (response === BUTTONS.indexOf('Show Folder')) shell.showItemInFolder(logFolder);
  }

  return {
    laboratoryCrashed: (failure) => {
      crash = failure;
      report(failure.message);
    },
    laboratoryRestarted: () => {
      if (crash === null || asking) return;
      asking = true;
      say(crash)
        .catch(report)
        .finally(() => {
          asking = false;
        });
      crash = null;
    },
  };
}
