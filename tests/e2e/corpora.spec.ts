import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { tinyWav } from '../unit/corpora/corpus-folder.ts';
import { addFolder, manyClips, writeClips } from './a-corpus.ts';
import { expect, test } from './door.ts';
import { graveFindings } from './grave-findings.ts';

/** A RAVDESS file name with this emotion, repetition and actor. */
const ravdess = (emotion: number, repetition: number, actor: number) => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `Actor_${two(actor)}/03-01-${two(emotion)}-01-01-${two(repetition)}-${two(actor)}.wav`;
};

const FEW = [1, 2].flatMap((actor) => [3, 4, 5].map((emotion) => ravdess(emotion, 1, actor)));

async function expectNothingGrave(page: Page): Promise<void> {
  expect(await graveFindings(page)).toEqual([]);
}

/** The content of a download. */
async function downloaded(page: Page, click: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFileSync(await download.path(), 'utf8');
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

test('previews, scans, lists and plays a folder', async ({ door: { page, dataFolder, kind } }) => {
  const folder = writeClips(dataFolder, FEW);
  writeFileSync(join(folder, 'Actor_01/unnamed.wav'), 'no sound');

  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder or table of clips').fill(join(folder, 'nowhere'));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('The folder does not exist');
  await expect(dialog.getByRole('button', { name: 'Scan', exact: true })).toBeDisabled();
  await dialog.getByLabel('Folder or table of clips').fill(folder);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toContainText('RAVDESS');
  await expect(dialog.getByRole('status')).toContainText('6 files');
  if (kind === 'served') await expect(dialog.getByRole('button', { name: 'Actor_02' })).toBeVisible();
  await expect(dialog.getByRole('status')).toContainText('1 sound file will be skipped');
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click();

  const card = page.getByRole('region', { name: 'RAVDESS' });
  await expect(card).toContainText('1 female, 1 male');
  await card.getByRole('button', { name: '1 problem' }).click();
  const problems = page.getByRole('grid', { name: 'Problems' });
  await expect(problems).toContainText('No emotion in the file name');
  // The full reason is shown beside the player.
  await problems.press('ArrowDown');
  const chosen = page.getByRole('region', { name: 'Selected problem' });
  await expect(chosen).toContainText(/No emotion in the file name.*unnamed\.wav/);

  await page.getByRole('tab', { name: 'Clips 6' }).click();
  const grid = page.getByRole('grid', { name: 'Clips' });
  await expect(grid).toHaveAttribute('aria-rowcount', '7');
  // Sort by keyboard.
  const emotion = grid.getByRole('columnheader', { name: /^Emotion/ });
  await emotion.getByRole('button', { name: 'Emotion', exact: true }).press('Enter');
  await expect(emotion).toHaveAttribute('aria-sort', 'ascending');
  await expect(grid.getByRole('row').nth(1)).toContainText('angry');
  await emotion.getByRole('button', { name: 'Emotion', exact: true }).press('Enter');
  await expect(grid.getByRole('row').nth(1)).toContainText('sad');
  // Filter and search.
  await emotion.getByRole('button', { name: 'Filter Emotion' }).click();
  await page.getByRole('checkbox', { name: /^happy/ }).check();
  await page.keyboard.press('Escape');
  await expect(page.getByText('2 of 6 clips')).toBeVisible();
  await page.getByRole('textbox', { name: 'Search clips' }).fill('female');
  await expect(page.getByText('1 of 6 clips')).toBeVisible();
  const csv = await downloaded(page, () => page.getByRole('button', { name: 'CSV' }).click());
  expect(csv.split('\r\n')).toHaveLength(3);
  expect(csv).toContain(join(folder, FEW[3]));
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByText('6 clips', { exact: true })).toBeVisible();
  // Play a clip and see its picture.
  await grid.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await expect(grid.locator('[data-active]')).toHaveAttribute('aria-rowindex', '6');
  const sound = page.getByRole('region', { name: 'Selected clip' });
  await expect(sound.getByRole('button', { name: /^(Play|Pause)/ })).toBeEnabled();
  await expect(sound.getByText('8,000 Hz')).toBeVisible();
  await expect(sound.getByText(/\.wav$/).first()).toBeVisible();
});

test('undoes the removal of a folder, and exports tables', async ({ door }) => {
  const { page, dataFolder, kind } = door;
  const folder = writeClips(dataFolder, FEW);
  await addFolder(page, folder);
  const card = page.getByRole('region', { name: 'RAVDESS' });
  await card.getByRole('button', { name: 'Actions for RAVDESS' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
  await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card).toContainText('1 female, 1 male');

  await page.getByRole('button', { name: 'Export' }).click();
  if (kind === 'served') {
    const item = page.getByRole('menuitem', { name: 'All corpora (one CSV)' });
    const table = await downloaded(page, () => item.click());
    expect(table.split('\r\n')[1]).toBe(`happy,${join(folder, FEW[0])}`);
    await page.getByRole('button', { name: 'Export' }).click();
  } else {
    await door.desktop!.answerDialogs({ canceled: false, filePaths: [join(folder, 'tables')] });
  }
  await page.getByRole('menuitem', { name: 'Save all CSVs to a folder' }).click();
  if (kind === 'served') {
    const dialog = page.getByRole('dialog', { name: 'Export the tables' });
    await dialog.getByRole('button', { name: 'Computer' }).click();
    for (const name of folder.split('/').slice(1)) {
      await dialog.getByRole('button', { name, exact: true }).first().click();
    }
    await dialog.getByRole('button', { name: 'Save here' }).click();
  }
  await expect(page.getByText('2 tables saved')).toBeVisible();
  const written = join(folder, kind === 'served' ? '' : 'tables', 'RAVDESS.csv');
  expect(readFileSync(written, 'utf8')).toContain(`sad,${join(folder, FEW[1])}`);
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
