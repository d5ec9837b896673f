import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download, Locator, Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { manyRuns } from './many-runs.ts';
import { expect, test } from './prepared.ts';

const table = (page: Page, name: 'Runs' | 'Runs in the trash' = 'Runs') =>
  page.locator(`:is([role=grid], [role=treegrid])[aria-label="${name}"]`);
const row = (page: Page, name: string | RegExp) => table(page).getByRole('row', { name });
/** The table when it has groups. */
const tree = (page: Page) => page.getByRole('treegrid', { name: 'Runs', exact: true });
const group = (page: Page, name: RegExp) =>
  tree(page).locator('[aria-level="1"][aria-expanded]', { hasText: name });
const select = (page: Page, name: string | RegExp) => row(page, name).getByRole('checkbox').click();
const selectionBar = (page: Page) => page.getByRole('region', { name: 'Selection' });
const openRuns = (page: Page) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Runs' }).click();
/** A live value with its name. */
const liveValue = (page: Page, name: string): Locator =>
  page.getByRole('main').getByText(name, { exact: true }).locator('..');
const epochOf = async (page: Page) =>
  Number(/(\d+) of/.exec((await liveValue(page, 'Epoch').textContent()) ?? '')?.[1] ?? 0);

test('the table: results with intervals, tags, renaming, notes, the trash and back', async ({
  door: { page },
}) => {
  await openRuns(page);
  await expect(row(page, /first try/)).toContainText(/finished.*\d+\.\d %.*\d+–\d+/);
  await expect(row(page, /first try/).getByRole('img', { name: 'synthetic' })).toBeVisible();
  await expect(row(page, /stopped one/)).toContainText('stopped');

  await test.step('filter by tag; hidden runs are no longer selected', async () => {
    await select(page, /two folds/);
    await select(page, /first try/);
    await expect(page.getByText('3 runs', { exact: true })).toBeVisible();
    await expect(selectionBar(page)).toContainText('2 selected');
    await page.getByRole('button', { name: 'Filter Tags' }).click();
    await page.getByRole('checkbox', { name: /^pilot/ }).check();
    await page.keyboard.press('Escape');
    await expect(row(page, /two folds/)).toHaveCount(0);
    await expect(row(page, /first try/)).toBeVisible();
    await expect(page.getByText('1 of 3 runs', { exact: true })).toBeVisible();
    await expect(selectionBar(page)).toContainText('1 selected');
    await expect(page.getByRole('button', { name: 'Move “first try” to trash (Delete)' })).toBeEnabled();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect(row(page, /two folds/)).toBeVisible();
  });

  await test.step('rename in the table', async () => {
    await select(page, /first try/);
    await expect(selectionBar(page)).toHaveCount(0);
    await select(page, /two folds/);
    await table(page).press('F2');
    const field = page.getByRole('textbox', { name: 'Name of the run' });
    await field.fill('given up');
    await field.press('Escape');
    await expect(row(page, /two folds/)).toBeVisible();
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
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(row(page, /over two folds/)).toContainText('folds');
  });

  await test.step('move to trash with the keyboard and undo', async () => {
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await expect(table(page)).toBeFocused();
    // The newest run is first: “stopped one”, then “over two folds”.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await expect(row(page, /over two folds/)).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(row(page, /over two folds/)).toBeVisible();
  });

  await test.step('move to trash and restore', async () => {
    await select(page, /over two folds/);
    await page.getByRole('button', { name: /to trash \(Delete\)/ }).click();
    await expect(row(page, /over two folds/)).toHaveCount(0);
    await page.getByText('Trash', { exact: true }).click();
    const trashed = table(page, 'Runs in the trash').getByRole('row', { name: /over two folds/ });
    await trashed.getByRole('checkbox').click();
    await page.getByRole('button', { name: /^Restore/ }).click();
    await expect(page.getByText('The trash is empty')).toBeVisible();
    await page.getByText('Runs', { exact: true }).last().click();
    await expect(row(page, /over two folds/)).toBeVisible();
  });

  await test.step('open with Enter', async () => {
    await table(page).press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('<b>over two folds</b>');
    await expect(page.getByText('Speakers apart.')).toBeVisible();
  });

  await test.step('open by a click on the row or its name', async () => {
    await openRuns(page);
    await row(page, /first try/)
      .getByText('compact')
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('first try');
    await openRuns(page);
    await row(page, /first try/)
      .getByRole('link', { name: 'first try' })
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('first try');
    // One entry of the history, not one for the link and one for the row.
    await page.goBack();
    await expect(row(page, /first try/)).toBeVisible();
  });
});

