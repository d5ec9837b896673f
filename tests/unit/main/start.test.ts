import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';

const electron = vi.hoisted(() => {
  const calls: unknown[][] = [];
  const record =
    (name: string, value?: unknown) =>
    (...values: unknown[]) => {
      calls.push([name, ...values]);
      return value;
    };
  const state = { first: true };
  return {
    calls,
    state,
    module: {
      app: {
        isPackaged: false,
        name: 'neural-SER',
        enableSandbox: record('enableSandbox'),
        setPath: record('setPath'),
        on: record('on'),
        exit: record('exit'),
        requestSingleInstanceLock: () => {
          calls.push(['requestSingleInstanceLock']);
          return state.first;
        },
        // Electron is not ready before the script has ended.
        whenReady: record('whenReady', new Promise(() => undefined)),
      },
      protocol: { registerSchemesAsPrivileged: record('registerSchemesAsPrivileged') },
      ...{
        BrowserWindow: class {},
        Menu: {},
        Notification: class {},
        Tray: class {},
        crashReporter: { start: record('crashReporter.start') },
        dialog: {},
        ipcMain: {},
      },
      ...{
        nativeImage: {},
        nativeTheme: {},
        powerMonitor: {},
        powerSaveBlocker: {},
        screen: {},
        session: {},
      },
      ...{ shell: {}, systemPreferences: {} },
    },
  };
});
vi.mock('electron', () => electron.module);

async function start(folder: string): Promise<string[]> {
  vi.resetModules();
  vi.stubEnv('NEURAL_SER_DATA', folder);
  await import('#main/index.ts');
  vi.unstubAllEnvs();
  return electron.calls.map(([name]) => name as string);
}

describe('the start of the main process', () => {
  beforeEach(() => {
    electron.calls.length = 0;
    electron.state.first = true;
  });

  it('is sandboxed before it is ready, and its scheme is known by then', async () => {
    const folder = temporaryFolder();
    const names = await start(folder);
    expect(names.indexOf('enableSandbox')).toBeLessThan(names.indexOf('whenReady'));
    expect(names.indexOf('enableSandbox')).toBeGreaterThanOrEqual(0);
    const [, schemes] = electron.calls.find(([name]) => name === 'registerSchemesAsPrivileged')!;
    expect(schemes).toEqual([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ]);
    expect(names).not.toContain('exit');
  });

  it('has a window and its lock for each laboratory', async () => {
    const folder = temporaryFolder();
    const names = await start(folder);
    expect(electron.calls).toContainEqual(['setPath', 'userData', join(folder, 'window')]);
    expect(existsSync(join(folder, 'window'))).toBe(true);
    expect(names.indexOf('setPath')).toBeLessThan(names.indexOf('requestSingleInstanceLock'));
  });

  it('ends when the laboratory’s window is already open', async () => {
    electron.state.first = false;
    expect(await start(temporaryFolder())).not.toContain('whenReady');
    expect(electron.calls).toContainEqual(['exit', 0]);
  });
});
