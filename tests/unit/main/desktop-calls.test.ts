import { describe, expect, it, vi } from 'vitest';
import { bindDesktopCalls, createDesktop } from '../../../src/main/desktop-calls.ts';
import { isFromPage } from '../../../src/main/page-sender.ts';
import { BRIDGE_CHANNELS } from '../../../src/shared/bridge-channels.ts';
import { FROM_PAGE, fakeIpc } from './fake-ipc.ts';

function desktop(answer: object) {
  const dialog = {
    showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: [], ...answer })),
    showSaveDialog: vi.fn(async () => ({ canceled: false, filePath: '', ...answer })),
  };
  const shell = { showItemInFolder: vi.fn() };
  const ipc = fakeIpc();
  bindDesktopCalls(
    ipc.ipcMain,
    (event) => isFromPage(event, { id: 1 }),
    createDesktop({ dialog: dialog as never, shell, window: () => null }),
  );
  return {
    dialog,
    shell,
    ask: (wish: unknown, from = FROM_PAGE) => ipc.invoke(BRIDGE_CHANNELS.desktop, from, wish),
  };
}

describe('the desktop', () => {
  it('chooses folders, and files by their endings', async () => {
    const { ask, dialog } = desktop({ filePaths: ['/a', '/b'] });
    expect(await ask({ do: 'choose', kind: 'folders', title: 'Add' })).toEqual(['/a', '/b']);
    expect(dialog.showOpenDialog).toHaveBeenLastCalledWith({
      title: 'Add',
      properties: ['openDirectory', 'multiSelections'],
    });
    await ask({ do: 'choose', kind: 'files', title: 'Sounds', endings: ['wav'] });
    expect(dialog.showOpenDialog).toHaveBeenLastCalledWith({
      title: 'Sounds',
      properties: ['openFile', 'multiSelections'],
      filters: [{ name: 'Sounds', extensions: ['wav'] }],
    });
  });

  it('gives nothing when the dialog was cancelled', async () => {
    const { ask } = desktop({ canceled: true, filePaths: ['/left over'], filePath: '/left over' });
    expect(await ask({ do: 'choose', kind: 'folders', title: '' })).toEqual([]);
    const target = { do: 'choose-target', title: '', name: 'a.csv' };
    expect(await ask({ ...target, folder: false })).toBeNull();
    expect(await ask({ ...target, folder: true })).toBeNull();
  });

  it('suggests a name, never a place', async () => {
    const { ask, dialog } = desktop({ filePath: '/home/a.csv' });
    const wish = { do: 'choose-target', title: 'Export', name: '/etc/../a.csv', folder: false };
    expect(await ask(wish)).toBe('/home/a.csv');
    expect(dialog.showSaveDialog).toHaveBeenCalledWith({ title: 'Export', defaultPath: 'a.csv' });
  });

  it('shows files in the file manager by absolute paths only', async () => {
    const { ask, shell } = desktop({});
    await ask({ do: 'reveal', path: '/home/a.csv' });
    expect(shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith('/home/a.csv');
    await expect(ask({ do: 'reveal', path: 'a.csv' })).rejects.toThrow();
  });

  it('hears no other sender and no malformed wish', async () => {
    const { ask, dialog } = desktop({});
    const wish = { do: 'choose', kind: 'folders', title: 'Add' };
    const evil = { ...FROM_PAGE, senderFrame: { url: 'https://evil.example/', parent: null } };
    await expect(ask(wish, evil)).rejects.toThrow();
    for (const malformed of [null, {}, { do: 'open', path: '/bin/sh' }, { ...wish, kind: 'all' }]) {
      await expect(ask(malformed)).rejects.toThrow();
    }
    await expect(ask({ ...wish, kind: 'files', endings: ['../*'] })).rejects.toThrow();
    expect(dialog.showOpenDialog).not.toHaveBeenCalled();
  });
});
