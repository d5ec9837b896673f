import type { App, Dialog, Shell } from 'electron';
import type { Failure } from '#shared/failure.ts';

const TITLE = 'neural-SER cannot continue';
const BUTTONS = ['Close', 'Show Folder'];

interface Parts {
  app: Pick<App, 'isReady' | 'exit'>;
  dialog: Pick<Dialog, 'showErrorBox' | 'showMessageBoxSync'>;
  shell: Pick<Shell, 'showItemInFolder'>;
  /** The folder of the program's log. */
  logFolder: string;
  /** Writes into that log. */
  report(text: string): void;
}

/**
 * Makes the function that ends the program because the laboratory cannot run: it logs why, says it with a button that shows the
 * log, and exits with 1. Before Electron is ready it can only show the message.
 */
export function createCannotContinue({ app, dialog, shell, logFolder, report }: Parts) {
  return (problem: Failure | unknown): void => {
    const message =
      problem instanceof Object && 'message' in problem ? String(problem.message) : String(problem);
    report(message);
    if (!app.isReady()) dialog.showErrorBox(TITLE, message);
    else {
      const detail = `${message}\n\nThe log is in ${logFolder}.`;
      const choice = dialog.showMessageBoxSync({
        type: 'error',
        message: TITLE,
        detail,
        buttons: BUTTONS,
        defaultId: 0,
        cancelId: 0,
      });
      if (choice === BUTTONS.indexOf('Show Folder')) shell.showItemInFolder(logFolder);
    }
    app.exit(1);
  };
}
