import { app, type BrowserWindow, Menu, Notification, nativeImage, powerSaveBlocker, Tray } from 'electron';
import type { RunNote } from '#shared/bridge.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import type { RunWatch } from './run-watch.ts';
import { presentWindow } from './window.ts';

/** Shows runs outside the window: progress in the taskbar, notifications, a tray icon. */
export interface Background {
  /** Call after {@link RunWatch.onEvents}. */
  onEvents(): void;
  /** Shows a notification, unless the window is in front. A click shows the window and its page. */
  notify(note: RunNote): void;
  /** Hides the window and shows an icon in the tray. */
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

  /** Prevents the machine from sleeping during training. The screen may switch off. */
  function keepAwake(): void {
    if (watch.computing && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!watch.computing && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  }

  return {
    notify: ({ title, body, hash }) => {
      if (window.isDestroyed() || window.isFocused() || !Notification.isSupported()) return;
      const note = new Notification({ title, body });
      note.on('click', () => {
        show();
        window.webContents.send(BRIDGE_CHANNELS.navigate, hash);
      });
      note.show();
    },
    onEvents: () => {
      if (window.isDestroyed()) return;
      if (watch.share !== shownShare) window.setProgressBar(watch.share ?? -1);
      shownShare = watch.share;
      keepAwake();
    },
    enter: () => {
      window.hide();
      if (process.platform === 'darwin' || tray) return;
      tray = new Tray(nativeImage.createFromPath(icon).resize({ width: 22, height: 22 }));
      tray.setToolTip('neural-SER: runs in the background');
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
