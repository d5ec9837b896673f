import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { EMOTIONS } from '../../src/shared/emotions.ts';
import type { Run } from '../../src/shared/runs.ts';
import { expect, test } from './prepared.ts';

async function open(page: Page, run: string, tab?: string): Promise<void> {
  await page.evaluate((id) => {
    location.hash = `/runs/${id}`;
  }, run);
  if (tab !== undefined) await page.getByRole('tab', { name: tab }).click();
}

const matrixOf = (page: Page) => page.getByRole('table', { name: /^Confusion matrix/ });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('figures and curves, and those of each fold', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds);
  await expect(page.getByText('over 2 folds')).toBeVisible();
  await expect(page.getByText('Synthetic voices.')).toBeVisible();
  const perEmotion = page.getByRole('table', { name: 'Figures per emotion' });
  for (const emotion of EMOTIONS) {
    await expect(perEmotion.getByRole('row', { name: new RegExp(`^${emotion} 15 `) })).toBeVisible();
  }
  await expect(page.getByRole('img', { name: /^Loss over 2 epochs, best epoch [12]$/ })).toBeVisible();
  await page.getByRole('combobox', { name: /fold/i }).click();
  await page.getByRole('option').nth(1).click();
  await expect(page.getByRole('img', { name: /^Accuracy over 2 epochs/ })).toBeVisible();
});

test('the confusion matrix counts clips or shares, and is walked with the arrow keys', async ({
  door: { page },
  prepared,
}) => {
  await open(page, prepared.runs.folds, 'Confusion');
  const cells = matrixOf(page).getByRole('button');
  await expect(cells).toHaveCount(EMOTIONS.length ** 2);
  const shown = async () => (await cells.allTextContents()).map(Number);
  // Per cent of the row first.
  const shares = await shown();
  expect(sum(shares.slice(0, EMOTIONS.length))).toBeCloseTo(100, 0);
  // The ground of a cell says how much lies in it.
  const grounds = await cells.evaluateAll((all) => all.map((cell) => getComputedStyle(cell).backgroundColor));
  expect(grounds[shares.indexOf(Math.max(...shares))]).not.toBe(grounds[shares.indexOf(0)]);
  await page.getByRole('radiogroup', { name: 'Unit' }).getByText('Clips').click();
  await expect.poll(async () => sum(await shown())).toBe(105);

  await cells.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  const reached = matrixOf(page).getByRole('button', { name: /^True disgust, judged disgust:/ });
  await expect(reached).toBeFocused();
  // At an edge it stays.
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowUp');
  await expect(matrixOf(page).getByRole('button', { name: /^True angry, judged disgust:/ })).toBeFocused();
  await page.keyboard.press('Enter');
  const clips = Number(await matrixOf(page).locator('[aria-pressed=true]').textContent());
  await expect(page.getByRole('heading', { name: /^angry, judged disgust: / })).toContainText(`: ${clips} `);
  await expect(page.getByRole('listitem').getByRole('button', { name: /\.wav/ })).toHaveCount(clips);
});

test('groups: by corpus, by sex, by speaker', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds, 'Corpora, sex, speakers');
  const table = (by: string) => page.getByRole('table', { name: `Figures by ${by}` });
  await expect(table('corpus').getByRole('row', { name: /RAVDESS.* 105 / })).toBeVisible();
  const by = page.getByRole('radiogroup', { name: 'Group by' });
  await by.getByText('Sex').click();
  await expect(table('sex').getByRole('row')).toHaveCount(3);
  await by.getByText('Speaker').click();
  // Each speaker of the five was tested once.
  await expect(table('speaker').getByRole('row', { name: / 21 / })).toHaveCount(5);
});

test('the most confident errors are heard', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds, 'Confident errors');
  const clips = page.getByRole('listitem').getByRole('button', { name: /\.wav/ });
  await expect(clips.first()).toBeVisible();
  const shares = (await clips.allTextContents()).map((text) => Number(/([\d.]+) %/.exec(text)?.[1]));
  expect(shares.length).toBeGreaterThan(10);
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  await clips.first().click();
  const name = /[^ ]+\.wav/.exec((await clips.first().textContent()) ?? '')?.[0] ?? '';
  const sound = page.getByRole('region', { name: `Sound ${name}` });
  await expect(sound.getByRole('button', { name: /^(Play|Pause)/ })).toBeEnabled();
  await expect(page.getByText(/^True .+, judged .+/)).toBeVisible();
});

test('the split, its audit, and the record as JSON', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds, 'Split and audit');
  const folds = page.getByRole('table', { name: 'Folds and their audit' });
  await expect(folds.getByRole('row')).toHaveCount(3);
  await page.getByRole('tab', { name: 'Settings and environment' }).click();
  await expect(page.getByRole('table', { name: 'Settings' })).toContainText('k-fold-speakers');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the record as JSON' }).click();
  const saved = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as Run;
  expect(saved).toMatchObject({ id: prepared.runs.folds, status: 'finished', test: { clips: 105 } });
  // Which the command line takes as a configuration.
  expect(saved.settings).toMatchObject({
    network: 'compact',
    epochs: 2,
    protocol: { name: 'k-fold-speakers' },
  });
});

test('a picture of the matrix and of a curve is saved for a paper', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.finished, 'Confusion');
  const save = async (button: string, item: RegExp) => {
    await page.getByRole('button', { name: button }).first().click();
    const saving = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    return readFileSync(await (await saving).path());
  };
  const svg = (await save('Save the picture', /SVG/)).toString('utf8');
  expect(svg).toMatch(/^<svg /);
  for (const emotion of EMOTIONS) expect(svg).toContain(`>${emotion}<`);
  const png = await save('Save the picture', /PNG/);
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
});
