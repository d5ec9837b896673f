import { type BrowserWindow, dialog } from 'electron';
import type { QuitChoice } from './quitting.ts';

const CHOICES: readonly QuitChoice[] = ['stop', 'background', 'stay'];

/** Asks what becomes of runs that quitting would cut short. */
export async function askToQuit(window: BrowserWindow, runs: number): Promise<QuitChoice> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: runs === 1 ? 'A run is under way.' : `${runs} runs are under way.`,
    detail:
      'Stopped, it writes a checkpoint and can be resumed at any time. In the background it goes on without a window: open neural-SER again to see it.',
    buttons: ['Stop and Quit', 'Keep Running in the Background', 'Cancel'],
    defaultId: 1,
    cancelId: 2,
    noLink: true,
  });
  return CHOICES[response] ?? 'stay';
}
