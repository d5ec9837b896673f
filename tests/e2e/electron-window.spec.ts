/** Features of the desktop window only: the bridge, its restrictions, dialogs, the menu, and quitting. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Bridge } from '#shared/bridge.ts';
import type { LaboratoryEvent, RequestName } from '#shared/contract.ts';
import { expect, type OpenedDoor, test } from './door.ts';

declare global {
  interface Window {
    neuralSer: Bridge;
    received: LaboratoryEvent[];
  }
}

const ask = (page: Page, name: string, input: unknown) =>
  page.evaluate(
    ([wanted, given]) => window.neuralSer.invoke(wanted as RequestName, given, crypto.randomUUID()),
    [name, input] as const,
  );

/** Starts a training that does not end by itself, and waits for its first epoch. The page notes what it receives. */
async function startLongRun({ page, dataFolder }: OpenedDoor): Promise<void> {
  const voices = join(dataFolder, '..', 'voices');
  await ask(page, 'corpora.sample', { folder: voices, speakers: 4, clipsPerEmotion: 4 });
  await page.evaluate(() => {
    window.received = [];
    window.neuralSer.subscribe((events) => void window.received.push(...events));
  });
  const settings = { network: 'compact', epochs: 1000, engine: 'wasm', earlyStopping: false };
  const started = await ask(page, 'runs.start', { folders: [voices], settings });
  expect(started).toMatchObject({ ok: true });
  await expect
    .poll(() => page.evaluate(() => window.received.some(({ name }) => name === 'run.epoch')), {
      timeout: 60_000,
    })
    .toBe(true);
}