test.describe(() => {
  test.use({ size: { width: 1440, height: 900 } });
  test('all main columns are visible at once', async ({ door: { page } }) => {
    await openRuns(page);
    await expect(row(page, /first try/)).toBeVisible();
    const columns = [
      'Name',
      'Network',
      'Protocol',
      'Status',
      'UAR',
      'Accuracy',
      'F1, macro',
      'Seed',
      'Started',
      'Tags',
    ];
    for (const name of columns) {
      const header = table(page).getByRole('columnheader', { name: new RegExp(`^${name}`) });
      await expect(header).toBeInViewport({ ratio: 1 });
    }
    // No name and no result with its interval is cut off.
    const cut = await table(page).evaluate((grid) =>
      [...grid.querySelectorAll('[role=columnheader] button, [role=gridcell], [role=gridcell] a')]
        .filter((element) => element.scrollWidth > element.clientWidth)
        .map((element) => element.textContent),
    );
    expect(cut).toEqual([]);
  });
});

test('runs that differ only in their seed are one group, which can be compared', async ({
  openDoor,
  dataFolder,
}) => {
  // Eleven copies: groups of four and five, and two runs that become a group, beside three runs of their own.
  manyRuns(dataFolder, 14);
  failOne(dataFolder, 'compact number 3');
  const { page } = await openDoor();
  await openRuns(page);
  await expect(page.getByText('14 runs, 3 groups', { exact: true })).toBeVisible();
  const first = group(page, /max epochs 100/);
  const second = group(page, /max epochs 101/);

  await test.step('a group has the mean of its finished runs, and says which are not', async () => {
    await expect(first).toContainText(/compact, k-fold-speakers, max epochs 100/);
    await expect(first).toContainText('n = 3 of 4');
    await expect(first).toContainText(/3 finished.*1 failed/);
    await expect(second).toContainText(/n = 5.*5 finished.*\d+\.\d ± 0\.0 %/);
    await expect(second.getByRole('gridcell', { name: '1–5' })).toBeVisible();
    await expect(tree(page).getByRole('row', { name: /first try/ })).not.toHaveAttribute('aria-expanded');
  });

  await test.step('the keyboard expands and folds', async () => {
    await tree(page).press('Home');
    for (let key = 0; key < 2; key++) await page.keyboard.press('ArrowDown');
    await expect(second).toHaveAttribute('data-active', 'true');
    await page.keyboard.press('ArrowRight');
    await expect(second).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowRight');
    const member = tree(page).locator('[aria-level="2"][data-active]');
    await expect(member).toContainText('compact number 9');
    await expect(member).toHaveAttribute('aria-posinset', '1');
    await expect(member).toHaveAttribute('aria-setsize', '5');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(second).toHaveAttribute('aria-expanded', 'false');
    await expect(tree(page).locator('[aria-level="2"]')).toHaveCount(0);
  });

  await test.step('two to eight runs and groups can be compared', async () => {
    await second.getByRole('checkbox').click();
    const bar = selectionBar(page);
    await expect(bar).toContainText('1 selected (5 runs)');
    await expect(bar.getByRole('button', { name: 'Compare' })).toBeDisabled();
    await expect(bar).toContainText('To compare, select 2 to 8 runs or groups.');
    await first.click();
    await tree(page)
      .getByRole('row', { name: /compact number 1 / })
      .getByRole('checkbox')
      .click();
    await expect(bar).toContainText('2 selected (6 runs)');
    await expect(bar.getByRole('link', { name: 'Compare' })).toHaveAttribute(
      'href',
      '#/compare?runs=copy-9+copy-8+copy-7+copy-6+copy-5,copy-1',
    );
    // The colours of the selected are all different.
    const dots = await tree(page).evaluate((grid) =>
      [
        ...grid.querySelectorAll(
          '[aria-selected=true]:not([aria-level="2"][aria-setsize="5"]) [style*="--run-colour:"]',
        ),
      ].map((dot) => (dot as HTMLElement).style.getPropertyValue('--run-colour')),
    );
    expect(new Set(dots).size).toBe(2);
  });

  await test.step('tags for several runs', async () => {
    await selectionBar(page).getByRole('button', { name: 'Tag', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Tag 6 runs' });
    await dialog.getByLabel('Add tags').fill('seeds');
    await dialog.getByLabel('Add tags').press('Enter');
    await dialog.getByRole('button', { name: 'Add tags' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(second).toContainText('seeds');
  });

  await test.step('CSV of the shown lines, and of the selection', async () => {
    const [shown] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).click(),
    ]);
    const lines = (await textOf(shown)).trimEnd().split('\r\n');
    // A header, three groups, four rows of the expanded group, and three runs.
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatch(/^Group,Rows,Name,Network,Protocol,Status,UAR \(%\),UAR low \(%\)/);
    expect(lines.filter((line) => /^"compact, k-fold-speakers, max epochs 100",,/.test(line))).toHaveLength(
      4,
    );
    const [selected] = await Promise.all([
      page.waitForEvent('download'),
      selectionBar(page).getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect((await textOf(selected)).trimEnd().split('\r\n')).toHaveLength(3);
  });

  await test.step('group by something else, in the address', async () => {
    await page.getByRole('combobox', { name: 'Group by' }).click();
    await page.getByRole('option', { name: 'Tags' }).click();
    await expect(group(page, /^No tags/)).toContainText('n = 5 of 7');
    await expect(group(page, /^seeds/)).toContainText('n = 6');
    expect(hashOf(page)).toBe('#/runs?group=tag');
    await page.getByRole('combobox', { name: 'Group by' }).click();
    await page.getByRole('option', { name: 'Everything but …' }).click();
    await page.getByRole('combobox', { name: 'Everything but these settings' }).fill('max ep');
    await page.getByRole('option', { name: 'Max epochs' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(group(page, /compact, k-fold-speakers/)).toHaveCount(1);
    await expect(group(page, /compact, k-fold-speakers/)).toContainText('n = 11 of 12');
    expect(hashOf(page)).toBe('#/runs?group=except%3Aseed%2Cepochs');
    // Back over the first choice of “Everything but …”, which is the seed.
    await page.goBack();
    await expect(page.getByText('14 runs, 3 groups', { exact: true })).toBeVisible();
    await page.goBack();
    await expect(group(page, /^seeds/)).toBeVisible();
  });

  await test.step('filters and search are in the address, and the back button restores them', async () => {
    await page.getByRole('button', { name: 'Seed', exact: true }).click();
    await page.getByRole('button', { name: 'UAR', exact: true }).click();
    await expect(page.getByRole('columnheader', { name: /^UAR/ })).toHaveAttribute('aria-sort', 'descending');
    await page.getByRole('textbox', { name: 'Search runs' }).pressSequentially('compact number');
    await expect(page.getByText('11 of 14 runs, 2 groups')).toBeVisible();
    expect(hashOf(page)).toBe('#/runs?sort=-uar&search=compact+number&group=tag');
    await group(page, /^seeds/).click();
    await tree(page)
      .getByRole('row', { name: /compact number 9 / })
      .click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('compact number 9');
    await page.goBack();
    await expect(page.getByRole('textbox', { name: 'Search runs' })).toHaveValue('compact number');
    await expect(tree(page).getByRole('row', { name: /compact number 9 / })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('textbox', { name: 'Search runs' })).toHaveValue('');
    await expect(page.getByRole('columnheader', { name: /^UAR/ })).toHaveAttribute('aria-sort', 'descending');
    await page.goForward();
    await page.reload();
    await expect(page.getByText('11 of 14 runs, 2 groups')).toBeVisible();
  });

  await test.step('saved views', async () => {
    await page.getByRole('button', { name: 'Views' }).click();
    const views = page.getByRole('dialog', { name: 'Views' });
    await views.getByRole('textbox', { name: /^Save the current view/ }).fill('my seeds');
    await views.getByRole('button', { name: 'Save view' }).click();
    await page.keyboard.press('Escape');
    await openRuns(page);
    await expect(page.getByText('14 runs, 3 groups', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Views' }).click();
    await views.getByRole('button', { name: 'my seeds', exact: true }).click();
    await expect(page.getByText('11 of 14 runs, 2 groups')).toBeVisible();
    await page.getByRole('button', { name: 'Views' }).click();
    await views.getByRole('button', { name: 'Delete the view “my seeds”' }).click();
    await expect(views.getByText('No saved views yet.')).toBeVisible();
  });
});

/** Marks a run as failed, without results. */
function failOne(dataFolder: string, name: string): void {
  const database = new Database(join(dataFolder, 'laboratory.sqlite'));
  database
    .prepare("UPDATE runs SET status = 'failed', uar = NULL, accuracy = NULL, f1_macro = NULL WHERE name = ?")
    .run(name);
  database.close();
}

const hashOf = (page: Page): string => new URL(page.url()).hash;
const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

test('a run in training is resumed, watched, paused and stopped', async ({ door, prepared }) => {
  const { page } = door;
  await page.evaluate((id) => {
    location.hash = `#/runs/${id}`;
  }, prepared.runs.stopped);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText(/^Training/).first()).toBeVisible({ timeout: 60_000 });
  // Its two earlier epochs are shown, and new ones follow.
  await expect.poll(() => epochOf(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  await expect(page.getByRole('img', { name: /^Loss over \d+ epochs: training \d/ })).toBeVisible();
  await expect(liveValue(page, 'Clips/s')).toContainText(/\d/);
  await expect(liveValue(page, 'CPU')).toContainText('%');
  await expect(page.getByText(/\d+ %, (about|at most) .+ left/)).toBeVisible();

  await test.step('leave the page and come back', async () => {
    const before = await epochOf(page);
    await openRuns(page);
    await expect(row(page, /stopped one/)).toContainText(/running\s*\d+ %/);
    await expect(page.getByRole('link', { name: /Runs.*1 running/ })).toBeVisible();
    await row(page, /stopped one/)
      .getByText('compact')
      .click();
    await expect.poll(() => epochOf(page)).toBeGreaterThanOrEqual(before);
    await page.reload();
    await expect.poll(() => epochOf(page)).toBeGreaterThanOrEqual(before);
    await expect(page.getByRole('img', { name: /^Accuracy over \d+ epochs/ })).toBeVisible();
  });

  await test.step('pause and resume', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText(/^Paused/)).toBeVisible();
    const paused = await liveValue(page, 'Step').textContent();
    await page.waitForTimeout(1000);
    expect(await liveValue(page, 'Step').textContent()).toBe(paused);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => liveValue(page, 'Step').textContent()).not.toBe(paused);
  });

  await test.step('queue another run behind the paused one, and remove it from the queue', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByText(/^Paused/)).toBeVisible();
    await page.evaluate((id) => {
      location.hash = `#/train?from=${id}`;
    }, prepared.runs.finished);
    await page.getByRole('button', { name: 'Train', exact: true }).click({ timeout: 60_000 });
    await expect(page.getByText('Queued: 1 run before it')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Remove from queue' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await openRuns(page);
    await expect(row(page, /stopped one/)).toContainText('paused');
    await row(page, /stopped one/)
      .getByText('compact')
      .click();
  });

  await test.step('stop', async () => {
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await expect(page.getByRole('main').getByText('stopped', { exact: true })).toBeVisible();
  });
});

test('a run continues after its laboratory was closed', async ({ openDoor, prepared }) => {
  const { page, end } = await openDoor();
  await page.evaluate((id) => {
    location.hash = `#/runs/${id}`;
  }, prepared.runs.stopped);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText(/^Training/).first()).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => epochOf(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  await end();
  const { page: again } = await openDoor();
  const note = again.getByRole('status').filter({ hasText: 'A run continues' });
  await note.getByRole('link').click();
  await expect.poll(() => epochOf(again), { timeout: 60_000 }).toBeGreaterThanOrEqual(4);
  await note.getByRole('button', { name: 'Stop it' }).click();
  await expect(again.getByRole('button', { name: 'Resume' })).toBeVisible({ timeout: 60_000 });
});
