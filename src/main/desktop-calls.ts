import { basename, isAbsolute } from 'node:path';
import type { BrowserWindow, Dialog, IpcMain, Shell } from 'electron';
import { z } from 'zod';
import type { ChoosePaths, DesktopBridge } from '../shared/bridge.ts';
import { BRIDGE_CHANNELS } from '../shared/bridge-channels.ts';
import type { Sender } from './page-sender.ts';

const wishSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('choose'),
    kind: z.enum(['folders', 'files']),
    title: z.string().max(200),
    endings: z.array(z.string().regex(/^\w{1,10}$/)).optional(),
  }),
  z.object({
    do: z.literal('choose-target'),
    title: z.string().max(200),
    name: z.string().max(200),
    folder: z.boolean(),
  }),
  z.object({ do: z.literal('reveal'), path: z.string().refine(isAbsolute, 'An absolute path.') }),
]);

export interface DesktopParts {
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  shell: Pick<Shell, 'showItemInFolder'>;
  /** The window above which a dialog stands. */
  window(): BrowserWindow | null;
}

/** What only a desktop can, for the page: dialogs and the file manager. A path is shown, never opened. */
export function createDesktop({ dialog, shell, window }: DesktopParts): Omit<DesktopBridge, 'pathOf'> {
  // A dialog without a window would stand behind it.
  const open = (options: Electron.OpenDialogOptions) => {
    const over = window();
    return over ? dialog.showOpenDialog(over, options) : dialog.showOpenDialog(options);
  };
  const save = (options: Electron.SaveDialogOptions) => {
    const over = window();
    return over ? dialog.showSaveDialog(over, options) : dialog.showSaveDialog(options);
  };
  return {
    choose: async ({ kind, title, endings }: ChoosePaths) => {
      const chosen = await open({
        title,
        properties: [kind === 'folders' ? 'openDirectory' : 'openFile', 'multiSelections'],
        ...(kind === 'files' && endings ? { filters: [{ name: title, extensions: endings }] } : {}),
      });
      return chosen.canceled ? [] : chosen.filePaths;
    },
    chooseTarget: async ({ title, name, folder }) => {
      if (folder) {
        const chosen = await open({ title, properties: ['openDirectory', 'createDirectory'] });
        return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
      }
      const chosen = await save({ title, defaultPath: basename(name) });
      return chosen.canceled || chosen.filePath === '' ? null : chosen.filePath;
    },
    reveal: async (path) => shell.showItemInFolder(path),
  };
}

/** Binds the desktop to the page's channel. @throws Error for another sender, ZodError for a malformed wish. */
export function bindDesktopCalls(
  ipcMain: Pick<IpcMain, 'handle'>,
  isTrusted: (event: Sender) => boolean,
  desktop: Omit<DesktopBridge, 'pathOf'>,
): void {
  ipcMain.handle(BRIDGE_CHANNELS.desktop, (event, given: unknown) => {
    if (!isTrusted(event)) throw new Error('Only the page of this program may use the desktop.');
    const wish = wishSchema.parse(given);
    if (wish.do === 'choose') return desktop.choose(wish);
    if (wish.do === 'choose-target') return desktop.chooseTarget(wish);
    return desktop.reveal(wish.path);
  });
}
