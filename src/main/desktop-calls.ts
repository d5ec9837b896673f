import { basename } from 'node:path';
import type { BrowserWindow, Dialog, IpcMain, NativeImage, Shell } from 'electron';
import { z } from 'zod';
import type { ChoosePaths, DesktopBridge, RunNote } from '#shared/bridge.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import { isLocalPath } from './local-path.ts';
import type { Sender } from './page-sender.ts';

const localPath = z
  .string()
  .refine((path) => isLocalPath(path), 'The path must be absolute and on this computer.');

const callSchema = z.discriminatedUnion('do', [
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
  z.object({
    do: z.literal('notify'),
    title: z.string().max(300),
    body: z.string().max(2000),
    hash: z.string().max(300).regex(/^#\//),
  }),
  z.object({ do: z.literal('reveal'), path: localPath }),
  z.object({ do: z.literal('drag'), path: localPath }),
]);

export interface DesktopParts {
  dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>;
  shell: Pick<Shell, 'showItemInFolder'>;
  /** The parent window of the dialogs. */
  window(): BrowserWindow | null;
  /** Shows a notification of the desktop. */
  notify(note: RunNote): void;
  /** The file that a path names, if it may be dragged out of the window; otherwise null. */
  dragged(path: string): Promise<string | null>;
  /** The picture beside the pointer. */
  dragIcon(): NativeImage;
}

/** Dialogs and the file manager for the page. A path is shown in the file manager or dragged, never opened. */
export function createDesktop({
  dialog,
  shell,
  window,
  notify,
  dragged,
  dragIcon,
}: DesktopParts): Omit<DesktopBridge, 'pathOf'> {
  // Without a parent, a dialog could open behind the window.
  const open = (options: Electron.OpenDialogOptions) => {
    const parent = window();
    return parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options);
  };
  const save = (options: Electron.SaveDialogOptions) => {
    const parent = window();
    return parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options);
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
    drag: async (path) => {
      const file = await dragged(path);
      if (file === null)
        throw new Error('Only recordings and reports of this laboratory can be dragged out.');
      window()?.webContents.startDrag({ file, icon: dragIcon() });
    },
    reveal: async (path) => shell.showItemInFolder(path),
    notify: async (note) => notify(note),
  };
}

/** Binds the desktop to the page's channel. @throws Error for another sender, ZodError for an invalid call. */
export function bindDesktopCalls(
  ipcMain: Pick<IpcMain, 'handle'>,
  isTrusted: (event: Sender) => boolean,
  desktop: Omit<DesktopBridge, 'pathOf'>,
): void {
  ipcMain.handle(BRIDGE_CHANNELS.desktop, (event, given: unknown) => {
    if (!isTrusted(event)) throw new Error('Only the page of this program may use the desktop.');
    const call = callSchema.parse(given);
    if (call.do === 'choose') return desktop.choose(call);
    if (call.do === 'choose-target') return desktop.chooseTarget(call);
    if (call.do === 'notify') return desktop.notify(call);
    if (call.do === 'drag') return desktop.drag(call.path);
    return desktop.reveal(call.path);
  });
}
