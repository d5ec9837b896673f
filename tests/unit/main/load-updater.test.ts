import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isInstalledByAdministrator, loadUpdater } from '#main/load-updater.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

// The real library asks for Electron by `require`, which the mocks of the test runner do not see.
const folder = temporaryFolder();
const stub = join(folder, 'electron.cjs');
writeFileSync(stub, 'module.exports = globalThis.electronForUpdater;');
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: `file://${stub}`, shortCircuit: true } : next(specifier, context),
});

let version = '0.2.0';
let content = Buffer.from('#!/bin/sh\n# a new program');
let announced = content;
const requests: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];
const server = createServer((incoming, outgoing) => {
  requests.push({ url: incoming.url!, headers: incoming.headers });
  if (incoming.url!.startsWith('/latest-linux.yml')) {
    const sha512 = createHash('sha512').update(announced).digest('base64');
    const file = 'neural-SER.AppImage';
    outgoing.end(
      `version: ${version}\nfiles:\n  - url: ${file}\n    sha512: ${sha512}\n    size: ${announced.byteLength}\npath: ${file}\nsha512: ${sha512}\n`,
    );
  } else if (incoming.url === '/neural-SER.AppImage') outgoing.end(content);
  else outgoing.writeHead(404).end();
});

const quits: ((event: unknown, code: number) => void)[] = [];
const appImage = join(folder, 'neural-SER.AppImage');

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const resources = temporaryFolder();
  const { port } = server.address() as AddressInfo;
  writeFileSync(
    join(resources, 'app-update.yml'),
    `provider: generic\nurl: http://127.0.0.1:${port}/\nupdaterCacheDirName: neural-ser-updater\n`,
  );
  Object.assign(process, { resourcesPath: resources });
  vi.stubEnv('APPIMAGE', appImage);
  vi.stubEnv('XDG_CACHE_HOME', temporaryFolder());
  Object.assign(globalThis, {
    electronForUpdater: {
      app: {
        isPackaged: true,
        getVersion: () => '0.1.0',
        getName: () => 'neural-SER',
        getPath: () => folder,
        whenReady: async () => undefined,
        once: (_name: string, listener: (event: unknown, code: number) => void) => quits.push(listener),
        quit: () => undefined,
      },
      session: { fromPartition: () => ({}) },
      net: {
        request: ({ session: _, ...options }: Record<string, unknown>) =>
          request({ ...options, agent: false } as never),
      },
      autoUpdater: { emit: () => undefined },
    },
  });
});
beforeEach(() => {
  requests.length = 0;
  writeFileSync(appImage, 'the old program');
});
afterAll(() => {
  hooks.deregister();
  vi.unstubAllEnvs();
  server.close();
});

// The files that replace the program exist on Linux only.
describe.skipIf(process.platform !== 'linux')('the updater', () => {
  it('contacts nothing when it is loaded', async () => {
    await loadUpdater(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requests).toEqual([]);
  });

  it('sends nothing that identifies this copy, and downloads nothing by itself', async () => {
    const updater = await loadUpdater(() => undefined);
    const found = await updater.checkForUpdates();
    expect(found).toMatchObject({ isUpdateAvailable: true, updateInfo: { version: '0.2.0' } });
    expect(requests).toHaveLength(1);
    expect(requests[0]!.headers['x-user-staging-id']).toBe('none');
    expect(JSON.stringify(requests[0])).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  it('finds the version that it has to be the newest', async () => {
    version = '0.1.0';
    expect(await (await loadUpdater(() => undefined)).checkForUpdates()).toMatchObject({
      isUpdateAvailable: false,
    });
    version = '0.2.0';
  });

  it('refuses a download whose checksum is another, and leaves the program as it is', async () => {
    content = Buffer.from('a bad program');
    const updater = await loadUpdater(() => undefined);
    await updater.checkForUpdates();
    await expect(updater.downloadUpdate()).rejects.toThrow('sha512 checksum mismatch');
    expect(readFileSync(appImage, 'utf8')).toBe('the old program');
    expect(quits).toHaveLength(0);
  });

  it('downloads the new program, and replaces the old one when this one quits', async () => {
    content = announced;
    const updater = await loadUpdater(() => undefined);
    await updater.checkForUpdates();
    await updater.downloadUpdate();
    expect(readFileSync(appImage, 'utf8')).toBe('the old program');
    expect(quits).toHaveLength(1);
    quits[0]!({}, 0);
    expect(readFileSync(appImage, 'utf8')).toBe(announced.toString());
  });

  it('says what is wrong with a list of versions', async () => {
    announced = Buffer.alloc(0);
    version = 'not a version';
    await expect((await loadUpdater(() => undefined)).checkForUpdates()).rejects.toThrow(/version/);
  });
});

describe('an administrator', () => {
  const withType = () => {
    const resources = temporaryFolder();
    writeFileSync(join(resources, 'package-type'), 'deb\n');
    return resources;
  };

  it('installs Debian packages and other copies on Linux, but no AppImage', () => {
    expect(isInstalledByAdministrator(withType(), 'linux', {})).toBe(true);
    expect(isInstalledByAdministrator(temporaryFolder(), 'linux', {})).toBe(true);
    expect(isInstalledByAdministrator(temporaryFolder(), 'linux', { APPIMAGE: '/a.AppImage' })).toBe(false);
    // A terminal that is an AppImage gives its variable to all that it starts.
    expect(isInstalledByAdministrator(withType(), 'linux', { APPIMAGE: '/terminal.AppImage' })).toBe(true);
  });

  it('is not asked on Windows and macOS', () => {
    expect(isInstalledByAdministrator(temporaryFolder(), 'win32', {})).toBe(false);
    expect(isInstalledByAdministrator(temporaryFolder(), 'darwin', {})).toBe(false);
  });
});
