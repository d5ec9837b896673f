/** The main process from its start: what its window, its page and the system can make it do, with a laboratory that is played. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ToLaboratory } from '#main/laboratory-messages.ts';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

type Listener = (...values: never[]) => unknown;

const played = vi.hoisted(() => {
  const calls: unknown[][] = [];
  const heard = (owner: string, listeners: Map<string, Listener>) => (name: string, listener: Listener) =>
    void listeners.set(`${owner} ${name}`, listener);
  const listeners = new Map<string, Listener>();
  const record =
    (name: string, value?: unknown) =>
    (...values: unknown[]) => {
      calls.push([name, ...values]);
      return value;
    };
  const contents = {
    id: 7,
    on: heard('contents', listeners),
    send: record('send'),
    reload: record('reload'),
    startDrag: record('startDrag'),
    setWindowOpenHandler: (handler: Listener) => void listeners.set('contents window-open', handler),
  };
  class BrowserWindow {
    webContents = contents;
    on = heard('window', listeners);
    once = heard('window', listeners);
    isDestroyed = () => false;
    isFocused = () => true;
    isMinimized = () => false;
    isMaximized = () => false;
    getNormalBounds = () => ({ x: 0, y: 0, width: 1200, height: 800 });
    show = record('show');
    focus = record('focus');
    hide = record('hide');
    setProgressBar = record('setProgressBar');
    loadURL = async (address: string) => void calls.push(['loadURL', address]);
  }
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
  const choice = { response: 3 };
  const module = {
    app: {
      isPackaged: false,
      name: 'neural-SER',
      getVersion: () => '0.1.0',
      isReady: () => true,
      enableSandbox: () => undefined,
      setPath: () => undefined,
      requestSingleInstanceLock: () => true,
      whenReady: async () => undefined,
      on: heard('app', listeners),
      exit: record('exit'),
      quit: record('quit'),
    },
    BrowserWindow,
    crashReporter: { start: () => undefined },
    dialog: {
      showMessageBox: async (...values: unknown[]) => {
        calls.push(['showMessageBox', ...values]);
        return choice;
      },
      showMessageBoxSync: record('showMessageBoxSync', 0),
      showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
    },
    ipcMain: {
      handle: heard('handle', listeners),
      on: heard('ipc', listeners),
    },
    Menu: { setApplicationMenu: record('menu'), buildFromTemplate: (template: unknown) => template },
    Notification: class {},
    Tray: class {},
    nativeImage: { createFromPath: () => ({ resize: () => 'icon' }) },
    nativeTheme: { shouldUseDarkColors: false },
    powerMonitor: { on: heard('power', listeners) },
    powerSaveBlocker: { start: () => 1, stop: () => undefined },
    protocol: { registerSchemesAsPrivileged: () => undefined, handle: heard('scheme', listeners) },
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: (handler: Listener) => void listeners.set('permission', handler),
        setPermissionCheckHandler: () => undefined,
        setDevicePermissionHandler: () => undefined,
      },
    },
    shell: {
      openExternal: record('openExternal', Promise.resolve()),
      showItemInFolder: record('showItemInFolder'),
    },
    systemPreferences: {},
  };
  const laboratory = {
    posted: [] as unknown[],
    say: (_message: unknown): void => undefined,
    exit: (_exit: unknown): void => undefined,
    starts: 0,
  };
  const startLaboratory = () => {
    laboratory.starts += 1;
    return {
      post: (message: unknown) => void laboratory.posted.push(message),
      onMessage: (listener: typeof laboratory.say) => {
        laboratory.say = listener;
      },
      onExit: (listener: typeof laboratory.exit) => {
        laboratory.exit = listener;
      },
      kill: () => undefined,
    };
  };
  return { calls, listeners, module, laboratory, startLaboratory, choice };
});
vi.mock('electron', () => played.module);
vi.mock('#main/laboratory-child.ts', () => ({ startLaboratory: played.startLaboratory }));

const PAGE = 'app://neural-ser/index.html#/runs';
const from = (url: string, id = 7, parent: unknown = null) => ({
  sender: { id },
  senderFrame: { url, parent },
});
/** Calls a listener of Electron's as Electron does. */
const hear = (name: string, ...values: unknown[]) => played.listeners.get(name)!(...(values as never[]));
const named = (name: string) => played.calls.filter(([each]) => each === name);
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
const event = () => ({ preventDefault: vi.fn() });
const status = (to: string) => ({
  kind: 'events',
  events: [{ name: 'run.status', data: { run: 'a', status: to, failure: null } }],
});

