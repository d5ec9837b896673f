import type { Locator, Page } from '@playwright/test';
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
  await expect(row(page, /first try/)).toContainText(/finished.*synthetic.*\d+\.\d %.*\d+–\d+/);
  await expect(row(page, /stopped one/)).toContainText('stopped');

  await test.step('by tag', async () => {
    await page
      .getByRole('combobox', { name: 'Only runs with these tags' })
      .or(page.getByPlaceholder('Tags'))
      .first()
      .click();
    await page.getByRole('option', { name: 'pilot' }).click();
    await page.keyboard.press('Escape');
    await expect(row(page, /two folds/)).toHaveCount(0);
    await expect(row(page, /first try/)).toBeVisible();
    await page.keyboard.press('Backspace');
    await expect(row(page, /two folds/)).toBeVisible();
  });

  await test.step('renamed in place', async () => {
    await row(page, /two folds/)
      .getByText('two folds')
      .click();
    await page.keyboard.press('F2');
    const field = page.getByRole('textbox', { name: 'Name of the run' });
    await field.fill('given up');
    await field.press('Escape');
    await expect(row(page, /two folds/)).toBeVisible();
    await row(page, /two folds/)
      .getByText('two folds')
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
