import type { Locator, Page } from '@playwright/test';
import { expect, test } from './prepared.ts';

const planOf = (page: Page) => page.getByRole('region', { name: 'What will happen' });

/** Chooses an option of a list that opens when it is clicked. */
async function choose(page: Page, list: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: list, exact: true }).click();
  // Its name begins with the word; what it means follows.
  await page.getByRole('option', { name: new RegExp(`^${option}\\b`) }).click();
}

/** What a row of the table of costs says. */
const cost = (plan: Locator, name: string) =>
  plan.getByRole('table', { name: 'What it takes' }).getByRole('row', { name }).getByRole('cell');

test('what will happen follows the settings, and says what is lacking', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  const plan = planOf(page);
  const start = plan.getByRole('button', { name: 'Train', exact: true });
  await expect(plan.getByText('105 clips')).toBeVisible();
  await expect(cost(plan, 'Parameters')).toHaveText('311,127, 309,751 of them trained', { timeout: 30_000 });
  await expect(cost(plan, 'Engine')).toContainText('wasm');
  await expect(plan.getByText(/^The audit found/)).toBeVisible();

  await choose(page, 'Protocol', 'random');
  await expect(page.getByRole('main').getByText(/^Clips are dealt at random/)).toBeVisible();
  await expect(plan.getByText(/voices of the test would be trained on too/)).toBeVisible();
  await choose(page, 'Protocol', 'leave-one-speaker-out');
  await expect(plan.getByRole('combobox', { name: 'Fold' })).toBeVisible();
  await choose(page, 'Network', 'vgg19');
  await expect(cost(plan, 'Parameters')).not.toHaveText(/^311,127/, { timeout: 60_000 });
  await expect(start).toBeEnabled();

  await page.getByRole('textbox', { name: 'Seed' }).fill('seven');
  await expect(plan.getByText('The seeds are whole numbers from 0')).toBeVisible();
  await expect(start).toBeDisabled();
  await page.getByRole('textbox', { name: 'Seed' }).fill('7');
  await page.getByRole('checkbox', { name: /RAVDESS/ }).uncheck();
  await expect(plan.getByText('Choose at least one corpus.')).toBeVisible();
  await expect(start).toBeDisabled();
});

test('the thesis’s settings are one choice', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  await choose(page, 'Preset', 'thesis-densenet201');
  await expect(page.getByRole('combobox', { name: 'Network' })).toHaveValue('densenet201');
  await expect(page.getByRole('combobox', { name: 'Recipe of the features' })).toHaveValue('thesis-mfcc');
  await expect(page.getByRole('combobox', { name: 'Protocol' })).toHaveValue('random');
  await expect(page.getByRole('combobox', { name: 'Optimizer' })).toHaveValue('adadelta');
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.001');
  await expect(page.getByRole('textbox', { name: 'Epochs, at most' })).toHaveValue('50');
  // What is changed by hand is no preset any more.
  await page.getByRole('textbox', { name: 'Epochs, at most' }).fill('5');
  await expect(page.getByRole('combobox', { name: 'Preset' })).toHaveValue('as below');
});

test('a run that does not fit is refused, with the largest batch that does', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  await choose(page, 'Preset', 'thesis-vgg19');
  await page.getByRole('textbox', { name: 'Batch size' }).fill('4096');
  const plan = planOf(page);
  const said = plan.getByText(/too much; a batch of \d+ would fit/);
  await expect(said).toBeVisible({ timeout: 60_000 });
  await plan.getByRole('button', { name: 'Train', exact: true }).click();
  const refusal = plan.getByRole('alert').filter({ hasText: 'Not started' });
  await expect(refusal).toContainText(/batch size of at most \d+/, { timeout: 60_000 });
  await expect(page).toHaveURL(/#\/train$/);
  // One click takes the batch that fits; what was said of the other goes with it.
  const largest = /batch of (\d+)/.exec((await said.textContent()) ?? '')?.[1];
  await plan.getByRole('button', { name: `Use batches of ${largest}` }).click();
  await expect(page.getByRole('textbox', { name: 'Batch size' })).toHaveValue(`${largest}`);
  await expect(refusal).toBeHidden();
  await expect(said).toBeHidden({ timeout: 60_000 });
});

