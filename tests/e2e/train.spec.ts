import type { Locator, Page } from '@playwright/test';
import { choose } from './choose-setting.ts';
import { expect, test } from './prepared.ts';

const planOf = (page: Page) => page.getByRole('region', { name: 'Plan', exact: true });

/** The cell of a row in the table “Memory and time”. */
const cost = (plan: Locator, name: string) =>
  plan.getByRole('table', { name: 'Memory and time' }).getByRole('row', { name }).getByRole('cell');

test('the plan follows the settings and names what is missing', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  const plan = planOf(page);
  const start = plan.getByRole('button', { name: 'Train', exact: true });
  // There are only sample voices.
  await expect(page.getByRole('combobox', { name: 'Preset' })).toHaveValue('quick');
  await expect(plan.getByText('105 clips')).toBeVisible();
  await expect(cost(plan, 'Parameters')).toHaveText('311,127, 309,751 of them trained', { timeout: 30_000 });
  await expect(cost(plan, 'Engine')).toContainText('wasm');
  await expect(plan.getByText(/^Leakage check: /)).toBeVisible();

  await choose(page, 'Protocol', 'random');
  await expect(page.getByRole('main').getByText(/^Clips are divided at random/)).toBeVisible();
  await expect(plan.getByText(/Leakage check: .*5 speakers.* occur in both training and test/)).toBeVisible();
  await choose(page, 'Protocol', 'leave-one-speaker-out');
  await expect(plan.getByRole('combobox', { name: 'Fold' })).toBeVisible();
  await choose(page, 'Network', 'vgg19');
  await expect(cost(plan, 'Parameters')).not.toHaveText(/^311,127/, { timeout: 60_000 });
  await expect(start).toBeEnabled();

  const seed = page.getByRole('textbox', { name: 'Seed', exact: true });
  await seed.fill('');
  await expect(plan.getByText('Seed: Enter a whole number from 0.')).toBeVisible();
  await expect(start).toBeDisabled();
  await seed.fill('7');
  // Not before the plan of the new settings is there, and never for an impossible plan.
  await choose(page, 'Protocol', 'leave-one-corpus-out');
  await expect(start).toBeDisabled();
  await expect(plan.getByText(/at least two corpora/)).toBeVisible({ timeout: 60_000 });
  await expect(start).toBeDisabled();
  await choose(page, 'Protocol', 'speaker-independent');
  await expect(start).toBeEnabled({ timeout: 60_000 });
  // Corpora that the user has unticked stay so.
  const corpus = page.getByRole('checkbox', { name: /RAVDESS/ });
  await corpus.uncheck();
  await expect(plan.getByText('Choose at least one corpus.')).toBeVisible();
  await expect(start).toBeDisabled();
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('link', { name: 'Train' }).click();
  await expect(plan.getByText('Choose at least one corpus.')).toBeVisible();
  await expect(corpus).not.toBeChecked();
  await corpus.check();
  await page.reload();
  await expect(corpus).toBeChecked();
});

test('the thesis’s settings are one choice', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  await choose(page, 'Preset', 'thesis-densenet201');
  await expect(page.getByRole('combobox', { name: 'Network' })).toHaveValue('densenet201');
  await expect(page.getByRole('combobox', { name: 'Features' })).toHaveValue('thesis-mfcc');
  await expect(page.getByRole('combobox', { name: 'Protocol' })).toHaveValue('random');
  await expect(page.getByRole('combobox', { name: 'Optimizer' })).toHaveValue('adadelta');
  await expect(page.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.001');
  await expect(page.getByRole('textbox', { name: 'Max epochs' })).toHaveValue('50');
  // After a change the preset is “Custom”.
  await page.getByRole('textbox', { name: 'Max epochs' }).fill('5');
  await expect(page.getByRole('combobox', { name: 'Preset' })).toHaveValue('Custom');
});

