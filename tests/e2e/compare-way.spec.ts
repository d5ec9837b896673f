/** The whole way of a comparison, with only what the pages show: from a grid to a table and a report for a paper. */
import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { graveFindings } from './grave-findings.ts';
import { playedSeconds, recordPlayback } from './played-sound.ts';
import { expect, test } from './prepared.ts';

const SEEDS = 3;

/** Clicks, and returns the file that the page saves. */
async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all<[Promise<Download>, Promise<void>]>([
    page.waitForEvent('download'),
    click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

/** The values with a deviation of a table in %: `40.2`. Cell by cell, because a row's text has no spaces between cells. */
async function valuesOf(table: Locator): Promise<string[]> {
  const cells = await table.getByRole('cell').allTextContents();
  return cells.flatMap((text) => text.match(/\d+\.\d(?= ±)/g) ?? []);
}

const group = (runs: Locator, network: string) =>
  runs.locator('[aria-expanded]').filter({ hasText: new RegExp(`^${network}.*n = ${SEEDS}`) });

test('a grid of two networks and three seeds becomes a table and a report', async ({ door: { page } }) => {
  test.setTimeout(300_000);

  await test.step('the grid', async () => {
    await page.getByRole('link', { name: 'Train' }).click();
    await page.getByRole('textbox', { name: 'Max epochs' }).fill('1');
    await page.getByRole('button', { name: 'Vary Network' }).click();
    await page.getByRole('combobox', { name: 'Network', exact: true }).press('Space');
    await page.getByRole('option', { name: /^inceptionv3/ }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Number of seeds' }).fill(String(SEEDS));
    await page
      .getByRole('region', { name: 'Plan', exact: true })
      .getByRole('button', { name: `Queue ${2 * SEEDS} runs`, exact: true })
      .click({ timeout: 60_000 });
    await expect(page).toHaveURL(/#\/runs/, { timeout: 60_000 });
  });

  const runs = page.getByRole('treegrid', { name: 'Runs', exact: true });
  await test.step('two groups of three finished runs', async () => {
    for (const network of ['compact', 'inceptionv3']) {
      await expect(group(runs, network).filter({ hasText: `${SEEDS} finished` })).toHaveCount(1, {
        timeout: 180_000,
      });
      await expect(group(runs, network)).toContainText(/\d+\.\d ± \d+\.\d %/);
      await group(runs, network).getByRole('checkbox').click();
    }
    await page.getByRole('region', { name: 'Selection' }).getByRole('link', { name: 'Compare' }).click();
  });

  const results = page.getByRole('table', { name: 'Results' });
  await test.step('the comparison', async () => {
    await expect(page).toHaveTitle('Compare – neural-SER');
    await expect(results.getByRole('row')).toHaveCount(3);
    await expect(results).toContainText(`n = ${SEEDS}`);
  });

  const show = (section: string) =>
    page
      .getByRole('navigation', { name: 'Sections' })
      .getByRole('button', { name: section, exact: true })
      .click();
  await test.step('a cell of the difference lists and plays a clip', async () => {
    await show('Confusion');
    const confusion = page.getByRole('region', { name: 'Confusion matrices', exact: true });
    await confusion
      .getByRole('table', { name: /^Difference of the confusion matrices/ })
      .getByRole('button', { name: /(better|worse) for B/ })
      .first()
      .click();
    await recordPlayback(page);
    await confusion
      .getByRole('list', { name: /^Clips only in/ })
      .getByRole('button', { name: /\.wav/ })
      .first()
      .click();
    await expect.poll(() => playedSeconds(page)).toBeGreaterThan(0.2);
    expect(await graveFindings(page)).toEqual([]);
  });

  await test.step('the table in LaTeX and the report have the numbers of the page', async () => {
    const shown = await valuesOf(results);
    expect(shown.length).toBeGreaterThanOrEqual(2);
    await show('Tables');
    await page.getByRole('button', { name: /^Save table: Accuracy/ }).click();
    const latex = await saved(page, () => page.getByRole('menuitem', { name: 'LaTeX' }).click());
    expect(latex).toMatch(/\\toprule[\s\S]*\\bottomrule/);
    const table = page.getByRole('table', { name: /^Accuracy, recall/ });
    const numbers = await valuesOf(table);
    expect(numbers.length).toBeGreaterThanOrEqual(8);
    for (const value of numbers) expect(latex).toContain(value);
    const html = await saved(page, async () => {
      await page.getByRole('button', { name: 'Save report' }).click();
      await page.getByRole('menuitem', { name: /^Report \(HTML/ }).click();
    });
    expect(html).toMatch(/^<!doctype html>/);
    for (const value of shown) expect(html).toContain(value);
  });
});
