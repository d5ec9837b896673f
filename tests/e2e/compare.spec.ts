import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { copyRun } from './copy-run.ts';
import { graveFindings } from './grave-findings.ts';
import { expect, test } from './prepared.ts';
import { tabStops } from './tab-stops.ts';

async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, path);
  await expect(page.getByRole('heading', { level: 1, name: 'Compare' })).toBeVisible();
}

const section = (page: Page, name: string | RegExp) => page.getByRole('region', { name, exact: true });
const hashOf = (page: Page) => page.evaluate(() => location.hash);
/** Goes to a section by its link. */
const show = (page: Page, link: string) =>
  page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: link, exact: true }).click();
const number = (text: string | null, pattern: RegExp) => Number(pattern.exec(text ?? '')?.[1]);

test('two runs on the same clips: results, baseline, a difference cell, and clips', async ({
  openDoor,
  dataFolder,
  prepared,
}) => {
  const first = prepared.runs.finished;
  copyRun(dataFolder, first, { id: 'copy-12', name: 'second try', seed: 12 });
  const { page } = await openDoor();

  // From the report of a run.
  await page.evaluate((id) => {
    location.hash = `/runs/${id}`;
  }, first);
  await page.getByRole('button', { name: 'Compare with …' }).click();
  await page.getByRole('combobox', { name: 'Run to compare with' }).fill('second');
  await page.getByRole('option', { name: 'second try' }).click();
  await expect(page).toHaveTitle('Compare – neural-SER');
  await expect(page.getByText('Same test clips: the results can be compared')).toBeVisible();
  await expect(page.getByText('Synthetic voices: results say nothing about people.')).toBeVisible();

  // The other run is better or worse than the baseline by the same amount.
  const results = page.getByRole('table', { name: 'Results' });
  const row = (name: string) => results.getByRole('row', { name: new RegExp(`^${name}`) });
  const points = async (name: string) =>
    number(
      ((await row(name).textContent()) ?? '').replaceAll('−', '-'),
      /([+-]?\d+\.\d) points, (?:better|worse|equal)/,
    );
  await expect(row('second try')).toContainText(/\((not certain|certain|not tested)\)/);
  await expect(row('first try')).not.toContainText('points');
  const before = await points('second try');
  await page.getByRole('radio', { name: 'Baseline: second try' }).check();
  await expect(row('second try')).not.toContainText('points');
  expect(await points('first try')).toBeCloseTo(-before, 5);
  expect(await hashOf(page)).toContain('baseline=1');

  // Only the settings that differ, or all.
  await show(page, 'Settings');
  const settings = page.getByRole('table', { name: 'Settings that differ' });
  await expect(settings.getByRole('row')).toHaveText(['Settingfirst trysecond try', 'Seed1112']);
  await page.getByRole('switch', { name: 'All settings' }).check();
  await expect(page.getByRole('table', { name: 'Settings', exact: true })).toContainText('Batch size');

  // The thesis's tables with its published values, and saved as LaTeX.
  await show(page, 'Tables');
  await page.getByRole('switch', { name: /^Published/ }).check();
  await expect(page.getByRole('row', { name: /^VGG19 \(published\) 70\.1/ })).toBeVisible();
  await page.getByRole('button', { name: 'Why they cannot be compared' }).click();
  await expect(page.getByText(/^The thesis split its clips at random/)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Save table: Accuracy/ }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'LaTeX' }).click();
  expect(readFileSync(await (await saving).path(), 'utf8')).toMatch(/\\toprule[\s\S]*first try/);

  // A cell of the difference lists the clips that changed, and plays them.
  await show(page, 'Confusion');
  const matrix = page.getByRole('table', { name: /^Difference of the confusion matrices/ });
  const changed = matrix.getByRole('button', { name: /(better|worse) for B/ }).first();
  await changed.click();
  const lists = section(page, 'Confusion matrices').getByRole('list', { name: /^Clips only in/ });
  const clip = lists.getByRole('button', { name: /\.wav/ }).first();
  await clip.click();
  const file = /[^ ]+\.wav/.exec((await clip.textContent()) ?? '')?.[0] ?? '';
  await expect(
    section(page, 'Confusion matrices')
      .getByRole('region', { name: `Sound ${file}` })
      .getByRole('button', { name: /^(Play|Pause)/ }),
  ).toBeEnabled();

  // Clips by which run is right; each leads to the corpora.
  await show(page, 'Clips');
  const clips = page.getByRole('grid', { name: 'Clips of both runs' });
  await expect(clips).toHaveAttribute('aria-rowcount', '22');
  const kinds = page.getByRole('radiogroup', { name: 'Clips to show' });
  const counts = (await kinds.locator('label').allTextContents()).map((text) => number(text, /(\d+)$/));
  expect(counts[0]).toBe(21);
  expect(counts.slice(1).reduce((sum, clips) => sum + clips, 0)).toBe(21);
  await kinds.getByText(/^Both wrong/).click();
  await expect(clips).toHaveAttribute('aria-rowcount', String(counts[4] + 1));
  await kinds.getByText(/^All/).click();
  await clips.press('ArrowDown');
  await page.getByRole('link', { name: 'Open in Corpora' }).last().click();
  await expect(page.getByRole('region', { name: 'Selected clip' })).toContainText('.wav');

  // The back button returns to every choice.
  await page.goBack();
  await expect(page.getByRole('radio', { name: 'Baseline: second try' })).toBeChecked();
  await show(page, 'Difference');
  await expect(section(page, 'Is the difference real?')).toContainText(/“first try” .+ “second try”/);
  await expect(page.getByText(/McNemar’s test assumes independent clips/)).toBeVisible();
});