test('a value out of range stays in its field, with an error message', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  const plan = planOf(page);
  const start = plan.getByRole('button', { name: 'Train', exact: true });
  const epochs = page.getByRole('textbox', { name: 'Max epochs' });
  const wrong = 'Enter a whole number from 1 to 10,000.';
  for (const typed of ['20000', '0', '2.5', '-3', '']) {
    await epochs.fill(typed);
    await epochs.blur();
    await expect(epochs).toHaveValue(typed);
    await expect(page.locator('form').getByText(wrong)).toBeVisible();
    await expect(plan.getByText(`Max epochs: ${wrong}`)).toBeVisible();
    await expect(start).toBeDisabled();
  }
  await epochs.fill('12');
  await expect(page.locator('form').getByText(wrong)).toBeHidden();
  await expect(start).toBeEnabled();
  await page.getByRole('button', { name: /^Schedule/ }).click();
  // It depends on the epochs, and early stopping can act by default. Percentages are entered as %.
  await expect(page.getByRole('textbox', { name: 'Watch from epoch' })).toHaveValue('9');
  const patience = page.getByRole('textbox', { name: 'Patience (epochs)' });
  await expect(patience).toHaveValue('1');
  const idle = plan.getByText(
    /^Early stopping cannot end this run: it waits 10 epochs from epoch 9 on, of 12/,
  );
  await patience.fill('10');
  await expect(idle).toBeVisible({ timeout: 60_000 });
  await page.getByRole('textbox', { name: 'Warm-up' }).fill('95');
  await expect(page.locator('form').getByText('Enter a number from 0 % to 90 %.')).toBeVisible();
});

test('augmentation that is switched off and on has its default values', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  await page.getByRole('button', { name: /^Loss/ }).click();
  const augmentation = page.getByRole('checkbox', { name: 'Augmentation' });
  const length = page.getByRole('textbox', { name: 'Max mask length (frames)' });
  await expect(length).toHaveValue('16');
  await augmentation.uncheck();
  await expect(length).toBeHidden();
  await augmentation.check();
  await expect(length).toHaveValue('16');
  await expect(page.getByRole('textbox', { name: 'Time masks' })).toHaveValue('2');
  await page.getByRole('textbox', { name: 'Time masks' }).fill('0');
  await expect(length).toBeDisabled();
});

