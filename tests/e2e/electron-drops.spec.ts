/** Drops on the desktop window, where the paths of dropped files are known. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bridge } from '#shared/bridge.ts';
import { writeCorpus } from './a-corpus.ts';
import { expect, type OpenedDoor, test } from './door.ts';
import { REPOSITORY } from './doors/repository.ts';
import { dropFiles } from './drop-files.ts';

declare global {
  interface Window {
    neuralSer: Bridge;
  }
}

/**
 * The Electron stand-in does not know the paths of dropped files, and the bridge of a preload script cannot be changed.
 * Therefore, with the stand-in only, the page's script gets a bridge whose `pathOf` returns the paths from the test. With
 * Electron itself, the bridge of the preload script is used.
 */
async function knowPaths({ page, runtime }: OpenedDoor, paths: readonly string[]): Promise<void> {
  if (runtime !== 'stand-in for Electron') return;
  await page.route('**/assets/index-*.js', async (route) => {
    const script = readFileSync(
      join(REPOSITORY, 'out/renderer', new URL(route.request().url()).pathname),
      'utf8',
    );
    const body = script.replaceAll('neuralSer:', 'bridgeWithPaths:');
    await route.fulfill({ contentType: 'text/javascript', body });
  });
  await page.addInitScript((known) => {
    const pathOf = ({ name }: File) => known.find((path) => path.endsWith(`/${name}`)) ?? '';
    Object.defineProperty(globalThis, 'bridgeWithPaths', {
      get: () => ({ ...window.neuralSer, desktop: { ...window.neuralSer.desktop, pathOf } }),
    });
  }, paths);
  await page.reload();
}

test('scans several folders dropped on Corpora together, and skips other files', async ({ door }) => {
  const { page, dataFolder } = door;
  const beside = dirname(dataFolder);
  const folders = ['first', 'second'].map((name) => writeCorpus(join(beside, name)));
  const text = join(beside, 'notes.txt');
  writeFileSync(text, 'No folder.');
  const clip = join(folders[0], 'Actor_01/03-01-03-01-01-01-01.wav');
  const start = page.getByRole('button', { name: 'Make sample voices' });
  await expect(start).toBeVisible();
  await knowPaths(door, [...folders, text, clip]);
  await expect(start).toBeVisible();
  await dropFiles(page, [...folders, text, clip]);
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await expect(dialog.getByRole('status')).toHaveText([/6 files/, /6 files/, /columns/, /folder/]);
  await dialog.getByRole('button', { name: 'Scan 2 folders' }).click();
  await expect(page.getByRole('tab', { name: 'Clips 12' })).toBeVisible();
});
