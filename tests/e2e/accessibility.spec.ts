import type { Page } from '@playwright/test';
import { test as emptyTest } from './door.ts';
import { graveFindings } from './grave-findings.ts';
import { expect, test } from './prepared.ts';
import { recordedAtLeast } from './recorded-time.ts';

/** Opens a page by its address, and waits until it is shown. */
async function go(page: Page, path: string, heading: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

/** Fails with the serious findings and continues, so that one run reports all of them. */
const expectNothingGrave = async (page: Page, what: string) =>
  expect.soft(await graveFindings(page), what).toEqual([]);

emptyTest('the pages of an empty laboratory', async ({ door: { page } }) => {
  for (const name of ['Train', 'Runs', 'Predict', 'Corpora']) {
    await go(page, `/${name.toLowerCase()}`, name);
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    await expectNothingGrave(page, name);
  }
  await page.getByRole('button', { name: 'Add a corpus' }).click();
  await expect(page.getByRole('dialog', { name: 'Add a corpus' })).toBeVisible();
  await expectNothingGrave(page, 'adding a corpus');
});

test('the keyboard can skip to the content, and the title names the page', async ({ door: { page } }) => {
  await go(page, '/runs', 'Runs');
  await expect(page).toHaveTitle('Runs – neural-SER');
  await page.reload();
  await expect(page.getByText('first try')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
});

test('the corpora', async ({ door: { page } }) => {
  await expect(page.getByRole('tab', { name: 'Clips 105' })).toBeVisible();
  await expectNothingGrave(page, 'overview');
  await page.getByRole('tab', { name: 'Clips 105' }).click();
  const clips = page.getByRole('grid', { name: 'Clips' });
  await clips
    .getByRole('gridcell', { name: /\.wav$/ })
    .first()
    .click();
  await expect(page.getByRole('slider', { name: /^Position in/ })).toBeVisible();
  await expectNothingGrave(page, 'clips');
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await expectNothingGrave(page, 'problems');
});

test('Train', async ({ door: { page } }) => {
  await go(page, '/train', 'Train');
  for (const name of [/^Schedule/, /^Loss/, /^Starting weights/, /^Engine/]) {
    await page.getByRole('button', { name }).click();
  }
  await expect(page.getByRole('table', { name: 'Memory and time' })).toBeVisible({ timeout: 60_000 });
  await expectNothingGrave(page, 'one run');
  await page.getByRole('button', { name: 'Vary Seed', exact: true }).click();
  await page.getByRole('textbox', { name: 'Seed', exact: true }).fill('7, 8');
  await page.getByRole('button', { name: 'Vary Protocol' }).click();
  await expect(page.getByRole('table', { name: 'Runs of the grid' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Protocol' }).press('Space');
  await expect(page.getByRole('option', { name: /^k-fold-speakers/ })).toBeVisible();
  await expectNothingGrave(page, 'a grid, with a list open');
});

test('the runs', async ({ door: { page } }) => {
  await go(page, '/runs', 'Runs');
  await expect(page.getByText('first try')).toBeVisible();
  await expectNothingGrave(page, 'table');
  await page
    .getByRole('row', { name: /first try/ })
    .getByRole('checkbox')
    .click();
  await expect(page.getByRole('region', { name: 'Selection' })).toBeVisible();
  await page.getByRole('button', { name: 'Views' }).click();
  await expect(page.getByRole('textbox', { name: /^Save the current view/ })).toBeVisible();
  await expectNothingGrave(page, 'selection and views');
});

test('a finished run', async ({ door: { page }, prepared }) => {
  await go(page, `/runs/${prepared.runs.folds}`, 'two folds');
  const clip = page.getByRole('button', { name: /\.wav/ }).first();
  await expectNothingGrave(page, 'Results');
  await page.getByRole('tab', { name: 'Confusion' }).click();
  await page
    .getByRole('button', { name: /: [1-9]\d* clips?,/ })
    .first()
    .click();
  await clip.click();
  await expect(page.getByRole('slider', { name: /^Position in/ })).toBeVisible();
  await expectNothingGrave(page, 'Confusion');
  await page.getByRole('tab', { name: 'Confident errors' }).click();
  await clip.click();
  await expect(page.getByRole('slider', { name: /^Position in/ })).toBeVisible();
  await expectNothingGrave(page, 'Confident errors');
  await page.getByRole('tab', { name: 'Corpora, speakers' }).click();
  await expect(page.getByRole('table', { name: 'Results by corpus' })).toBeVisible();
  await expectNothingGrave(page, 'groups');
  await page.getByRole('tab', { name: 'Split and leakage' }).click();
  await expectNothingGrave(page, 'Split and leakage');
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expectNothingGrave(page, 'Settings');
  await page.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await expectNothingGrave(page, 'menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Change tags and notes' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNothingGrave(page, 'tags and notes');
});

test('a stopped run, and one that trains', async ({ door: { page }, prepared }) => {
  await go(page, `/runs/${prepared.runs.stopped}`, 'stopped one');
  await expectNothingGrave(page, 'stopped');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.getByText(/^\d+ of 50$/)).toBeVisible();
  await expectNothingGrave(page, 'at work');
  await page.getByRole('button', { name: 'Stop' }).click();
});

test.describe('with a microphone', () => {
  test.use({ wholeBrowser: true });

  test('Predict', async ({ door: { page }, prepared }) => {
    await go(page, `/predict?run=${prepared.runs.finished}&with=${prepared.runs.folds}`, 'Predict');
    await expectNothingGrave(page, 'no recording yet');
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await expect(page.getByLabel('Recorded time')).toHaveText(recordedAtLeast(2));
    await expectNothingGrave(page, 'recording');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText(/^Predicted in/).last()).toBeVisible();
    await expectNothingGrave(page, 'two predictions');
  });
});

test('Settings', async ({ door: { page } }) => {
  await go(page, '/settings', 'Settings');
  await expect(page.getByRole('table', { name: 'Engines and devices' })).toBeVisible();
  for (const name of ['Computing', 'Folders', 'Appearance', 'About']) {
    await page.getByRole('tab', { name }).click();
    await expect(page.getByRole('tabpanel', { name })).toBeVisible();
    await expectNothingGrave(page, name);
  }
});
