/** What only a desktop's drop has: the place of what was dropped. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bridge } from '../../src/shared/bridge.ts';
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
 * The Electron stand-in knows no dropped file's path, and what a preload exposes cannot be changed. So for it alone the
 * page's script is given another bridge, whose `pathOf` answers with paths that the test knows and which else is the
 * same. With Electron itself the preload's own answers.
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

test('several folders dropped on Corpora are scanned together, without what is none', async ({ door }) => {
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
