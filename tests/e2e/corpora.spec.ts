import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { EMOTIONS } from '../../src/shared/emotions.ts';
import { tinyWav } from '../unit/corpora/corpus-folder.ts';
import { expect, test } from './door.ts';
import { graveFindings } from './grave-findings.ts';
import { longestTask } from './longest-task.ts';

/** Sounds by their paths, in a folder beside the laboratory's. */
function writeClips(dataFolder: string, paths: readonly string[]): string {
  const folder = join(dirname(dataFolder), 'voices');
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), tinyWav({ sound: path }));
  }
  return folder;
}

/** Clips as RAVDESS calls them: emotion, repetition and actor. */
const ravdess = (emotion: number, repetition: number, actor: number) => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `Actor_${two(actor)}/03-01-${two(emotion)}-01-01-${two(repetition)}-${two(actor)}.wav`;
};

const FEW = [1, 2].flatMap((actor) => [3, 4, 5].map((emotion) => ravdess(emotion, 1, actor)));
const MANY = 12_000;
const manyClips = () =>
  Array.from({ length: MANY }, (_, index) => `${EMOTIONS[index % EMOTIONS.length]}/clip-${index}.wav`);

async function addFolder(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder, or table of clips').fill(folder);
  await dialog.getByRole('button', { name: 'Look' }).click();
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click();
}

async function expectNothingGrave(page: Page): Promise<void> {
  expect(await graveFindings(page)).toEqual([]);
}

/** What a download would have written. */
async function downloaded(page: Page, click: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFileSync(await download.path(), 'utf8');
}

test('the first start offers sample voices, and walks on to Train with them', async ({ door: { page } }) => {
  await page.getByRole('button', { name: 'Make sample voices' }).click();
  await expect(page).toHaveURL(/#\/train/, { timeout: 60_000 });
  await page.getByRole('link', { name: 'Corpora' }).click();
  const card = page.getByRole('region', { name: 'RAVDESS (synthetic)' });
  await expect(card).toContainText('6 female, 6 male');
  await expect(card.getByText('synthetic', { exact: true })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Clips per emotion: angry 96, disgust 96/ })).toBeVisible();
});

test('a folder is looked at, scanned, listed and heard', async ({ door: { page, dataFolder, kind } }) => {
  const folder = writeClips(dataFolder, FEW);
  writeFileSync(join(folder, 'Actor_01/unnamed.wav'), 'no sound');

  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder, or table of clips').fill(join(folder, 'nowhere'));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('There is no such folder');
  await expect(dialog.getByRole('button', { name: 'Scan', exact: true })).toBeDisabled();
  await dialog.getByLabel('Folder, or table of clips').fill(folder);
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('status')).toContainText('RAVDESS');
  await expect(dialog.getByRole('status')).toContainText('6 files');
  if (kind === 'served') await expect(dialog.getByRole('button', { name: 'Actor_02' })).toBeVisible();
  await expect(dialog.getByRole('status')).toContainText('One sound file would be left out');
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click();

  const card = page.getByRole('region', { name: 'RAVDESS' });
  await expect(card).toContainText('1 female, 1 male');
  await card.getByRole('button', { name: '1 problem' }).click();
  const problems = page.getByRole('grid', { name: 'Problems' });
  await expect(problems).toContainText('Neither its name nor its folder');
  // The whole reason stands beside what can be heard of it.
  await problems.press('ArrowDown');
  const chosen = page.getByRole('region', { name: 'The chosen problem' });
  await expect(chosen).toContainText(/Neither its name nor its folder.*unnamed\.wav/);

  await page.getByRole('tab', { name: 'Clips 6' }).click();
  const grid = page.getByRole('grid', { name: 'Clips' });
  await expect(grid).toHaveAttribute('aria-rowcount', '7');
  // Sorted by keyboard.
  const emotion = grid.getByRole('columnheader', { name: /^Emotion/ });
  await emotion.getByRole('button', { name: 'Emotion', exact: true }).press('Enter');
  await expect(emotion).toHaveAttribute('aria-sort', 'ascending');
  await expect(grid.getByRole('row').nth(1)).toContainText('angry');
  await emotion.getByRole('button', { name: 'Emotion', exact: true }).press('Enter');
  await expect(grid.getByRole('row').nth(1)).toContainText('sad');
  // Filtered and searched.
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
  // Heard and seen.
  await grid.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await expect(grid.locator('[aria-selected=true]')).toHaveAttribute('aria-rowindex', '6');
  const sound = page.getByRole('region', { name: 'The chosen clip' });
  await expect(sound.getByRole('button', { name: /^(Play|Pause)/ })).toBeEnabled();
  await expect(sound.getByText('8,000 Hz')).toBeVisible();
  await expect(sound.getByText(/\.wav$/).first()).toBeVisible();
});

