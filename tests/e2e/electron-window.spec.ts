/** What only the desktop window has: the bridge, its walls, dialogs, the menu, and quitting. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Bridge } from '../../src/shared/bridge.ts';
import type { LaboratoryEvent, RequestName } from '../../src/shared/contract.ts';
import { expect, test } from './door.ts';

declare global {
  interface Window {
    neuralSer: Bridge;
    heard: LaboratoryEvent[];
  }
}

const ask = (page: Page, name: string, input: unknown) =>
  page.evaluate(
    ([wanted, given]) => window.neuralSer.invoke(wanted as RequestName, given, crypto.randomUUID()),
    [name, input] as const,
  );

/** The process that has this laboratory open. */
function laboratoryProcess(dataFolder: string): number {
  const lines = execFileSync('ps', ['-Ao', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const line = lines.find((each) => each.includes('laboratory-process.js') && each.includes(dataFolder));
  return Number(line?.trim().split(' ')[0]);
}

test('the page has the bridge and nothing of Node', async ({ door }) => {
  const found = await door.page.evaluate(() => ({
    bridge: Object.keys(window.neuralSer).sort(),
    node: ['require', 'process', 'Buffer', 'module', 'global'].filter((name) => name in window),
  }));
  expect(found).toEqual({ bridge: ['cancel', 'desktop', 'invoke', 'subscribe'], node: [] });
});

test('the laboratory answers over the bridge, refuses what the contract lacks, and tells its progress', async ({
  door,
}) => {
  const { page, dataFolder } = door;
  expect(await ask(page, 'doctor', {})).toMatchObject({
    ok: true,
    value: { folder: { path: dataFolder, works: true } },
  });
  expect(await ask(page, 'nonsense', {})).toMatchObject({ failure: { code: 'unknown-request' } });
  expect(await ask(page, 'runs.show', { run: 7 })).toMatchObject({ failure: { code: 'invalid-input' } });
  await page.evaluate(() => {
    window.heard = [];
    window.neuralSer.subscribe((events) => void window.heard.push(...events));
  });
  const sample = { folder: join(dataFolder, '..', 'voices'), speakers: 2, clipsPerEmotion: 2 };
  expect(await ask(page, 'corpora.sample', sample)).toMatchObject({ ok: true });
  await expect.poll(() => page.evaluate(() => window.heard.map(({ name }) => name))).toContain('progress');
});

test.describe('walls', () => {
  test.use({ tolerated: /Content Security Policy/ });

  test('the page goes nowhere else, embeds nothing, opens no window and sees no camera', async ({ door }) => {
    const { page } = door;
    await expect(page).toHaveURL(/#\/corpora$/);
    const address = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    const tried = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = 'data:text/html,<p>embedded</p>';
      document.body.append(frame);
      const media = (constraints: MediaStreamConstraints) =>
        navigator.mediaDevices.getUserMedia(constraints).then(
          (stream) => stream.getTracks().map(({ kind }) => kind),
          (error: Error) => error.name,
        );
      return {
        opened: window.open('https://doi.org/10.5281/zenodo.1188976') !== null,
        sound: await media({ audio: true }),
        picture: await media({ audio: true, video: true }),
        file: await fetch('file:///etc/passwd').then(
          () => 'read',
          () => 'refused',
        ),
      };
    });
    expect(tried).toEqual({ opened: false, sound: ['audio'], picture: 'NotAllowedError', file: 'refused' });
    expect(page.url()).toBe(address);
    const opened = (await door.desktop!.recorded()).filter(({ kind }) => kind === 'shell.openExternal');
    expect(opened.map(({ url }) => url)).toEqual(['https://doi.org/10.5281/zenodo.1188976']);
  });
});

test('dialogs give paths, and nothing when they are cancelled', async ({ door }) => {
  const folder = join(door.dataFolder, '..', 'a corpus');
  mkdirSync(folder);
  await door.desktop!.answerDialogs({ filePaths: [folder] }, null);
  const choose = () =>
    door.page.evaluate(() => window.neuralSer.desktop.choose({ kind: 'folders', title: 'Add corpora' }));
  expect(await choose()).toEqual([folder]);
  expect(await choose()).toEqual([]);
  await door.page.evaluate((path) => window.neuralSer.desktop.reveal(path), folder);
  const recorded = await door.desktop!.recorded();
  expect(recorded).toContainEqual(expect.objectContaining({ kind: 'shell.showItemInFolder', path: folder }));
});

test('the menu leads to the pages', async ({ door }) => {
  await door.desktop!.clickMenu('View', 'Runs');
  await expect(door.page).toHaveURL(/#\/runs$/);
  await door.desktop!.clickMenu('File', 'Settings…');
  await expect(door.page).toHaveURL(/#\/settings$/);
});

test.describe('a window that was closed large', () => {
  test.use({ size: { width: 1600, height: 1000 } });

  test('opens as large', async ({ door }) => {
    expect(await door.page.evaluate(() => [innerWidth, innerHeight])).toEqual([1600, 1000]);
  });
});

test('quitting while a run trains asks; stopped, the run has its checkpoint and can be resumed', async ({
  openDoor,
}) => {
  const door = await openDoor();
  const { page } = door;
  const voices = join(door.dataFolder, '..', 'voices');
  await ask(page, 'corpora.sample', { folder: voices, speakers: 4, clipsPerEmotion: 4 });
  await page.evaluate(() => {
    window.heard = [];
    window.neuralSer.subscribe((events) => void window.heard.push(...events));
  });
  const settings = { network: 'compact', epochs: 1000, engine: 'wasm', earlyStopping: false };
  const started = await ask(page, 'runs.start', { folders: [voices], settings });
  expect(started).toMatchObject({ ok: true });
  await expect
    .poll(() => page.evaluate(() => window.heard.some(({ name }) => name === 'run.epoch')), {
      timeout: 60_000,
    })
    .toBe(true);

  await door.desktop!.answerDialogs({ response: 2 }, { response: 0 });
  await door.desktop!.clickMenu('File', 'Quit');
  await expect
    .poll(async () => (await door.desktop!.recorded()).filter(({ kind }) => kind === 'dialog.showMessageBox'))
    .toHaveLength(1);
  // Told to stay, it trains on.
  const epochs = () => page.evaluate(() => window.heard.filter(({ name }) => name === 'run.epoch').length);
  const before = await epochs();
  await expect.poll(epochs).toBeGreaterThan(before);
  await door.desktop!.clickMenu('File', 'Quit');
  expect(await door.ended).toEqual({ code: 0, signal: null });

  const again = await openDoor();
  const runs = await ask(again.page, 'runs.list', {});
  expect(runs).toMatchObject({ ok: true, value: [{ status: 'stopped' }] });
});

test('a page that crashes comes back, and the laboratory has not noticed', async ({ door }) => {
  const { page } = door;
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  const session = await page.context().newCDPSession(page);
  await Promise.all([page.waitForEvent('crash'), session.send('Page.crash').catch(() => undefined)]);
  const back = await door.pageAgain();
  await expect(back.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  expect(await ask(back, 'networks.list', {})).toMatchObject({ ok: true });
});

test('a laboratory that is killed is started again, and the page asks it anew', async ({ door }) => {
  test.skip(process.platform === 'win32', 'processes are looked for with ps');
  const { page, dataFolder } = door;
  expect(await ask(page, 'networks.list', {})).toMatchObject({ ok: true });
  await page.evaluate(() => {
    window.heard = [];
  });
  process.kill(laboratoryProcess(dataFolder), 'SIGKILL');
  // A page that is loaded anew has not heard anything; while it is, it cannot be asked.
  const isNew = () => page.evaluate(() => window.heard === undefined).catch(() => false);
  await expect.poll(isNew).toBe(true);
  expect(await ask(page, 'networks.list', {})).toMatchObject({ ok: true });
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
});

test('a second start shows the first window, and ends', async ({ openDoor }) => {
  const first = await openDoor();
  await expect(first.page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  await expect(openDoor()).rejects.toThrow(/It ended/);
  expect(await ask(first.page, 'networks.list', {})).toMatchObject({ ok: true });
});
