import type { Locator, Page } from '@playwright/test';
import { longestTask } from './longest-task.ts';
import { manyRuns } from './many-runs.ts';
import { expect, test } from './prepared.ts';

const table = (page: Page, name: 'Runs' | 'Runs in the bin' = 'Runs') =>
  page.getByRole('grid', { name, exact: true });
const row = (page: Page, name: string | RegExp) => table(page).getByRole('row', { name });
const openRuns = (page: Page) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' }).click();
/** What stands under a figure's name. */
const figure = (page: Page, name: string): Locator =>
  page.getByRole('main').getByText(name, { exact: true }).locator('..');
const epochOf = async (page: Page) =>
  Number(/(\d+) of/.exec((await figure(page, 'Epoch').textContent()) ?? '')?.[1] ?? 0);

test('the table: figures with intervals, tags, renaming, notes, the bin and back', async ({
  door: { page },
}) => {
  await openRuns(page);
  await expect(row(page, /first try/)).toContainText(/finished.*\d+\.\d %.*\d+–\d+/);
  await expect(row(page, /first try/).getByRole('img', { name: 'synthetic' })).toBeVisible();
  await expect(row(page, /stopped one/)).toContainText('stopped');

  await test.step('by tag; what is no longer shown is no longer selected', async () => {
    await row(page, /two folds/)
      .getByRole('checkbox')
      .click();
    await row(page, /first try/)
      .getByText('compact')
      .click();
    await expect(page.getByText('3 runs, 1 selected')).toBeVisible();
    await page.getByRole('button', { name: 'Filter Tags' }).click();
    await page.getByRole('checkbox', { name: /^pilot/ }).check();
    await page.keyboard.press('Escape');
    await expect(row(page, /two folds/)).toHaveCount(0);
    await expect(row(page, /first try/)).toBeVisible();
    await expect(page.getByText('1 of 3 runs', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Put “first try” in the bin (Delete)' })).toBeEnabled();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect(row(page, /two folds/)).toBeVisible();
  });

  await test.step('renamed in place', async () => {
    await row(page, /two folds/)
      .getByText('compact')
      .click();
    await page.keyboard.press('F2');
    const field = page.getByRole('textbox', { name: 'Name of the run' });
    await field.fill('given up');
    await field.press('Escape');
    await expect(row(page, /two folds/)).toBeVisible();
    await row(page, /two folds/)
      .getByText('compact')
      .click();
    await page.getByRole('button', { name: /^Rename/ }).click();
    await field.fill('<b>over two folds</b>');
    await field.press('Enter');
    await expect(row(page, /<b>over two folds<\/b>/)).toBeVisible();
    await expect(table(page)).toBeFocused();
  });

  await test.step('tags and notes', async () => {
    await page.getByRole('button', { name: 'Tags and notes' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tags and notes' });
    await dialog.getByLabel('Tags').fill('folds');
    await dialog.getByLabel('Tags').press('Enter');
    await dialog.getByLabel('Notes').fill('Speakers apart.');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, /over two folds/)).toContainText('folds');
  });

  await test.step('into the bin, and back by the notification', async () => {
    await row(page, /over two folds/)
      .getByText('compact')
      .click();
    await page.keyboard.press('Delete');
    await expect(row(page, /over two folds/)).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row(page, /over two folds/)).toBeVisible();
  });

  await test.step('into the bin, and back from there', async () => {
    await row(page, /over two folds/)
      .getByText('compact')
      .click();
    await page.getByRole('button', { name: /in the bin \(Delete\)/ }).click();
    await expect(row(page, /over two folds/)).toHaveCount(0);
    await page.getByText('Bin', { exact: true }).click();
    const binned = table(page, 'Runs in the bin').getByRole('row', { name: /over two folds/ });
    await binned.getByText('compact').click();
    await page.getByRole('button', { name: /^Restore/ }).click();
    await expect(page.getByText('The bin is empty')).toBeVisible();
    await page.getByText('Runs', { exact: true }).last().click();
    await expect(row(page, /over two folds/)).toBeVisible();
  });

  await test.step('opened by Enter', async () => {
    await row(page, /over two folds/)
      .getByText('compact')
      .click();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('<b>over two folds</b>');
    await expect(page.getByText('Speakers apart.')).toBeVisible();
  });

  await test.step('opened by its name', async () => {
    await openRuns(page);
    await row(page, /first try/)
      .getByRole('link', { name: 'first try' })
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('first try');
  });
});

test.describe(() => {
  test.use({ size: { width: 1440, height: 900 } });
  test('all that a run is known by stands in the table at once', async ({ door: { page } }) => {
    await openRuns(page);
    await expect(row(page, /first try/)).toBeVisible();
    const columns = [
      'Name',
      'Status',
      'Network',
      'Protocol',
      'UAR',
      'Accuracy',
      'F1, macro',
      'Best epoch',
      'Time',
      'Tags',
    ];
    for (const name of columns) {
      const header = table(page).getByRole('columnheader', { name: new RegExp(`^${name}`) });
      await expect(header).toBeInViewport({ ratio: 1 });
    }
    // Neither a name of some length nor a figure with its interval is cut off.
    const cut = await table(page).evaluate((grid) =>
      [...grid.querySelectorAll('[role=columnheader] button, [role=gridcell], [role=gridcell] a')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.textContent),
    );
    expect(cut).toEqual([]);
  });
});

test('ten thousand runs are sorted, filtered and searched without a pause', async ({
  openDoor,
  dataFolder,
}) => {
  manyRuns(dataFolder, 10_000);
  const { page } = await openDoor();
  await openRuns(page);
  const grid = table(page);
  await expect(grid).toHaveAttribute('aria-rowcount', '10001', { timeout: 60_000 });
  const longest = await longestTask(page, async () => {
    for (const name of ['Name', 'UAR', 'Status']) {
      const header = grid.getByRole('button', { name, exact: true });
      await header.click();
      await header.click();
      await header.click();
    }
    const search = page.getByRole('textbox', { name: 'Search runs' });
    await search.pressSequentially('compact number 9996');
    await expect(page.getByText('1 of 10,000 runs')).toBeVisible();
    await search.fill('');
    await expect(page.getByText('10,000 runs', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Filter UAR' }).click();
    await page.getByRole('textbox', { name: 'UAR is' }).pressSequentially('>=0 <=100');
    await page.keyboard.press('Enter');
    await grid.press('End');
    await expect(grid.locator('[aria-selected=false]').last()).toHaveAttribute('aria-rowindex', /\d+/);
  });
  test.skip(longest === null, 'the browser of this door cannot be traced');
  test.info().annotations.push({ type: 'longest task', description: `${longest!.toFixed(0)} ms` });
  expect(longest).toBeLessThanOrEqual(100);
});

test('a run that trains: resumed, watched, left and found again, paused, stopped', async ({
  door,
  prepared,
}) => {
  const { page } = door;
  await page.evaluate((id) => {
    location.hash = `#/runs/${id}`;
  }, prepared.runs.stopped);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText(/^Training/).first()).toBeVisible({ timeout: 60_000 });
  // Its two epochs from before are there, and more come.
  await expect.poll(() => epochOf(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  await expect(page.getByRole('img', { name: /^Loss over \d+ epochs: training \d/ })).toBeVisible();
  await expect(figure(page, 'Clips per s')).toContainText(/\d/);
  await expect(figure(page, 'Processor')).toContainText('%');
  await expect(page.getByText(/\d+ %, (about|at most) .+ left/)).toBeVisible();

  await test.step('left, and found where it is by then', async () => {
    const before = await epochOf(page);
    await openRuns(page);
    await expect(row(page, /stopped one/)).toContainText(/running\s*\d+ %/);
    await expect(page.getByRole('link', { name: /Runs.*1 running/ })).toBeVisible();
    await row(page, /stopped one/)
      .getByText('compact')
      .dblclick();
    await expect.poll(() => epochOf(page)).toBeGreaterThanOrEqual(before);
    await page.reload();
    await expect.poll(() => epochOf(page)).toBeGreaterThanOrEqual(before);
    await expect(page.getByRole('img', { name: /^Accuracy over \d+ epochs/ })).toBeVisible();
  });

  await test.step('paused, and gone on with', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText(/^Paused/)).toBeVisible();
    const held = await figure(page, 'Step').textContent();
    await page.waitForTimeout(1000);
    expect(await figure(page, 'Step').textContent()).toBe(held);
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => figure(page, 'Step').textContent()).not.toBe(held);
  });

  await test.step('another waits behind it while it is paused, and is taken out of the queue', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText(/^Paused/)).toBeVisible();
    await page.evaluate((id) => {
      location.hash = `#/train?from=${id}`;
    }, prepared.runs.finished);
    await page.getByRole('button', { name: 'Train', exact: true }).click({ timeout: 60_000 });
    await expect(page.getByText('Waiting: one run has its turn before it')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Take out of the queue' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await openRuns(page);
    await expect(row(page, /stopped one/)).toContainText('paused');
    await row(page, /stopped one/)
      .getByText('compact')
      .dblclick();
  });

  await test.step('stopped', async () => {
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await expect(page.getByRole('main').getByText('stopped', { exact: true })).toBeVisible();
  });
});

test('a run whose laboratory is closed goes on where it was', async ({ openDoor, prepared }) => {
  const open = async () => {
    const { page, end } = await openDoor();
    await page.evaluate((id) => {
      location.hash = `#/runs/${id}`;
    }, prepared.runs.stopped);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(page.getByText(/^Training/).first()).toBeVisible({ timeout: 60_000 });
    return { page, end };
  };
  const first = await open();
  await expect.poll(() => epochOf(first.page), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  await first.end();
  const again = await open();
  await expect.poll(() => epochOf(again.page), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
});
