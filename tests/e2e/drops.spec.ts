/** Dropping files and folders as from a file manager, on every page. */
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { EMOTIONS } from '#shared/emotions.ts';
import { writeClip } from './a-clip.ts';
import { writeCorpus } from './a-corpus.ts';
import { test as doorTest } from './door.ts';
import { dropFiles, hoverFiles } from './drop-files.ts';
import { expect, test } from './prepared.ts';

const adding = (page: Page) => page.getByRole('dialog', { name: 'Add a corpus' });

doorTest('previews a folder dropped on Corpora, or asks for it if its path is unknown', async ({ door }) => {
  const { page, dataFolder, kind, runtime } = door;
  const folder = writeCorpus(join(dirname(dataFolder), 'voices'));
  await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
  const hint = page.getByText('Drop folders to add them');
  // The edges of the window accept it too.
  const hovering = await hoverFiles(page, [folder], { x: 3, y: 3 });
  await expect(hint).toBeVisible();
  await hovering.leave();
  await expect(hint).toBeHidden();
  await expect(adding(page)).toBeHidden();

  await dropFiles(page, [folder]);
  await expect(hint).toBeHidden();
  if (runtime === 'Electron') {
    await expect(adding(page).getByRole('status')).toContainText('6 files');
    return;
  }
  const asked =
    kind === 'served'
      ? 'Find “voices” below, on the laboratory’s computer'
      : 'The path of “voices” is unknown';
  await expect(adding(page).getByRole('alert')).toContainText(asked);
  await expect(adding(page).getByRole('button', { name: 'Scan', exact: true })).toBeDisabled();
  await adding(page).getByLabel('Folder or table of clips').fill(folder);
  await page.keyboard.press('Enter');
  await expect(adding(page).getByRole('status')).toContainText('6 files');
  // Another drop while the dialog is open restarts it.
  await dropFiles(page, [folder, join(folder, 'Actor_01')]);
  await expect(adding(page).getByRole('alert')).toContainText('“voices” and “Actor_01”');
});

doorTest('ignores files dropped on a page without a drop area', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Runs' }).click();
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeVisible();
  const address = page.url();
  const pages = page.context().pages().length;
  await page.evaluate(() => {
    window.addEventListener('dragover', (event) => {
      document.title = `${event.defaultPrevented} ${event.dataTransfer?.dropEffect}`;
    });
  });
  // The page refuses the files, so the browser does not deliver a drop.
  const hovering = await hoverFiles(page, [import.meta.filename]);
  await hovering.drop();
  await expect(page).toHaveTitle('true none');
  // The browser would have opened the file before another page is shown.
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  expect(page.url()).toBe(address.replace('runs', 'settings'));
  expect(page.context().pages()).toHaveLength(pages);
});

async function openPredict(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Predict' }).click();
  await expect(page.getByText(/^Ready on/)).toBeVisible({ timeout: 30_000 });
}

const sounds = (page: Page) =>
  page.getByRole('table', { name: 'Sounds of this session' }).locator('tbody tr');

test('predicts audio files and folders dropped on Predict, and reports other files', async ({
  door: { page, dataFolder },
}) => {
  const beside = dirname(dataFolder);
  const clip = await writeClip(join(beside, 'made'));
  const folder = join(beside, 'a folder');
  mkdirSync(join(folder, 'within/.hidden'), { recursive: true });
  const named = (...path: string[]) => {
    const to = join(folder, ...path);
    copyFileSync(clip, to);
    return to;
  };
  named('b.wav');
  // The content counts, not the extension.
  named('within', 'really a wave.mp3');
  named('within', '.hidden', 'c.wav');
  writeFileSync(join(folder, 'notes.txt'), 'Not a sound, and not asked for.');
  const cut = named('cut.wav');
  truncateSync(cut, Math.round(readFileSync(clip).length / 2));
  const outside = (name: string, content: string | Uint8Array) => {
    const path = join(beside, name);
    writeFileSync(path, content);
    return path;
  };
  const header = outside('header.wav', readFileSync(clip).subarray(0, 30));
  const nothing = outside('nothing.wav', '');
  const text = outside('notes.txt', 'These are no sounds.');
  const withoutSounds = join(beside, 'pictures');
  mkdirSync(withoutSounds);

  await openPredict(page);
  const hovering = await hoverFiles(page, [clip]);
  await expect(page.getByText('Drop audio files to predict their emotion')).toBeVisible();
  await hovering.drop();
  await expect(sounds(page)).toHaveCount(1);
  await dropFiles(page, [folder, nothing, text, withoutSounds, header]);
  await expect(page.getByRole('alert')).toHaveText([
    '“nothing.wav” is empty. Choose another file.',
    /^“notes.txt” cannot be read\. This is a text file, not a sound\./,
    /^“header.wav” cannot be read\. The format chunk is truncated\./,
    'No audio files found in “pictures”.',
  ]);
  await expect(sounds(page)).toHaveCount(4);
  // A network of three epochs is often not sure.
  const predicted = new RegExp(`(${EMOTIONS.join('|')}|not sure)\\s*\\d+(\\.\\d)? %`);
  const row = (name: string) => sounds(page).filter({ hasText: name });
  for (const name of ['b.wav', 'really a wave.mp3', 'cut.wav']) {
    await expect(row(name)).toContainText(predicted, { timeout: 30_000 });
  }
});

test('summarizes the messages about many dropped files that are not audio', async ({
  door: { page, dataFolder },
}) => {
  const files = Array.from({ length: 205 }, (_, index) => join(dirname(dataFolder), `${index}.mp3`));
  for (const file of files) writeFileSync(file, 'No sound.');
  await openPredict(page);
  await dropFiles(page, files);
  await expect(page.getByRole('alert')).toHaveText([
    /^Only the first 200 of 205 files were added\./,
    /^“0\.mp3” cannot be read/,
    /^“1\.mp3” cannot be read/,
    /^“2\.mp3” cannot be read/,
    '197 more files could not be added.',
  ]);
  await expect(sounds(page)).toHaveCount(0);
});

test.describe('with a microphone', () => {
  test.use({ wholeBrowser: true });

  test('rejects files dropped while the microphone is on', async ({ door: { page, dataFolder } }) => {
    const clip = await writeClip(join(dirname(dataFolder), 'made'));
    await openPredict(page);
    await page.getByText('Live', { exact: true }).click();
    await page.getByRole('button', { name: 'Listen' }).click();
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
    await dropFiles(page, [clip]);
    await expect(page.getByRole('alert')).toContainText('The microphone is on. Stop it, then drop');
    await expect(page.getByRole('region', { name: 'Live' })).toBeVisible();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await dropFiles(page, [clip]);
    await expect(sounds(page)).toHaveCount(1);
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});
