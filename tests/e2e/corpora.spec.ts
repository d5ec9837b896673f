import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addFolder, FEW, writeClips } from './a-corpus.ts';
import { expect, test } from './door.ts';

/** The content of a download. */
async function downloaded(page: Page, click: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFileSync(await download.path(), 'utf8');
}

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
