import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openWindow, presentWindow } from '#main/window.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

type Listener = (...values: unknown[]) => void;

const electron = vi.hoisted(() => {
  interface Opened {
    options: Electron.BrowserWindowConstructorOptions;
    listeners: Map<string, Listener>;
    contents: Map<string, Listener>;
    done: string[];
    minimized: boolean;
  }
  const opened: Opened[] = [];
  class BrowserWindow {
    readonly own: Opened;
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      this.own = { options, listeners: new Map(), contents: new Map(), done: [], minimized: false };
      opened.push(this.own);
    }
    webContents = {
      on: (name: string, listener: Listener) => this.own.contents.set(name, listener),
      setWindowOpenHandler: (handler: Listener) => this.own.contents.set('window-open', handler),
      reload: () => this.own.done.push('reload'),
    };
    on(name: string, listener: Listener) {
      this.own.listeners.set(name, listener);
    }
    once(name: string, listener: Listener) {
      this.own.listeners.set(name, listener);
    }
    isDestroyed = () => false;
    isMinimized = () => this.own.minimized;
    isMaximized = () => true;
    getNormalBounds = () => ({ x: 10, y: 20, width: 1200, height: 800 });
    restore = () => this.own.done.push('restore');
    maximize = () => this.own.done.push('maximize');
    show = () => this.own.done.push('show');
    focus = () => this.own.done.push('focus');
    loadURL = async (address: string) => void this.own.done.push(address);
  }
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
  return {
    opened,
    module: {
      app: { name: 'neural-SER' },
      BrowserWindow,
      nativeTheme: { shouldUseDarkColors: true },
      screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
      shell: { openExternal: async () => undefined },
    },
  };
});
vi.mock('electron', () => electron.module);
afterEach(() => void vi.useRealTimers());

function open() {
  const positionFile = join(temporaryFolder(), 'place.json');
  const onDefect = vi.fn();
  const window = openWindow({ preload: '/preload.cjs', icon: '/icon.png', positionFile, onDefect });
  return { window, positionFile, onDefect, ...electron.opened.at(-1)! };
}

describe('the window', () => {
  it('gives its page no rights of a program', () => {
    const { webPreferences = {} } = open().options;
    expect(webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
    // Each of these weakens a page. Electron's default is off.
    for (const name of [
      ...['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures', 'webviewTag'],
      ...['nodeIntegrationInWorker', 'nodeIntegrationInSubFrames', 'disableBlinkFeatures', 'plugins'],
    ]) {
      expect(webPreferences).not.toHaveProperty(name);
    }
  });

  it('loads only its own page, at an address of its own scheme', () => {
    expect(open().done).toEqual(['app://neural-ser/index.html#/corpora']);
  });

  it('limits navigation, windows and embedded pages from the start', () => {
    const { contents } = open();
    expect([...contents.keys()]).toEqual(
      expect.arrayContaining(['will-frame-navigate', 'will-attach-webview', 'window-open']),
    );
    expect(contents.get('window-open')?.({ url: 'https://example.org' })).toEqual({ action: 'deny' });
  });

  it('opens where it was, after its first paint, and stores its place when it closes', () => {
    const { positionFile } = open();
    writeFileSync(positionFile, JSON.stringify({ x: 5, y: 6, width: 1300, height: 900, maximized: true }));
    openWindow({ preload: '', icon: '', positionFile, onDefect: () => undefined });
    const { options, listeners, done } = electron.opened.at(-1)!;
    expect(options).toMatchObject({ x: 5, y: 6, width: 1300, height: 900, show: false });
    listeners.get('ready-to-show')?.();
    expect(done.slice(1)).toEqual(['maximize', 'show']);
    listeners.get('close')?.();
    openWindow({ preload: '', icon: '', positionFile, onDefect: () => undefined });
    expect(electron.opened.at(-1)!.options).toMatchObject({ x: 10, y: 20, width: 1200, height: 800 });
  });

  it('reloads its page after a crash, but not a page that crashes again and again', () => {
    vi.useFakeTimers();
    const { contents, done, onDefect } = open();
    const crash = () => contents.get('render-process-gone')?.({}, { reason: 'crashed', exitCode: 139 });
    contents.get('render-process-gone')?.({}, { reason: 'clean-exit', exitCode: 0 });
    expect(onDefect).not.toHaveBeenCalled();
    for (let count = 0; count < 5; count++) crash();
    const reloads = () => done.filter((each) => each === 'reload').length;
    expect(reloads()).toBe(3);
    expect(onDefect).toHaveBeenCalledTimes(5);
    vi.advanceTimersByTime(60_000);
    crash();
    expect(reloads()).toBe(4);
  });

  it('comes to the front, also from the dock', () => {
    const { window, done } = open();
    electron.opened.at(-1)!.minimized = true;
    presentWindow(window);
    expect(done.slice(1)).toEqual(['restore', 'show', 'focus']);
  });
});