test('a folder that is removed can be taken back; tables are exported', async ({ door }) => {
  const { page, dataFolder, kind } = door;
  const folder = writeClips(dataFolder, FEW);
  await addFolder(page, folder);
  const card = page.getByRole('region', { name: 'RAVDESS' });
  await card.getByRole('button', { name: 'More about RAVDESS' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the list' }).click();
  await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card).toContainText('1 female, 1 male');

  await page.getByRole('button', { name: 'Export' }).click();
  if (kind === 'served') {
    const item = page.getByRole('menuitem', { name: 'Download that of all' });
    const table = await downloaded(page, () => item.click());
    expect(table.split('\r\n')[1]).toBe(`happy,${join(folder, FEW[0])}`);
    await page.getByRole('button', { name: 'Export' }).click();
  } else {
    await door.desktop!.answerDialogs({ canceled: false, filePaths: [join(folder, 'tables')] });
  }
  await page.getByRole('menuitem', { name: /into a folder/ }).click();
  if (kind === 'served') {
    const dialog = page.getByRole('dialog', { name: 'Export the tables' });
    await dialog.getByRole('button', { name: 'Computer' }).click();
    for (const name of folder.split('/').slice(1)) {
      await dialog.getByRole('button', { name, exact: true }).first().click();
    }
    await dialog.getByRole('button', { name: 'Write here' }).click();
  }
  await expect(page.getByText('2 tables written')).toBeVisible();
  const written = join(folder, kind === 'served' ? '' : 'tables', 'RAVDESS.csv');
  expect(readFileSync(written, 'utf8')).toContain(`sad,${join(folder, FEW[1])}`);
});

test('two corpora of one name are told apart wherever they are named', async ({ door }) => {
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
  await expect(page.getByText('Called RAVDESS 2 in tables and figures.')).toHaveCount(1);
});

test('a scan can be left, found again and cancelled: nothing of it stays', async ({ door }) => {
  const { page, dataFolder } = door;
  const folder = writeClips(dataFolder, manyClips());
  await addFolder(page, folder);
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('link', { name: 'Corpora' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
  rmSync(folder, { recursive: true });
});

test('twelve thousand rows are scrolled, sorted and searched without a pause', async ({ door }) => {
  const { page, dataFolder } = door;
  const folder = writeClips(dataFolder, manyClips());
  await addFolder(page, folder);
  await page.getByRole('tab', { name: 'Clips 12,000' }).click({ timeout: 60_000 });
  const grid = page.getByRole('grid', { name: 'Clips' });
  await expect(grid).toHaveAttribute('aria-rowcount', String(MANY + 1));
  await grid.focus();
  await page.keyboard.press('End');
  await expect(grid.locator('[aria-selected=true]')).toHaveAttribute('aria-rowindex', String(MANY + 1));
  await expect(page.getByRole('button', { name: /^Play again/ })).toBeVisible();

  const longest = await longestTask(page, async () => {
    // With all clips on their way to it anew.
    await page.reload();
    await expect(grid).toHaveAttribute('aria-rowcount', String(MANY + 1));
    await scrollThrough(page);
    for (const name of ['File', 'Emotion', 'Seconds']) {
      const header = grid.getByRole('button', { name, exact: true });
      await header.click();
      await header.click();
      await header.click();
    }
    const search = page.getByRole('textbox', { name: 'Search clips' });
    await search.pressSequentially('sad clip-11');
    await expect(page.getByText(/ of 12,000 clips/)).toBeVisible();
    await search.fill('');
    await expect(page.getByText('12,000 clips', { exact: true })).toBeVisible();
  });
  test.skip(longest === null, 'the browser of this door cannot be traced');
  test.info().annotations.push({ type: 'longest task', description: `${longest!.toFixed(0)} ms` });
  expect(longest).toBeLessThanOrEqual(100);
});

/** Down to the end and back up, a screen and more at each frame. */
async function scrollThrough(page: Page): Promise<void> {
  await page.getByRole('grid', { name: 'Clips' }).evaluate(async (grid) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (const down of [true, false]) {
      grid.scrollTop = down ? 0 : grid.scrollHeight;
      for (let step = 0; step < 90; step++) {
        grid.scrollTop += (down ? 1 : -1) * (step % 3 === 0 ? 9000 : 700);
        await frame();
      }
    }
  });
}

test('nothing is in the way of who cannot see or use a mouse', async ({ door: { page, dataFolder } }) => {
  await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
  await expectNothingGrave(page);
  const folder = writeClips(dataFolder, FEW);
  writeFileSync(join(folder, 'Actor_01/unnamed.wav'), 'no sound');
  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder, or table of clips').fill(folder);
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
  await expect(page.getByRole('region', { name: 'The chosen clip' }).getByText('8,000 Hz')).toBeVisible();
  await expectNothingGrave(page);
  await page.getByRole('button', { name: 'Filter Emotion' }).click();
  await expect(page.getByRole('checkbox', { name: /^happy/ })).toBeVisible();
  await expectNothingGrave(page);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await expect(page.getByRole('grid', { name: 'Problems' })).toContainText('Neither its name');
  await expectNothingGrave(page);
});
