import { describe, expect, it, vi } from 'vitest';
import { bindDesktopCalls, createDesktop } from '#main/desktop-calls.ts';
import { isFromPage } from '#main/page-sender.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import { FROM_PAGE, fakeIpc } from './fake-ipc.ts';

function desktop(answer: object, { drags = false } = {}) {
  const dialog = {
    showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: [], ...answer })),
    showSaveDialog: vi.fn(async () => ({ canceled: false, filePath: '', ...answer })),
  };
  const shell = { showItemInFolder: vi.fn() };
  const notify = vi.fn();
  const startDrag = vi.fn();
  const window = { webContents: { startDrag } } as never;
  const dragged = vi.fn(async (path: string) => (path === '/lab/recordings/a.wav' ? path : null));
  const ipc = fakeIpc();
  bindDesktopCalls(
    ipc.ipcMain,
    (event) => isFromPage(event, { id: 1 }),
    createDesktop({
      ...{ dialog: dialog as never, shell, notify, dragged },
      window: () => (drags ? window : null),
      dragIcon: () => 'icon' as never,
    }),
  );
  return {
    dialog,
    shell,
    notify,
    startDrag,
    dragged,
    ask: (call: unknown, from = FROM_PAGE) => ipc.invoke(BRIDGE_CHANNELS.desktop, from, call),
  };
}

describe('the desktop', () => {
  it('chooses folders, and files by their extensions', async () => {
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

  it('returns nothing if the dialog is cancelled', async () => {
    const { ask } = desktop({ canceled: true, filePaths: ['/left over'], filePath: '/left over' });
    expect(await ask({ do: 'choose', kind: 'folders', title: '' })).toEqual([]);
    const target = { do: 'choose-target', title: '', name: 'a.csv' };
    expect(await ask({ ...target, folder: false })).toBeNull();
    expect(await ask({ ...target, folder: true })).toBeNull();
  });

  it('shows notifications that lead to a page of the program', async () => {
    const { ask, notify } = desktop({});
    const note = { title: 'compact · seed 8: finished', body: 'UAR 42.1 %.', hash: '#/runs/x' };
    await ask({ do: 'notify', ...note });
    expect(notify).toHaveBeenCalledWith(expect.objectContaining(note));
    for (const hash of ['https://evil.example', 'javascript:alert(1)', '']) {
      await expect(async () => ask({ do: 'notify', ...note, hash })).rejects.toThrow();
    }
    expect(notify).toHaveBeenCalledTimes(1);
  });

  it('suggests a file name without a folder', async () => {
    const { ask, dialog } = desktop({ filePath: '/home/a.csv' });
    const call = { do: 'choose-target', title: 'Export', name: '/etc/../a.csv', folder: false };
    expect(await ask(call)).toBe('/home/a.csv');
    expect(dialog.showSaveDialog).toHaveBeenCalledWith({ title: 'Export', defaultPath: 'a.csv' });
  });

  it('shows only absolute paths in the file manager', async () => {
    const { ask, shell } = desktop({});
    await ask({ do: 'reveal', path: '/home/a.csv' });
    expect(shell.showItemInFolder).toHaveBeenCalledExactlyOnceWith('/home/a.csv');
    await expect(ask({ do: 'reveal', path: 'a.csv' })).rejects.toThrow();
  });

  it('drags only files that it may', async () => {
    const { ask, startDrag, dragged } = desktop({}, { drags: true });
    await ask({ do: 'drag', path: '/lab/recordings/a.wav' });
    expect(startDrag).toHaveBeenCalledExactlyOnceWith({ file: '/lab/recordings/a.wav', icon: 'icon' });
    await expect(ask({ do: 'drag', path: '/etc/passwd' })).rejects.toThrow('recordings and reports');
    const asked = dragged.mock.calls.length;
    for (const path of ['a.wav', '', '/lab/\0.wav', 7, ['/lab/recordings/a.wav']]) {
      await expect(ask({ do: 'drag', path })).rejects.toThrow();
    }
    const evil = { ...FROM_PAGE, senderFrame: { url: 'https://evil.example/', parent: null } };
    await expect(ask({ do: 'drag', path: '/lab/recordings/a.wav' }, evil)).rejects.toThrow();
    expect(dragged).toHaveBeenCalledTimes(asked);
    expect(startDrag).toHaveBeenCalledTimes(1);
  });

  it('rejects other senders and invalid calls', async () => {
    const { ask, dialog } = desktop({});
    const call = { do: 'choose', kind: 'folders', title: 'Add' };
    const evil = { ...FROM_PAGE, senderFrame: { url: 'https://evil.example/', parent: null } };
    await expect(ask(call, evil)).rejects.toThrow();
    for (const malformed of [null, {}, { do: 'open', path: '/bin/sh' }, { ...call, kind: 'all' }]) {
      await expect(ask(malformed)).rejects.toThrow();
    }
    await expect(ask({ ...call, kind: 'files', endings: ['../*'] })).rejects.toThrow();
    expect(dialog.showOpenDialog).not.toHaveBeenCalled();
  });
});
