import { app, type BrowserWindow, Menu, Notification, nativeImage, powerSaveBlocker, Tray } from 'electron';
import { BRIDGE_CHANNELS } from '../shared/bridge-channels.ts';
import type { LaboratoryEvent } from '../shared/contract.ts';
import type { RunWatch } from './run-watch.ts';
import { presentWindow } from './window.ts';

/** What the desktop shows of runs while the window is elsewhere: the taskbar's progress, a note at the end, a tray icon. */
export interface Background {
  /** After {@link RunWatch.hear}. */
  hear(events: readonly LaboratoryEvent[]): void;
  /** Hides the window and leaves an icon in the tray. */
  enter(): void;
  show(): void;
}

export function createBackground(window: BrowserWindow, watch: RunWatch, icon: string): Background {
  let blocker: number | null = null;
  let shownShare: number | null = null;
  let tray: Tray | null = null;

  const show = () => {
    tray?.destroy();
    tray = null;
    if (!window.isDestroyed()) presentWindow(window);
  };

  /** A machine that sleeps does not train; its screen may. */
  function keepAwake(): void {
    if (watch.computing && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!watch.computing && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  }

  function tellEnd(events: readonly LaboratoryEvent[]): void {
    if (window.isFocused() || !Notification.isSupported()) return;
    for (const { name, data } of events) {
      if (name !== 'run.status' || (data.status !== 'finished' && data.status !== 'failed')) continue;
      const body = data.status === 'finished' ? 'Its figures are ready.' : (data.failure?.message ?? '');
      const note = new Notification({ title: `Run ${data.run} has ${data.status}`, body });
      note.on('click', () => {
        show();
        window.webContents.send(BRIDGE_CHANNELS.navigate, `#/runs/${data.run}`);
      });
      note.show();
    }
  }

  return {
    hear: (events) => {
      if (window.isDestroyed()) return;
      if (watch.share !== shownShare) window.setProgressBar(watch.share ?? -1);
      shownShare = watch.share;
      keepAwake();
      tellEnd(events);
    },
    enter: () => {
      window.hide();
      if (process.platform === 'darwin' || tray) return;
      tray = new Tray(nativeImage.createFromPath(icon).resize({ width: 22, height: 22 }));
      tray.setToolTip('neural-SER: a run is under way');
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: 'Show neural-SER', click: show },
          { label: 'Quit', click: () => app.quit() },
        ]),
      );
      tray.on('click', show);
    },
    show,
  };
}
