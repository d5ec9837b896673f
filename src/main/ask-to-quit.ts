import { type BrowserWindow, dialog } from 'electron';
import type { QuitChoice } from './quitting.ts';

const CHOICES: readonly QuitChoice[] = ['stop', 'background', 'stay'];

/** Asks what to do with unfinished runs before quitting. */
export async function askToQuit(window: BrowserWindow, runs: number): Promise<QuitChoice> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: runs === 1 ? 'A run is not finished.' : `${runs} runs are not finished.`,
    detail:
      'A stopped run saves a checkpoint and can be resumed later. In the background, runs continue without a window. Open neural-SER again to see them.',
    buttons: ['Stop and Quit', 'Keep Running in the Background', 'Cancel'],
    defaultId: 1,
    cancelId: 2,
    noLink: true,
  });
  return CHOICES[response] ?? 'stay';
}