test('groups, the crosshair of all curves, and an address to bookmark', async ({
  openDoor,
  dataFolder,
  prepared,
}) => {
  const { finished, stopped } = prepared.runs;
  for (const seed of [12, 13]) copyRun(dataFolder, finished, { id: `copy-${seed}`, name: 'copy', seed });
  const { page } = await openDoor();
  await go(page, `/compare?runs=${finished},copy-12+copy-13+${stopped}`);
  await expect(page.getByText('n = 2; not counted: 1 stopped')).toBeVisible();
  const group = page.getByRole('table', { name: 'Results' }).getByRole('row').last();
  await expect(group).toContainText(/\d ± \d+\.\d %/);

  await show(page, 'Curves');
  const values = page.getByRole('table', { name: 'Values of the curves' });
  await expect(page.getByText('Values at the best epoch')).toBeVisible();
  const loss = page.getByRole('img', { name: /^Loss over epoch/ });
  await expect(loss.locator('.xaxislayer-above')).toBeAttached();
  await page.getByRole('slider', { name: 'Crosshair' }).press('End');
  await expect(page.getByText('Values at epoch 3')).toBeVisible();
  await expect(
    values
      .getByRole('row', { name: /^first try/ })
      .getByRole('cell')
      .first(),
  ).toHaveText('3');
  await loss.hover();
  await expect(page.getByText(/^Values at epoch [12]/)).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Horizontal axis' }).getByText('Time').click();
  await show(page, 'Emotions and speakers');
  const by = page.getByRole('radiogroup', { name: 'Divide the test clips by' });
  await by.getByText('Speaker').click();
  await expect(page.getByRole('table', { name: 'UAR by speaker' }).getByRole('row')).toHaveCount(2);
  await show(page, 'Many runs');
  await page.getByRole('radiogroup', { name: 'Runs in the plots' }).getByText('All finished runs').click();
  await expect(page.getByRole('img', { name: /^Parallel coordinates of 4 runs/ })).toBeVisible();
  const address = await hashOf(page);
  expect(address).toBe(`#/compare?runs=${finished},copy-12+copy-13+${stopped}&axis=time&by=speaker&over=all`);

  await page.reload();
  await expect(page.getByText('n = 2; not counted: 1 stopped')).toBeVisible();
  await show(page, 'Emotions and speakers');
  await expect(by.getByRole('radio', { name: 'Speaker' })).toBeChecked();
  expect(await hashOf(page)).toBe(address);

  // One run less; the back button brings it back.
  await page
    .getByRole('button', { name: /^Remove .+ from the comparison/ })
    .last()
    .click();
  await expect(page.getByText('Nothing to compare yet', { exact: true })).toBeVisible();
  await page.goBack();
  await expect(page.getByText('n = 2; not counted: 1 stopped')).toBeVisible();
});