test('a run that does not fit into memory is refused, with the largest batch size that fits', async ({
  door: { page },
}) => {
  await page.getByRole('link', { name: 'Train' }).click();
  await choose(page, 'Preset', 'thesis-vgg19');
  await page.getByRole('textbox', { name: 'Batch size' }).fill('4096');
  const plan = planOf(page);
  const advice = plan.getByText(/too much; a batch of \d+ would fit/);
  await expect(advice).toBeVisible({ timeout: 60_000 });
  await plan.getByRole('button', { name: 'Train', exact: true }).click();
  const refusal = plan.getByRole('alert').filter({ hasText: 'Not started' });
  await expect(refusal).toContainText(/batch size of at most \d+/, { timeout: 60_000 });
  await expect(page).toHaveURL(/#\/train$/);
  // One click uses the batch size that fits; the refusal of the other disappears.
  const largest = /batch of (\d+)/.exec((await advice.textContent()) ?? '')?.[1];
  await plan.getByRole('button', { name: `Use batches of ${largest}` }).click();
  await expect(page.getByRole('textbox', { name: 'Batch size' })).toHaveValue(`${largest}`);
  await expect(refusal).toBeHidden();
  await expect(advice).toBeHidden({ timeout: 60_000 });
});

test('a grid leaves out what is impossible, and its queue can be changed', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Train' }).click();
  await page.getByRole('textbox', { name: 'Max epochs' }).fill('1000');
  await page.getByRole('textbox', { name: 'Name' }).fill('first grid');
  const plan = planOf(page);

  await test.step('two networks, two kinds of features and two seeds', async () => {
    for (const [field, option] of [
      ['Network', 'inceptionv3'],
      ['Features', 'thesis-mfcc'],
    ]) {
      await page.getByRole('button', { name: `Vary ${field}` }).click();
      await page.getByRole('combobox', { name: field, exact: true }).press('Space');
      await page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: 'Vary Batch size' }).click();
    const batch = page.getByRole('textbox', { name: 'Batch size' });
    await batch.fill('0, 8');
    await expect(plan.getByText('Batch size: 0: Enter a whole number from 1 to 4,096.')).toBeVisible();
    await batch.fill('8');
    await page.getByRole('textbox', { name: 'Number of seeds' }).fill('2');
    const kinds = plan.getByRole('table', { name: 'Runs of the grid' });
    await expect(kinds.getByRole('row', { name: /^compact · log-mel 2/ })).toBeVisible({ timeout: 60_000 });
    await expect(kinds.getByRole('row')).toHaveCount(4);
    const leftOut = plan.getByRole('region', { name: '2 runs left out' });
    await expect(leftOut).toContainText(
      'inceptionv3 needs features of at least 75 × 75 values; log-mel has 64 × 151.',
    );
    await expect(plan.getByRole('button', { name: 'Queue 6 runs, 2 left out' })).toBeEnabled({
      timeout: 60_000,
    });
    // The plan of each kind of run can be shown.
    await expect(cost(plan, 'Parameters')).toHaveText(/^311,127/, { timeout: 60_000 });
    await kinds.getByRole('button', { name: 'inceptionv3' }).click();
    await expect(cost(plan, 'Parameters')).not.toHaveText(/^311,127/, { timeout: 60_000 });
  });

  await test.step('each network with its own features: four runs, of which one trains', async () => {
    await page.getByRole('button', { name: 'Do not vary Features' }).click();
    await expect(page.getByRole('checkbox', { name: 'Features of each network' })).toBeChecked();
    await plan.getByRole('button', { name: 'Queue 4 runs', exact: true }).click({ timeout: 60_000 });
    await expect(page).toHaveURL(/#\/runs$/, { timeout: 60_000 });
    // The seeds of each network are one group.
    const groups = page.getByRole('treegrid', { name: 'Runs', exact: true }).locator('[aria-expanded]');
    await expect(groups.filter({ hasText: /^compact, .*n = 0 of 2/ })).toHaveCount(1, { timeout: 60_000 });
    await page.evaluate(() => {
      location.hash = '#/runs?group=nothing';
    });
    const rows = page.getByRole('grid', { name: 'Runs', exact: true }).getByRole('row');
    for (const name of [
      'compact · seed 7',
      'compact · seed 8',
      'inceptionv3 · seed 7',
      'inceptionv3 · seed 8',
    ]) {
      await expect(rows.filter({ hasText: name })).toHaveCount(1, { timeout: 60_000 });
    }
    await expect(rows.filter({ hasText: 'compact · seed 7' })).toContainText('running', { timeout: 60_000 });
  });

  const queue = page.getByRole('region', { name: 'Queue' });
  const items = queue.getByRole('listitem');
  const names = () => items.getByRole('link').allTextContents();
  await test.step('the queue can be reordered with buttons and by dragging', async () => {
    await expect(queue.getByRole('status')).toHaveText(/^1 running, 3 queued: at most .+ left$/, {
      timeout: 60_000,
    });
    await expect(page).toHaveTitle(/^(\d+ %|Training) – Runs – neural-SER$/);
    await queue.getByRole('button', { name: 'Queue', exact: true }).click();
    const [first, second, third, fourth] = [
      'compact · seed 7',
      'compact · seed 8',
      'inceptionv3 · seed 7',
      'inceptionv3 · seed 8',
    ];
    await expect.poll(names).toEqual([first, second, third, fourth]);
    const up = queue.getByRole('button', { name: `Move up: ${fourth}` });
    await up.focus();
    await page.keyboard.press('Enter');
    await expect.poll(names).toEqual([first, second, fourth, third]);
    await expect(up).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(names).toEqual([first, fourth, second, third]);
    await items.filter({ hasText: third }).dragTo(items.filter({ hasText: fourth }));
    await expect.poll(names).toEqual([first, third, fourth, second]);
    // The laboratory has the same order.
    await page.reload();
    await queue.getByRole('button', { name: 'Queue', exact: true }).click();
    await expect.poll(names).toEqual([first, third, fourth, second]);
  });

  await test.step('a queued run is removed, and all are stopped', async () => {
    await queue.getByRole('button', { name: 'Remove from queue: inceptionv3 · seed 8' }).click();
    await expect(items).toHaveCount(3);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(items).toHaveCount(4, { timeout: 60_000 });
    await queue.getByRole('button', { name: 'Stop all' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop all' }).click();
    await expect(queue).toBeHidden({ timeout: 60_000 });
    const rows = page.getByRole('grid', { name: 'Runs', exact: true }).getByRole('row');
    await expect(rows.filter({ hasText: 'stopped' }).filter({ hasText: '· seed' })).toHaveCount(4);
    await expect(page).toHaveTitle('Runs – neural-SER');
  });
});

test.describe(() => {
  test.use({ size: { width: 1100, height: 700 } });
  test('every setting is explained, and the button is always visible', async ({ door: { page } }) => {
    await page.getByRole('link', { name: 'Train' }).click();
    const plan = planOf(page);
    const start = plan.getByRole('button', { name: 'Train', exact: true });
    await expect(plan.getByRole('table', { name: 'Memory and time' })).toBeVisible({ timeout: 60_000 });
    for (const name of [/^Schedule/, /^Loss/, /^Starting weights/, /^Engine/]) {
      await page.getByRole('button', { name }).click();
    }
    // With the Tab key, not after a click.
    const batch = page.getByRole('textbox', { name: 'Batch size' });
    await batch.click();
    const help = page.getByRole('tooltip');
    await expect(help).toHaveCount(0);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Vary Batch size' })).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('combobox', { name: 'Optimizer' })).toBeFocused();
    await expect(help.filter({ hasText: 'weights are updated after each batch' })).toBeVisible();
    // It covers neither its own field nor one above.
    const tip = (await help.boundingBox())!;
    const inputs = await page
      .locator('form input:visible')
      .evaluateAll((all) => all.map((input) => input.getBoundingClientRect().toJSON() as DOMRect));
    const own = (await page.getByRole('combobox', { name: 'Optimizer' }).boundingBox())!;
    const covered = inputs.filter(
      ({ left, right, top, bottom }) =>
        top <= own.y + 1 &&
        bottom > tip.y &&
        top < tip.y + tip.height &&
        right > tip.x &&
        left < tip.x + tip.width,
    );
    expect(covered).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('textbox', { name: 'Learning rate', exact: true })).toBeFocused();
    await expect(help.filter({ hasText: 'the loss is unstable' })).toBeVisible();
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
    // Also at the end of the form and of the plan.
    await page.getByRole('textbox', { name: 'Name' }).scrollIntoViewIfNeeded();
    await plan.getByRole('region', { name: 'Details of the plan' }).press('End');
    await expect(start).toBeInViewport({ ratio: 1 });
  });
});

test.describe(() => {
  // A window of 1280 × 800 at 200 %.
  test.use({ size: { width: 640, height: 400 } });
  test('nothing scrolls sideways at 200 %', async ({ door: { page } }) => {
    await page.getByRole('link', { name: 'Train' }).click();
    await expect(planOf(page).getByRole('table', { name: 'Memory and time' })).toBeVisible({
      timeout: 60_000,
    });
    for (const name of [/^Schedule/, /^Loss/, /^Starting weights/, /^Engine/]) {
      await page.getByRole('button', { name }).click();
    }
    const sideways = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('#main, #main *')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .filter((element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX))
          .map((element) => element.className || element.id),
      );
    await expect.poll(sideways).toEqual([]);
  });
});

test('train again copies the settings of a run', async ({ door: { page }, prepared }) => {
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
  // A page starts at its top, wherever the previous page was scrolled.
  const room = await content.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
  expect(room).toBeGreaterThan(40);
  expect(await scrolled()).toBe(0);
  await expect(page.getByRole('textbox', { name: 'Max epochs' })).toHaveValue('3');
  await expect(page.getByRole('textbox', { name: 'Batch size' })).toHaveValue('16');
  await expect(page.getByRole('textbox', { name: 'Seed', exact: true })).toHaveValue('11');
  await expect(page.getByRole('checkbox', { name: /RAVDESS/ })).toBeChecked();
  await expect(page.getByText('pilot', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Schedule/ }).click();
  await expect(page.getByRole('checkbox', { name: /^Stop early/ })).not.toBeChecked();
});
