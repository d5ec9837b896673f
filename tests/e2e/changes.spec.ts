import type { Page } from '@playwright/test';
import type { OpenedDoor } from './door.ts';
import { expect, test } from './prepared.ts';

const go = async (page: Page, name: 'Runs' | 'Settings') => {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
  if (name === 'Settings') return;
  // Runs with the same settings would be folded into a group.
  await page.evaluate(() => {
    location.hash = '#/runs?group=nothing';
  });
};
const row = (page: Page, name: RegExp) =>
  page.getByRole('grid', { name: 'Runs', exact: true }).getByRole('row', { name });

test('a run that finishes while another page is open is in the table with its results', async ({
  door: { page },
  prepared,
}) => {
  // Show the table before the run exists, so that its answer is cached.
  await go(page, 'Runs');
  await expect(row(page, /first try/)).toBeVisible();
  await page.evaluate((id) => {
    location.hash = `#/train?from=${id}`;
  }, prepared.runs.finished);
  await page.getByRole('textbox', { name: 'Name' }).fill('meanwhile');
  await page.getByRole('button', { name: 'Train', exact: true }).click({ timeout: 60_000 });
  const running = page.getByRole('link', { name: /^Runs.*1 running/ });
  await expect(running).toBeVisible({ timeout: 60_000 });
  await go(page, 'Settings');
  await expect(running).toHaveCount(0, { timeout: 60_000 });
  // The table adds new epochs once a second.
  await page.waitForTimeout(1500);
  await go(page, 'Runs');
  await expect(row(page, /meanwhile/)).toContainText(/finished.*\d+\.\d %.*\d+–\d+/);
});

test('a run that trains while another page is open is in the table', async ({ door: { page }, prepared }) => {
  await go(page, 'Runs');
  await expect(row(page, /stopped one/)).toContainText('stopped');
  await page.evaluate((id) => {
    location.hash = `#/runs/${id}`;
  }, prepared.runs.stopped);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByText(/^Training/).first()).toBeVisible({ timeout: 60_000 });
  await go(page, 'Settings');
  await page.waitForTimeout(3000);
  await go(page, 'Runs');
  await expect(row(page, /stopped one/)).toContainText('running');
});

test('a run renamed elsewhere has its new name on every page', async ({ door, prepared }) => {
  const { page } = door;
  const run = prepared.runs.finished;
  await go(page, 'Runs');
  await expect(row(page, /first try/)).toBeVisible();

  await test.step('while the table is shown', async () => {
    await renameElsewhere(door, run, 'renamed elsewhere');
    await expect(row(page, /renamed elsewhere/)).toBeVisible();
    await expect(row(page, /first try/)).toHaveCount(0);
  });

  await test.step('while another page is shown', async () => {
    await go(page, 'Settings');
    await renameElsewhere(door, run, 'renamed again');
    await go(page, 'Runs');
    await expect(row(page, /renamed again/)).toBeVisible();
  });

  await test.step('on the run’s own page', async () => {
    await page.evaluate((id) => {
      location.hash = `#/runs/${id}`;
    }, run);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('renamed again');
    await renameElsewhere(door, run, 'third name');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('third name');
  });
});

/**
 * Renames a run without using the page's own client: in the browser in a second tab; in the desktop, which has one
 * window, with a request over the bridge, as another page of the same laboratory would send it.
 */
async function renameElsewhere(door: OpenedDoor, run: string, name: string): Promise<void> {
  if (door.kind === 'electron') {
    const answer = await door.page.evaluate(
      (input) =>
        (
          globalThis as unknown as { neuralSer: { invoke(...request: unknown[]): Promise<{ ok: boolean }> } }
        ).neuralSer.invoke('runs.annotate', input, `elsewhere ${input.name}`),
      { run, name },
    );
    expect(answer.ok).toBe(true);
    return;
  }
  const tab = await door.pageAgain();
  await go(tab, 'Runs');
  await tab
    .getByRole('grid', { name: 'Runs', exact: true })
    .getByRole('row')
    .filter({ has: tab.locator(`a[href$="${run}"]`) })
    .getByRole('checkbox')
    .click();
  await tab.getByRole('button', { name: 'Rename', exact: true }).click();
  const field = tab.getByRole('textbox', { name: 'Name of the run' });
  await field.fill(name);
  await field.press('Enter');
  await expect(row(tab, new RegExp(name))).toBeVisible();
  await tab.close();
}