let folder: string;
beforeEach(async () => {
  played.calls.length = 0;
  played.listeners.clear();
  Object.assign(played.laboratory, { posted: [], starts: 0 });
  played.choice.response = 3;
  folder = temporaryFolder();
  vi.resetModules();
  vi.stubEnv('NEURAL_SER_DATA', folder);
  const before = new Map(
    ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection'].map((name) => [
      name,
      process.listeners(name as 'SIGINT'),
    ]),
  );
  const ofStderr = process.stderr.listeners('error');
  await import('#main/index.ts');
  vi.unstubAllEnvs();
  await settle();
  onTestFinished(() => {
    for (const listener of process.stderr.listeners('error')) {
      if (!ofStderr.includes(listener)) process.stderr.off('error', listener as never);
    }
    for (const [name, known] of before) {
      for (const listener of process.listeners(name as 'SIGINT')) {
        if (!known.includes(listener)) process.off(name, listener);
      }
    }
  });
});

describe('the started window', () => {
  it('loads its page, has a menu and one laboratory', () => {
    expect(named('loadURL')).toEqual([['loadURL', 'app://neural-ser/index.html#/corpora']]);
    expect(named('menu')).toHaveLength(1);
    expect(played.laboratory.starts).toBe(1);
  });

  it('answers its own page only', async () => {
    const invoke = (sender: unknown, ...values: unknown[]) =>
      hear(`handle ${BRIDGE_CHANNELS.invoke}`, sender, ...values);
    const call = ['doctor', {}, 'call-1'] as const;
    for (const hostile of [
      from('https://evil.example/'),
      from(PAGE, 8),
      from(PAGE, 7, { url: PAGE }),
      from('app://neural-ser.evil/index.html'),
      { sender: { id: 7 }, senderFrame: null },
    ]) {
      expect(await invoke(hostile, ...call)).toMatchObject({ ok: false, failure: { code: 'refused' } });
      const reveal = { do: 'reveal', path: folder };
      await expect(async () => hear(`handle ${BRIDGE_CHANNELS.desktop}`, hostile, reveal)).rejects.toThrow();
    }
    expect(played.laboratory.posted).toEqual([]);
    for (const malformed of [[7, {}, 'a'], ['doctor', {}, ''], ['doctor', {}], []]) {
      expect(await invoke(from(PAGE), ...malformed)).toMatchObject({ failure: { code: 'invalid-input' } });
    }
    expect(played.laboratory.posted).toEqual([]);
    const answer = invoke(from(PAGE), ...call);
    expect(played.laboratory.posted).toEqual([{ kind: 'invoke', call: 'call-1', name: 'doctor', input: {} }]);
    played.laboratory.say({ kind: 'answer', call: 'call-1', answer: { ok: true, value: 7 } });
    expect(await answer).toEqual({ ok: true, value: 7 });
  });

  it('drags and shows no file that is not its own', async () => {
    const desktop = (call: unknown) =>
      hear(`handle ${BRIDGE_CHANNELS.desktop}`, from(PAGE), call) as Promise<unknown>;
    for (const call of [
      { do: 'drag', path: '/etc/passwd' },
      { do: 'drag', path: join(folder, 'recordings', '..', '..', 'x.wav') },
      { do: 'open', path: '/bin/sh' },
      { do: 'reveal', path: 'relative' },
      { do: 'reveal', path: 'https://evil.example' },
    ]) {
      await expect(async () => desktop(call)).rejects.toThrow();
    }
    expect([...named('startDrag'), ...named('showItemInFolder')]).toEqual([]);
  });

  it('shows itself for a second start, and opens only files that exist', async () => {
    const clip = join(folder, 'a clip.wav');
    writeFileSync(clip, '');
    hear('contents did-finish-load');
    for (const args of [
      ['neural-ser', 'https://evil.example/a.wav'],
      ['neural-ser', '//server/share/a.wav'],
      ['neural-ser', '--data', '/elsewhere'],
      ['neural-ser', 'javascript:alert(1)'],
      ['neural-ser', '../missing.wav'],
    ]) {
      hear('app second-instance', {}, args, folder);
    }
    expect(named('show')).toHaveLength(5);
    expect(named('send')).toEqual([]);
    hear('app second-instance', {}, ['neural-ser', 'a clip.wav'], folder);
    const [[, channel, hash]] = named('send') as [string, string, string][];
    expect(channel).toBe(BRIDGE_CHANNELS.navigate);
    expect(new URL(hash!.slice(1), 'app://page').searchParams.getAll('opened')).toEqual([clip]);
  });

  it('shows the run of a link, of a second start or of the system, and no other page', () => {
    hear('contents did-finish-load');
    const link = 'neural-ser://runs/20261122-1530-k3f9';
    hear('app second-instance', {}, ['neural-ser', link], folder);
    const opening = event();
    hear('app open-url', opening, link);
    expect(opening.preventDefault).toHaveBeenCalledOnce();
    const send = ['send', BRIDGE_CHANNELS.navigate, '#/runs/20261122-1530-k3f9'];
    expect(named('send')).toEqual([send, send]);
    for (const url of [
      'neural-ser://runs/../settings',
      'neural-ser://evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      'app://neural-ser/index.html#/settings',
    ]) {
      hear('app open-url', event(), url);
    }
    expect(named('send')).toHaveLength(2);
  });

  it('opens sites in the browser, and nothing else', () => {
    const open = (url: string) => hear('contents window-open', { url });
    expect(open('https://doi.org/10.5281/zenodo.1188976')).toEqual({ action: 'deny' });
    for (const url of [
      'file:///etc/passwd',
      'http://a.example',
      'javascript:alert(1)',
      'https://u:p@a.example',
    ]) {
      expect(open(url)).toEqual({ action: 'deny' });
    }
    expect(named('openExternal')).toEqual([['openExternal', 'https://doi.org/10.5281/zenodo.1188976']]);
  });

  it('passes events on, and is loaded again with a laboratory that was started again, which is logged', async () => {
    played.laboratory.say({ kind: 'opened' });
    played.laboratory.say(status('running'));
    expect(named('send')).toEqual([['send', BRIDGE_CHANNELS.events, status('running').events]]);
    played.laboratory.exit({ code: null, signal: 'SIGKILL', stderrTail: '' });
    expect(played.laboratory.starts).toBe(2);
    played.laboratory.say({ kind: 'opened' });
    await settle();
    expect(named('reload')).toHaveLength(1);
    expect(named('showMessageBox')).toHaveLength(1);
    const log = readFileSync(join(folder, 'window/logs/neural-ser.log'), 'utf8');
    expect(log).toContain('by SIGKILL');
  });

  it('closes after the laboratory, without a question if nothing is left to do', async () => {
    const closing = event();
    hear('window close', closing);
    expect(closing.preventDefault).toHaveBeenCalledOnce();
    await settle();
    expect(named('showMessageBox')).toEqual([]);
    expect(played.laboratory.posted).toEqual([{ kind: 'close', keepsRuns: true }] satisfies ToLaboratory[]);
    expect(named('quit')).toEqual([]);
    played.laboratory.exit({ code: 0, signal: null, stderrTail: '' });
    await settle();
    expect(named('quit')).toHaveLength(1);
    const last = event();
    hear('app before-quit', last);
    expect(last.preventDefault).not.toHaveBeenCalled();
  });

  it('asks while a run trains; stays, or stops it', async () => {
    played.laboratory.say(status('running'));
    hear('app before-quit', event());
    await settle();
    expect(named('showMessageBox')).toHaveLength(1);
    expect(played.laboratory.posted).toEqual([]);
    played.choice.response = 1;
    hear('app before-quit', event());
    await settle();
    expect(played.laboratory.posted).toEqual([{ kind: 'close', keepsRuns: false }]);
  });

  it('asks nobody when the computer shuts down, and its runs continue at the next start', async () => {
    played.laboratory.say(status('running'));
    hear('power shutdown');
    await settle();
    expect(named('showMessageBox')).toEqual([]);
    expect(played.laboratory.posted).toEqual([{ kind: 'close', keepsRuns: true }]);
  });

  it('says why it cannot go on, with the log, and exits with 1', () => {
    played.laboratory.say({
      kind: 'failed',
      failure: { code: 'log-too-new', message: 'Written by a newer version.' },
    });
    played.laboratory.exit({ code: 1, signal: null, stderrTail: '' });
    expect(named('showMessageBoxSync')).toHaveLength(1);
    expect(named('exit')).toEqual([['exit', 1]]);
    expect(readFileSync(join(folder, 'window/logs/neural-ser.log'), 'utf8')).toContain('newer version');
  });
});
