import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { graveFindings } from './grave-findings.ts';
import { expect, test } from './prepared.ts';

const CREMA = 'CREMA-D (synthetic)';

async function go(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
}

/** Adds a corpus that has no surprise: twelve clips of two new speakers. */
async function addCrema(page: Page, folder: string): Promise<void> {
  await writeSampleVoices({ folder, layout: 'crema-d', speakers: 2, clipsPerEmotion: 1, seed: 91 });
  await addCorpus(page, folder, `${CREMA}: 12 clips.`);
}

async function addCorpus(page: Page, folder: string, message: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder or table of clips').fill(folder);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click();
  await expect(page.getByText(message)).toBeVisible();
}

test('a run is evaluated on another corpus, and the matrix is filled', async ({
  door: { page },
  prepared,
  dataFolder,
}) => {
  test.setTimeout(240_000);
  await addCrema(page, join(dataFolder, '..', 'crema'));
  const copy = join(dataFolder, '..', 'copy');
  cpSync(prepared.voices, copy, { recursive: true });
  await addCorpus(page, copy, 'RAVDESS (synthetic): 105 clips.');

  await test.step('on the report of a run', async () => {
    await go(page, `/runs/${prepared.runs.finished}`);
    await page.getByRole('tab', { name: 'Other corpora' }).click();
    const table = page.getByRole('table', { name: 'Other corpora' });
    const own = table.getByRole('row', { name: /RAVDESS/ }).first();
    await expect(own).toContainText('This run was trained on it.');
    await expect(own.getByRole('checkbox')).toBeDisabled();
    const evaluate = page.getByRole('button', { name: 'Evaluate', exact: true });
    await expect(evaluate).toBeDisabled();
    await table.getByRole('checkbox', { name: `Select ${CREMA}` }).check();
    await evaluate.click();
    const row = table.getByRole('row', { name: /Select CREMA-D/ });
    await expect(row).toContainText(/[\d.]+ % \(interval: too few speakers \(2\)\)/, { timeout: 60_000 });
    expect(await graveFindings(page)).toEqual([]);
    await row.getByRole('button', { name: /^Show the results/ }).click();
  });

  await test.step('with the emotion that the corpus lacks, and clips that play', async () => {
    await expect(page.getByRole('heading', { name: `Results on ${CREMA}` })).toBeVisible();
    await expect(page.getByText(`${CREMA} has no surprise: UAR over 6 emotions.`)).toBeVisible();
    const matrix = page.getByRole('table', { name: /^Confusion matrix/ });
    await page.getByRole('radiogroup', { name: 'Predictions' }).getByText('Shared emotions only').click();
    for (const actual of EMOTIONS) {
      const name = new RegExp(`^Actual ${actual}, predicted surprise: 0 clips`);
      await expect(matrix.getByRole('button', { name })).toBeVisible();
    }
    await matrix
      .getByRole('button', { name: /: [1-9]\d* clips?,/ })
      .first()
      .click();
    const clip = page.getByRole('listitem').getByRole('button', { name: /\.wav/ }).first();
    await clip.click();
    await expect(page.getByRole('slider', { name: /^Position in/ })).toBeVisible();
    expect(await graveFindings(page)).toEqual([]);
    // The address leads to this evaluation.
    await page.reload();
    await expect(page.getByRole('heading', { name: `Results on ${CREMA}` })).toBeVisible();
  });

  await test.step('in the matrix of runs and corpora', async () => {
    await page.getByRole('link', { name: /^Matrix/ }).click();
    await expect(page.getByRole('link', { name: /^first try on RAVDESS.+own test clips$/ })).toBeVisible();
    await expect(page.getByRole('link', { name: /^first try on CREMA-D/ })).toBeVisible();
    await page.getByRole('combobox', { name: 'Runs' }).click();
    await page.getByRole('option', { name: /^two folds/ }).click();
    await page.keyboard.press('Escape');
    const missing = page.getByRole('button', { name: `Evaluate: two folds on ${CREMA}` });
    await expect(missing).toBeVisible();
    // The copy of the training corpus is marked: its clips were trained on.
    await page.getByRole('button', { name: 'Evaluate: first try on RAVDESS (synthetic) 2' }).click();
    const marked = page.getByRole('link', { name: /^first try on RAVDESS \(synthetic\) 2: .+ trained on$/ });
    await expect(marked).toBeVisible({ timeout: 60_000 });
    await expect(marked).toHaveAttribute('title', /84 clips were in the training data/);
    await expect(marked).toHaveCSS('--share', '0%');
    expect(await graveFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Evaluate all missing (2)' }).click();
    const cell = page.getByRole('link', { name: /^two folds on CREMA-D \(synthetic\): [\d.]+ %/ });
    await expect(cell).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('button', { name: /^Evaluate all missing/ })).toBeHidden();
    // The table of published results is marked.
    await expect(page.getByText(/test clips had been trained on/)).toBeVisible();
    await cell.click();
    await expect(page.getByRole('heading', { level: 1, name: 'two folds' })).toBeVisible();
    await expect(page.getByRole('heading', { name: `Results on ${CREMA}` })).toBeVisible();
  });

  await test.step('and removed', async () => {
    await page.getByRole('button', { name: `Remove the evaluation on ${CREMA}` }).click();
    await expect(page.getByRole('row', { name: /Select CREMA-D/ })).toContainText('Not evaluated');
    await expect(page.getByRole('heading', { name: `Results on ${CREMA}` })).toBeHidden();
  });
});
