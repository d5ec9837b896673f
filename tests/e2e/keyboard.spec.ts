import type { Page } from '@playwright/test';
import { expect, test } from './prepared.ts';
import { tabStops } from './tab-stops.ts';

/** Goes through the whole page by Tab; what has no name, no visible focus or is out of sight is a defect. */
async function walk(page: Page, ...wanted: RegExp[]): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const stops = await tabStops(page);
  const told = stops.map((stop) => stop.told);
  expect(told[0]).toBe('link "Corpora"');
  expect.soft(told.filter((one) => !/"\S|^note: /.test(one))).toEqual([]);
  expect.soft(stops.filter(({ shown }) => !shown).map((stop) => stop.told)).toEqual([]);
  expect.soft(stops.filter(({ inSight }) => !inSight).map((stop) => stop.told)).toEqual([]);
  for (const one of wanted) expect.soft(told.filter((words) => one.test(words)).length, `${one}`).toBe(1);
}

async function go(page: Page, path: string, name: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('every control of the corpora is reached by Tab, named and seen', async ({ door: { page } }) => {
  await expect(page.getByRole('tab', { name: 'Clips 105' })).toBeVisible();
  await walk(page, /^button "Add a corpus"/, /^tab "Overview"/);
  await page.getByRole('tab', { name: 'Clips 105' }).press('Enter');
  const clips = page.getByRole('grid', { name: 'Clips' });
  await clips.press('ArrowDown');
  await expect(page.getByRole('slider')).toBeVisible();
  await walk(page, /^grid "Clips"/, /^slider/, /^button "(Play|Pause)/);
});

test('every control of Train is reached by Tab, named and seen', async ({ door: { page } }) => {
  await go(page, '/train', 'Train');
  for (const name of [/^Schedule/, /^Loss/, /^Starting weights/, /^Engine/]) {
    await page.getByRole('button', { name }).press('Enter');
  }
  await expect(page.getByRole('table', { name: 'What it takes' })).toBeVisible({ timeout: 60_000 });
  await walk(page, /^button "Train"/, /"Seed"/, /"Network"/, /"Learning rate"/);
});

test('every control of the runs, and of one, is reached by Tab, named and seen', async ({
  door: { page },
  prepared,
}) => {
  await go(page, '/runs', 'Runs');
  await expect(page.getByText('first try')).toBeVisible();
  await walk(page, /^grid "Runs"/, /"Search runs"/);
  await go(page, `/runs/${prepared.runs.folds}`, 'two folds');
  for (const name of [
    'Figures',
    'Confusion',
    'Corpora, sex, speakers',
    'Confident errors',
    'Split and audit',
    'Settings and environment',
  ]) {
    const tab = page.getByRole('tab', { name });
    await tab.click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
    await walk(page, new RegExp(`^tab "${name}"`), /^link "Train again"/);
  }
});

test('every control of Recognise and of the settings is reached by Tab, named and seen', async ({
  door: { page },
  prepared,
}) => {
  await go(page, `/recognise?run=${prepared.runs.finished}`, 'Recognise');
  await expect(page.getByText(/^Ready on/)).toBeVisible({ timeout: 30_000 });
  await walk(page, /^button "Record"/, /"Recogniser"/, /"Compare with"/);
  await go(page, '/settings', 'Settings');
  await expect(page.getByRole('table', { name: 'Engines and devices' })).toBeVisible();
  for (const name of ['Computing', 'Folders', 'Appearance', 'About']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
    await walk(page, new RegExp(`^tab "${name}"`));
  }
});