test('different test clips are not ranked, and wrong addresses say what to do', async ({
  door: { page },
  prepared,
}) => {
  // Without runs in the address, they are chosen from a table.
  await go(page, '/compare');
  const compare = page.getByRole('button', { name: 'Compare', exact: true });
  await expect(compare).toBeDisabled();
  await expect(page.getByText('Select at least two runs.')).toBeVisible();
  const runs = page.getByRole('grid', { name: 'Runs to compare' });
  for (const name of ['first try', 'two folds']) {
    await runs
      .getByRole('row', { name: new RegExp(name) })
      .getByRole('checkbox')
      .check();
  }
  await page.getByRole('button', { name: 'Compare 2 runs' }).click();
  await expect(page.getByText('Not ranked: the results cannot be compared')).toBeVisible();
  await expect(page.getByText(/^Protocol: /)).toBeVisible();
  const results = page.getByRole('table', { name: 'Results' });
  await expect(results.getByRole('row')).toHaveCount(3);
  await expect(results).not.toContainText('points');
  await expect(page.getByRole('radio', { name: /^Baseline/ })).toHaveCount(0);
  await show(page, 'Confusion');
  await expect(page.getByText(/^There is no difference to show/)).toBeVisible();
  await show(page, 'Clips');
  await expect(page.getByText(/not tested on the same clips/)).toBeVisible();

  const alert = page.getByRole('alert');
  await go(page, '/compare?runs=a,b,c,d,e,f,g,h,i');
  await expect(alert).toContainText('The address names 9 items.');
  await go(page, `/compare?runs=${prepared.runs.finished},no-such-run`);
  await expect(alert).toContainText('no-such-run');
  await go(page, `/compare?runs=${prepared.runs.finished},${prepared.runs.finished}`);
  await expect(alert).toContainText('twice');
  await page.getByRole('link', { name: 'Choose runs' }).click();
  await expect(runs).toBeVisible();
});

test.describe('in the smallest window', () => {
  test.use({ size: { width: 1100, height: 700 } });

  test('keyboard and axe in both themes', async ({ openDoor, dataFolder, prepared }) => {
    copyRun(dataFolder, prepared.runs.finished, { id: 'copy-12', name: 'second try', seed: 12 });
    const { page } = await openDoor();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await go(page, `/compare?runs=${prepared.runs.finished},copy-12&published=yes`);
    for (const link of ['Curves', 'Tables', 'Confusion', 'Clips', 'Difference', 'Many runs']) {
      await show(page, link);
    }
    await expect(page.getByRole('img', { name: /^UAR against/ })).toBeVisible();
    const stops = await tabStops(page);
    const names = stops.map(({ name }) => name);
    expect(names.filter((name) => !/"\S|^note: /.test(name))).toEqual([]);
    expect(stops.filter((stop) => !stop.hasVisibleFocus).map(({ name }) => name)).toEqual([]);
    expect(stops.filter((stop) => !stop.inView).map(({ name }) => name)).toEqual([]);

    const matrix = page.getByRole('table', { name: /^Difference of the confusion matrices/ });
    const cells = matrix.getByRole('button');
    await cells.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(cells.nth(8)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Actual disgust, predicted disgust' })).toBeVisible();

    const wider = await page.locator('#main').evaluate((main) => main.scrollWidth - main.clientWidth);
    expect(wider).toBe(0);
    expect(await graveFindings(page)).toEqual([]);
  });
});
