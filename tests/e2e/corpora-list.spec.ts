/** The list of corpora, wherever the page is shown. What a door shows differently is in `corpora.spec.ts`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { tinyWav } from '../unit/corpora/corpus-folder.ts';
import { addFolder, FEW, manyClips, ravdess, writeClips } from './a-corpus.ts';
import { expect, test } from './door.ts';
import { graveFindings } from './grave-findings.ts';

async function expectNothingGrave(page: Page): Promise<void> {
  expect(await graveFindings(page)).toEqual([]);
}

test('makes sample voices at the first start, and goes to Train', async ({ door: { page } }) => {
  await page.getByRole('button', { name: 'Make sample voices' }).click();
  await expect(page).toHaveURL(/#\/train/, { timeout: 60_000 });
  await page.getByRole('link', { name: 'Corpora' }).click();
  const card = page.getByRole('region', { name: 'RAVDESS (synthetic)' });
  await expect(card).toContainText('6 female, 6 male');
  await expect(card.getByText('synthetic', { exact: true })).toBeVisible();
  const emotions = /^Clips per emotion: angry 96, disgust 96/;
  await expect(card.getByRole('img', { name: emotions })).toBeVisible();
});

test('distinguishes two corpora with one name', async ({ door }) => {
  const { page, dataFolder } = door;
  const folder = writeClips(dataFolder, FEW);
  mkdirSync(join(folder, 'other'));
  for (const name of ['first', 'other/second']) {
    const clips = [1, 2].map((repetition) => ravdess(6, repetition, name === 'first' ? 1 : 2));
    for (const path of clips) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), tinyWav({ sound: `${name} ${path}` }));
    }
    await addFolder(page, join(folder, name));
    await expect(page.getByText(`${name === 'first' ? '1 folder, 2' : '2 folders, 4'} clips`)).toBeVisible();
  }
  await expect(page.getByText('Shown as “RAVDESS 2” elsewhere.')).toHaveCount(1);
});

test('names a second RAVDESS, and tells of calm clips and of repeated ones', async ({ door }) => {
  const { page, dataFolder } = door;
  const folder = writeClips(dataFolder, []);
  const write = (name: string, paths: readonly string[]) => {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), tinyWav({ sound: path }));
    }
  };
  // Emotion 2 is calm.
  write('first', [ravdess(2, 1, 1), ravdess(3, 1, 1), ravdess(4, 1, 1)]);
  write('second', [ravdess(3, 1, 1), ravdess(4, 1, 1), ravdess(5, 1, 2)]);
  await addFolder(page, join(folder, 'first'));
  await expect(page.getByText('1 folder, 3 clips')).toBeVisible();
  await addFolder(page, join(folder, 'second'));
  const cards = page.getByRole('region', { name: 'RAVDESS' });
  await expect(cards).toHaveCount(2);
  await expect(cards.first()).toContainText('1 clip labelled calm counts as neutral.');
  await expect(cards.last()).not.toContainText('calm');
  await expect(cards.last()).toContainText('2 of 3 clips are also in RAVDESS (the same sound).');
  await expect(cards.first()).toContainText('2 of 3 clips are also in RAVDESS 2 (the same sound).');

  await cards.last().getByRole('button', { name: 'Rename', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Rename corpus' });
  await dialog.getByLabel('Name').fill('RAVDESS');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Another corpus is called “RAVDESS”.');
  await dialog.getByLabel('Name').fill('Second copy');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Second copy' })).toBeVisible();
  await expect(page.getByText('elsewhere')).toHaveCount(0);
  await page.getByRole('tab', { name: /^Clips/ }).click();
  await expect(page.getByRole('grid', { name: 'Clips' })).toContainText('Second copy');
  await page.reload();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByRole('region', { name: 'Second copy' })).toBeVisible();
  await expectNothingGrave(page);
});

test('cancels a scan after leaving the page and coming back, and keeps nothing of it', async ({ door }) => {
  const { page, dataFolder } = door;
  const folder = writeClips(dataFolder, manyClips());
  await addFolder(page, folder);
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('link', { name: 'Corpora' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
  rmSync(folder, { recursive: true });
});

test('has no serious accessibility findings', async ({ door: { page, dataFolder } }) => {
  await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
  await expectNothingGrave(page);
  const folder = writeClips(dataFolder, FEW);
  writeFileSync(join(folder, 'Actor_01/unnamed.wav'), 'no sound');
  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder or table of clips').fill(folder);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toContainText('6 files');
  await expectNothingGrave(page);
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click();
  await expect(
    page
      .getByRole('img', { name: /^Share of each emotion/ })
      .locator('svg')
      .first(),
  ).toBeVisible();
  await expectNothingGrave(page);
  await page.getByRole('tab', { name: /^Clips/ }).click();
  await page.getByRole('grid', { name: 'Clips' }).press('ArrowDown');
  await expect(page.getByRole('region', { name: 'Selected clip' }).getByText('8,000 Hz')).toBeVisible();
  await expectNothingGrave(page);
  await page.getByRole('button', { name: 'Filter Emotion' }).click();
  await expect(page.getByRole('checkbox', { name: /^happy/ })).toBeVisible();
  await expectNothingGrave(page);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await expect(page.getByRole('grid', { name: 'Problems' })).toContainText('No emotion in the file name');
  await expectNothingGrave(page);
});