/** The id of the process that has this laboratory open. */
function laboratoryProcess(dataFolder: string): number {
  const lines = execFileSync('ps', ['-Ao', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const line = lines.find((each) => /laboratory-process\.[jt]s/.test(each) && each.includes(dataFolder));
  return Number(line?.trim().split(' ')[0]);
}

test('the page has the bridge and no Node globals', async ({ door }) => {
  const found = await door.page.evaluate(() => ({
    bridge: Object.keys(window.neuralSer).sort(),
    node: ['require', 'process', 'Buffer', 'module', 'global'].filter((name) => name in window),
  }));
  expect(found).toEqual({ bridge: ['cancel', 'desktop', 'invoke', 'subscribe'], node: [] });
});

test('the bridge passes answers and progress, and rejects unknown requests', async ({ door }) => {
  const { page, dataFolder } = door;
  expect(await ask(page, 'doctor', {})).toMatchObject({
    ok: true,
    value: { folder: { path: dataFolder, works: true } },
  });
  expect(await ask(page, 'nonsense', {})).toMatchObject({ failure: { code: 'unknown-request' } });
  expect(await ask(page, 'runs.show', { run: 7 })).toMatchObject({ failure: { code: 'invalid-input' } });
  await page.evaluate(() => {
    window.received = [];
    window.neuralSer.subscribe((events) => void window.received.push(...events));
  });
  const sample = { folder: join(dataFolder, '..', 'voices'), speakers: 2, clipsPerEmotion: 2 };
  expect(await ask(page, 'corpora.sample', sample)).toMatchObject({ ok: true });
  await expect.poll(() => page.evaluate(() => window.received.map(({ name }) => name))).toContain('progress');
});

test.describe('restrictions', () => {
  test.use({ tolerated: /Content Security Policy/ });

  test('the page cannot navigate away, embed pages, open windows or use the camera', async ({ door }) => {
    const { page } = door;
    await expect(page).toHaveURL(/#\/corpora$/);
    const address = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    const results = await page.evaluate(async () => {
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
    expect(results).toEqual({ opened: false, sound: ['audio'], picture: 'NotAllowedError', file: 'refused' });
    expect(page.url()).toBe(address);
    const opened = (await door.desktop!.recorded()).filter(({ kind }) => kind === 'shell.openExternal');
    expect(opened.map(({ url }) => url)).toEqual(['https://doi.org/10.5281/zenodo.1188976']);
  });
});

test('dialogs return paths, and nothing when they are cancelled', async ({ door }) => {
  const folder = join(door.dataFolder, '..', 'a corpus');
  mkdirSync(folder);
  await door.desktop!.answerDialogs({ filePaths: [folder] }, null);
  const choose = () =>
    door.page.evaluate(() => window.neuralSer.desktop.choose({ kind: 'folders', title: 'Add corpora' }));
  expect(await choose()).toEqual([folder]);
  expect(await choose()).toEqual([]);
  await door.page.evaluate((path) => window.neuralSer.desktop.reveal(path), folder);
  const refused = door.page.evaluate(() => window.neuralSer.desktop.drag('/etc/passwd'));
  await expect(refused).rejects.toThrow('Only recordings and reports');
  const recorded = await door.desktop!.recorded();
  expect(recorded).toContainEqual(expect.objectContaining({ kind: 'shell.showItemInFolder', path: folder }));
});

test('the menu opens the pages', async ({ door }) => {
  await door.desktop!.clickMenu('View', 'Runs');
  await expect(door.page).toHaveURL(/#\/runs$/);
  await door.desktop!.clickMenu('File', 'Settings…');
  await expect(door.page).toHaveURL(/#\/settings$/);
});

test.describe('a window that was closed large', () => {
  test.use({ size: { width: 1600, height: 1000 } });

  test('opens with the same size', async ({ door }) => {
    // The stand-in knows the size of the page only; with Electron, the menu bar is a part of the window.
    const size = await door.page.evaluate(() => ({
      page: [innerWidth, innerHeight],
      window: [outerWidth, outerHeight],
    }));
    expect(door.runtime === 'Electron' ? size.window : size.page).toEqual([1600, 1000]);
  });
});

test('quitting during training asks, and the run continues at the next start', async ({ openDoor }) => {
  const door = await openDoor();
  const { page } = door;
  await startLongRun(door);

  await door.desktop!.answerDialogs({ response: 3 }, { response: 0 });
  await door.desktop!.clickMenu('File', 'Quit');
  await expect
    .poll(async () => (await door.desktop!.recorded()).filter(({ kind }) => kind === 'dialog.showMessageBox'))
    .toHaveLength(1);
  // After Cancel, training continues.
  const epochs = () => page.evaluate(() => window.received.filter(({ name }) => name === 'run.epoch').length);
  const before = await epochs();
  await expect.poll(epochs).toBeGreaterThan(before);
  await door.desktop!.clickMenu('File', 'Quit');
  expect(await door.ended).toEqual({ code: 0, signal: null });

  // It continues, and a note says so and can stop it.
  const again = await openDoor();
  const note = again.page.getByRole('status').filter({ hasText: 'A run continues' });
  await expect(note).toBeVisible();
  const runs = (page: Page) => ask(page, 'runs.list', {});
  await expect
    .poll(() => runs(again.page), { timeout: 60_000 })
    .toMatchObject({ ok: true, value: [{ status: 'running' }] });
  await note.getByRole('button', { name: 'Stop it' }).click();
  await expect.poll(() => runs(again.page)).toMatchObject({ value: [{ status: 'stopped' }] });
  await expect(note).toBeHidden();
  await again.end();

  // What the user has stopped stays stopped.
  const third = await openDoor();
  expect(await runs(third.page)).toMatchObject({ ok: true, value: [{ status: 'stopped' }] });
});

test('a run that is stopped when quitting stays stopped', async ({ openDoor }) => {
  const door = await openDoor();
  const { desktop, ended } = door;
  await startLongRun(door);
  await desktop!.answerDialogs({ response: 1 });
  await desktop!.clickMenu('File', 'Quit');
  expect(await ended).toEqual({ code: 0, signal: null });
  const again = await openDoor();
  expect(await ask(again.page, 'runs.list', {})).toMatchObject({ value: [{ status: 'stopped' }] });
  expect(await ask(again.page, 'runs.resumed', {})).toEqual({ ok: true, value: [] });
});

test('a crashed page is reloaded, and the laboratory keeps running', async ({ door }) => {
  const { page } = door;
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  const session = await page.context().newCDPSession(page);
  await Promise.all([page.waitForEvent('crash'), session.send('Page.crash').catch(() => undefined)]);
  const back = await door.pageAgain();
  await expect(back.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  expect(await ask(back, 'networks.list', {})).toMatchObject({ ok: true });
});

test('a killed laboratory is restarted, and the page is reloaded', async ({ door }) => {
  test.skip(process.platform === 'win32', 'finding processes needs ps');
  const { page, dataFolder } = door;
  expect(await ask(page, 'networks.list', {})).toMatchObject({ ok: true });
  await page.evaluate(() => {
    window.received = [];
  });
  process.kill(laboratoryProcess(dataFolder), 'SIGKILL');
  // A reloaded page has no `received`; during the reload it cannot be evaluated.
  const isReloaded = () => page.evaluate(() => window.received === undefined).catch(() => false);
  await expect.poll(isReloaded).toBe(true);
  expect(await ask(page, 'networks.list', {})).toMatchObject({ ok: true });
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
});

test('a second start shows the first window and ends', async ({ openDoor }) => {
  const first = await openDoor();
  await expect(first.page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  await expect(openDoor()).rejects.toThrow(/It ended/);
  expect(await ask(first.page, 'networks.list', {})).toMatchObject({ ok: true });
});
