import { type BrowserWindow, dialog } from 'electron';
import type { QuitChoice } from './quitting.ts';

const CHOICES: readonly QuitChoice[] = ['later', 'stop', 'background', 'stay'];

/** Asks what to do with unfinished runs before quitting. */
export async function askToQuit(window: BrowserWindow, runs: number): Promise<QuitChoice> {
  const one = runs === 1;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: one ? 'A run is not finished.' : `${runs} runs are not finished.`,
    detail: `${one ? 'It saves' : 'They save'} a checkpoint and can continue at the next start, or be stopped and resumed by hand. In the background, runs continue without a window. Open neural-SER again to see them.`,
    buttons: [
      'Continue at the Next Start',
      one ? 'Stop the Run' : 'Stop the Runs',
      'Keep Running in the Background',
      'Cancel',
    ],
    defaultId: CHOICES.indexOf('later'),
    cancelId: CHOICES.indexOf('stay'),
    noLink: true,
  });
  return CHOICES[response] ?? 'stay';
}