test('two networks and two seeds are four runs: one trains, three wait', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  await page.getByRole('textbox', { name: 'Epochs, at most' }).fill('1000');
  await page.getByRole('textbox', { name: 'Batch size' }).fill('8');
  await page.getByRole('textbox', { name: 'Name' }).fill('grid');
  await page.getByRole('switch', { name: /^A grid/ }).click();
  await page.getByRole('combobox', { name: 'Networks' }).press('Space');
  await page.getByRole('option', { name: 'vgg19' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('7, 8');
  const plan = planOf(page);
  const kinds = plan.getByRole('table', { name: 'Runs of the grid' });
  await expect(kinds.getByRole('row', { name: /^compact speaker-independent 2/ })).toBeVisible();
  await expect(kinds.getByRole('row', { name: /^vgg19 speaker-independent 2/ })).toBeVisible();
  // Each kind of run can be looked at as a single one is.
  await expect(cost(plan, 'Parameters')).toHaveText(/^311,127/, { timeout: 60_000 });
  await kinds.getByRole('button', { name: 'vgg19' }).click();
  await expect(cost(plan, 'Parameters')).not.toHaveText(/^311,127/, { timeout: 60_000 });
  await plan.getByRole('button', { name: 'Queue 4 runs' }).click();
  await expect(page).toHaveURL(/#\/runs$/, { timeout: 60_000 });
  const rows = page.getByRole('row').filter({ hasText: /grid: / });
  await expect(rows).toHaveCount(4);
  await expect(rows.filter({ hasText: 'running' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'waiting' })).toHaveCount(3);
  await expect(rows.filter({ hasText: 'grid: compact speaker-independent 7' })).toContainText('running');
});

test.describe(() => {
  test.use({ size: { width: 1100, height: 700 } });
  test('every setting is explained, and the button is always in sight', async ({ door: { page } }) => {
    await page.getByRole('link', { name: 'Train' }).click();
    const plan = planOf(page);
    const start = plan.getByRole('button', { name: 'Train', exact: true });
    await expect(plan.getByRole('table', { name: 'What it takes' })).toBeVisible({ timeout: 60_000 });
    for (const name of [/^Schedule/, /^Loss/, /^Starting weights/, /^Engine/]) {
      await page.getByRole('button', { name }).click();
    }
    // By who comes with the Tab key, not by who clicks.
    const batch = page.getByRole('textbox', { name: 'Batch size' });
    await batch.click();
    const help = page.getByRole('tooltip');
    await expect(help).toHaveCount(0);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('combobox', { name: 'Optimizer' })).toBeFocused();
    await expect(help.filter({ hasText: 'weights are changed after each batch' })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('textbox', { name: 'Learning rate' })).toBeFocused();
    await expect(help.filter({ hasText: 'the loss jumps about' })).toBeVisible();
    await page.keyboard.press('5');
    await expect(help).toHaveCount(0);
    const unexplained = await page
      .locator('form')
      .locator('input:not([type=hidden]):not([role=switch]):visible')
      .evaluateAll((inputs) =>
        inputs
          .filter(
            (input) => !input.closest('[role=group]') && input.getAttribute('aria-description') === null,
          )
          .map(
            (input) =>
              input.getAttribute('aria-label') ?? (input as HTMLInputElement).labels?.[0]?.textContent,
          ),
      );
    expect(unexplained).toEqual([]);
    // At the end of the form and of the plan.
    await page.getByRole('textbox', { name: 'Name' }).scrollIntoViewIfNeeded();
    await plan.getByRole('region', { name: 'The plan' }).press('End');
    await expect(start).toBeInViewport({ ratio: 1 });
  });
});

test('train again fills in the settings of a run', async ({ door: { page }, prepared }) => {
  await page.evaluate((id) => {
    location.hash = `/runs/${id}`;
  }, prepared.runs.finished);
  const content = page.locator('#main');
  await expect(page.getByRole('tab', { name: 'Confusion' })).toBeVisible();
  const scrolled = () => content.evaluate(({ scrollTop }) => scrollTop);
  await expect
    .poll(async () => {
      await content.evaluate((element) => element.scrollTo(0, 40));
      return scrolled();
    })
    .toBe(40);
  await page.getByRole('link', { name: 'Train again' }).click();
  await expect(page.getByText('With the settings of first try.')).toBeVisible();
  // A page begins at its top, wherever the one before was left.
  const room = await content.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
  expect(room).toBeGreaterThan(40);
  expect(await scrolled()).toBe(0);
  await expect(page.getByRole('textbox', { name: 'Epochs, at most' })).toHaveValue('3');
  await expect(page.getByRole('textbox', { name: 'Batch size' })).toHaveValue('16');
  await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('11');
  await expect(page.getByRole('checkbox', { name: /RAVDESS/ })).toBeChecked();
  await expect(page.getByText('pilot', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Schedule/ }).click();
  await expect(page.getByRole('checkbox', { name: /^Stop early/ })).not.toBeChecked();
});
