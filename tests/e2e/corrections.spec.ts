/** Clips are corrected in the list of clips, and plans and other pages know it at once. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { addFolder, writeClips } from './a-corpus.ts';
import { expect, test } from './door.ts';
import { graveFindings } from './grave-findings.ts';

/** Five actors with two clips of four emotions each: 40 clips. */
const CLIPS = [1, 2, 3, 4, 5].flatMap((actor) =>
  [3, 4, 5, 6].flatMap((emotion) =>
    [1, 2].map((repetition) => {
      const two = (value: number) => String(value).padStart(2, '0');
      return `Actor_${two(actor)}/03-01-${two(emotion)}-01-01-${two(repetition)}-${two(actor)}.wav`;
    }),
  ),
);

async function openClips(page: Page, dataFolder: string): Promise<void> {
  await addFolder(page, writeClips(dataFolder, CLIPS));
  await page.getByRole('tab', { name: /^Clips 40/ }).click();
  await expect(page.getByRole('grid', { name: 'Clips' })).toBeVisible();
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Clips' });
const bar = (page: Page) => page.getByRole('region', { name: 'Selection' });
const planOf = (page: Page) => page.getByRole('region', { name: 'Plan', exact: true });

test('relabels clips in bulk, undoes it, excludes one, and the plan says so', async ({
  door: { page, dataFolder },
}) => {
  test.setTimeout(180_000);
  await openClips(page, dataFolder);

  await test.step('a range of clips gets another emotion', async () => {
    await grid(page).getByRole('checkbox', { name: 'Select row 1', exact: true }).click();
    await grid(page)
      .getByRole('checkbox', { name: 'Select row 4', exact: true })
      .click({ modifiers: ['Shift'] });
    await expect(bar(page)).toContainText('4 selected');
    expect(await graveFindings(page)).toEqual([]);
    await bar(page).getByRole('button', { name: 'Change emotion …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change emotion' });
    await dialog.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(dialog).toContainText('Choose an emotion above, or type one.');
    expect(await graveFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'surprise' }).click();
    await expect(page.getByText('4 clips labelled surprise.')).toBeVisible();
    await expect(grid(page).getByText('surprise, was happy')).toHaveCount(2);
    await expect(grid(page).getByText('surprise, was sad')).toHaveCount(2);
  });

  await test.step('the notification undoes it', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('4 clips as before.')).toBeVisible();
    await expect(grid(page).getByText(/surprise/)).toHaveCount(0);
  });

  await test.step('the keyboard marks, excludes and undoes', async () => {
    await bar(page).getByRole('button', { name: 'Clear the selection' }).click();
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await expect(bar(page)).toContainText('1 selected');
    await page.keyboard.press('m');
    await expect(grid(page).getByText('marked')).toHaveCount(1);
    await page.keyboard.press('e');
    const dialog = page.getByRole('dialog', { name: 'Exclude from all runs' });
    await expect(dialog.getByLabel('Reason')).toBeFocused();
    await page.keyboard.type('a door slams');
    await page.keyboard.press('Enter');
    await expect(grid(page).getByText('excluded, marked')).toHaveCount(1);
    await expect(grid(page)).toBeFocused();
    await page.keyboard.press('Control+z');
    await expect(grid(page).getByText('excluded')).toHaveCount(0);
    await page.keyboard.press('e');
    // Keys that are pressed before the dialog has the focus belong to the table.
    await expect(dialog.getByLabel('Reason')).toBeFocused();
    await page.keyboard.type('a door slams');
    await page.keyboard.press('Enter');
    await expect(grid(page).getByText('excluded, marked')).toHaveCount(1);
  });

  await test.step('the card and the plan count it', async () => {
    await page.getByRole('tab', { name: 'Overview' }).click();
    await expect(page.getByText('Corrections: 1 excluded, 1 marked')).toBeVisible();
    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await expect(planOf(page).getByText('Your corrections: 1 clip excluded.')).toBeVisible({
      timeout: 60_000,
    });
  });
});

test('filters corrected clips, saves them as a file and imports an edited one', async ({
  door: { page, dataFolder },
}) => {
  await openClips(page, dataFolder);
  await grid(page).getByRole('checkbox', { name: 'Select row 2', exact: true }).click();
  await bar(page).getByRole('button', { name: 'Mark', exact: true }).click();
  await expect(grid(page).getByText('marked')).toHaveCount(1);
  await bar(page).getByRole('button', { name: 'Remove mark' }).isVisible();
  await page.getByRole('button', { name: 'Corrections', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save all as CSV' }).click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv.split('\r\n')).toHaveLength(3);
  const file = join(dataFolder, '..', 'edited.csv');
  const [header, line] = csv.split('\r\n');
  const unknown = line.replace(/[0-9a-f]{64}/, 'f'.repeat(64));
  writeFileSync(file, [header, line.replace(',no,yes,', ',yes,yes,'), unknown, ''].join('\r\n'));
  await page.getByRole('button', { name: 'Corrections', exact: true }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'Import from CSV …' }).click(),
  ]);
  await chooser.setFiles(file);
  const dialog = page.getByRole('dialog', { name: 'Some lines were kept back' });
  await expect(dialog).toContainText('Here the clip is marked.');
  await expect(dialog).toContainText('The clip is not in the added corpora.');
  expect(await graveFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Replace 1 conflict' }).click();
  await expect(dialog).toContainText('1 clip corrected.');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(grid(page).getByText('excluded, marked')).toHaveCount(1);
});
