import type { Page } from '@playwright/test';
import { expect, test } from './prepared.ts';
import { tabStops } from './tab-stops.ts';

/** Moves through the page by Tab; fails for stops without a name or visible focus, or outside of the view. */
async function walk(page: Page, ...wanted: RegExp[]): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const stops = await tabStops(page);
  const names = stops.map((stop) => stop.name);
  expect(names[0]).toBe('link "Corpora"');
  expect.soft(names.filter((one) => !/"\S|^note: /.test(one))).toEqual([]);
  expect.soft(stops.filter(({ hasVisibleFocus }) => !hasVisibleFocus).map((stop) => stop.name)).toEqual([]);
  expect.soft(stops.filter(({ inView }) => !inView).map((stop) => stop.name)).toEqual([]);
  for (const one of wanted) expect.soft(names.filter((name) => one.test(name)).length, `${one}`).toBe(1);
}

async function go(page: Page, path: string, name: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test('Tab reaches every control of Corpora, with a name and visible focus', async ({ door: { page } }) => {
  await expect(page.getByRole('tab', { name: 'Clips 105' })).toBeVisible();
  await walk(page, /^button "Add a corpus"/, /^tab "Overview"/);
  await page.getByRole('tab', { name: 'Clips 105' }).press('Enter');
  const clips = page.getByRole('grid', { name: 'Clips' });
  await clips.press('ArrowDown');
  await expect(page.getByRole('slider', { name: /^Position in/ })).toBeVisible();
  await walk(page, /^grid "Clips"/, /^slider "Position in/, /^slider "Volume"/, /^button "(Play|Pause)/);
});

test('Tab reaches every control of Train, with a name and visible focus', async ({ door: { page } }) => {
  await go(page, '/train', 'Train');
  for (const name of [/^Schedule/, /^Loss/, /^Starting weights/, /^Engine/]) {
    await page.getByRole('button', { name }).press('Enter');
  }
  await expect(page.getByRole('table', { name: 'Memory and time' })).toBeVisible({ timeout: 60_000 });
  await walk(page, /^button "Train"/, /"Seed"/, /"Network"/, /"Learning rate"/);
});

test('Tab reaches every control of Runs and of a run, with a name and visible focus', async ({
  door: { page },
  prepared,
}) => {
  await go(page, '/runs', 'Runs');
  await expect(page.getByText('first try')).toBeVisible();
  await walk(page, /^grid "Runs"/, /"Search runs"/);
  await go(page, `/runs/${prepared.runs.folds}`, 'two folds');
  for (const name of [
    'Results',
    'Confusion',
    'Corpora, speakers',
    'Confident errors',
    'Robustness',
    'Split and leakage',
    'Settings',
  ]) {
    const tab = page.getByRole('tab', { name });
    await tab.click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
    await walk(page, new RegExp(`^tab "${name}"`), /^link "Train again"/);
  }
});

test('Tab reaches every control of Predict and Settings, with a name and visible focus', async ({
  door: { page },
  prepared,
}) => {
  await go(page, `/predict?run=${prepared.runs.finished}`, 'Predict');
  await expect(page.getByText(/^Ready on/)).toBeVisible({ timeout: 30_000 });
  await walk(page, /^button "Record"/, /"Model"/, /"Compare with"/);
  await go(page, '/settings', 'Settings');
  await expect(page.getByRole('table', { name: 'Engines and devices' })).toBeVisible();
  for (const name of ['Computing', 'Folders', 'Appearance', 'About']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
    await walk(page, new RegExp(`^tab "${name}"`));
  }
});
