import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Run } from '#shared/runs.ts';
import { graveFindings } from './grave-findings.ts';
import { expect, test } from './prepared.ts';

async function open(page: Page, run: string, tab?: string): Promise<void> {
  await page.evaluate((id) => {
    location.hash = `/runs/${id}`;
  }, run);
  if (tab !== undefined) await page.getByRole('tab', { name: tab }).click();
}

const matrixOf = (page: Page) => page.getByRole('table', { name: /^Confusion matrix/ });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('results and curves, also of each fold', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds);
  await expect(page.getByText('over 2 folds')).toBeVisible();
  await expect(page.getByText('Synthetic voices.')).toBeVisible();
  const perEmotion = page.getByRole('table', { name: 'Results per emotion' });
  for (const emotion of EMOTIONS) {
    await expect(perEmotion.getByRole('row', { name: new RegExp(`^${emotion} 15 `) })).toBeVisible();
  }
  await expect(
    page.getByRole('img', { name: /^Loss over 2 epochs, (best epoch [12]|last epoch 2)$/ }),
  ).toBeVisible();
  await page.getByRole('combobox', { name: /fold/i }).click();
  await page.getByRole('option').nth(1).click();
  await expect(page.getByRole('img', { name: /^Accuracy over 2 epochs/ })).toBeVisible();
});

test('the confusion matrix shows counts or shares, and arrow keys move in it', async ({
  door: { page },
  prepared,
}) => {
  await open(page, prepared.runs.folds, 'Confusion');
  const cells = matrixOf(page).getByRole('button');
  await expect(cells).toHaveCount(EMOTIONS.length ** 2);
  const shown = async () => (await cells.allTextContents()).map(Number);
  // % of the row first.
  const shares = await shown();
  expect(sum(shares.slice(0, EMOTIONS.length))).toBeCloseTo(100, 0);
  // The background of a cell shows its share.
  const backgrounds = await cells.evaluateAll((all) =>
    all.map((cell) => getComputedStyle(cell).backgroundColor),
  );
  expect(backgrounds[shares.indexOf(Math.max(...shares))]).not.toBe(backgrounds[shares.indexOf(0)]);
  await page.getByRole('radiogroup', { name: 'Unit' }).getByText('Clips').click();
  await expect.poll(async () => sum(await shown())).toBe(105);

  await cells.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  const reached = matrixOf(page).getByRole('button', { name: /^Actual disgust, predicted disgust:/ });
  await expect(reached).toBeFocused();
  // At an edge the focus stays.
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowUp');
  await expect(
    matrixOf(page).getByRole('button', { name: /^Actual angry, predicted disgust:/ }),
  ).toBeFocused();
  await page.keyboard.press('Enter');
  const clips = Number(await matrixOf(page).locator('[aria-pressed=true]').textContent());
  await expect(page.getByRole('heading', { name: /^Angry predicted as disgust: / })).toContainText(
    `: ${clips} `,
  );
  await expect(page.getByRole('listitem').getByRole('button', { name: /\.wav/ })).toHaveCount(clips);
});

test('robustness is tested by keyboard, saved and shown again', async ({ door: { page }, prepared }) => {
  test.setTimeout(120_000);
  await open(page, prepared.runs.folds, 'Robustness');
  await expect(page.getByText(/18 conditions × 105 clips, about/)).toBeVisible();
  const start = page.getByRole('button', { name: 'Test robustness' });
  // Cancelled by keyboard, then whole.
  await start.focus();
  await page.keyboard.press('Enter');
  const progress = page.getByRole('progressbar', { name: 'Robustness test' });
  await expect(progress).toBeVisible();
  // The test goes on while another tab is shown.
  await page.getByRole('tab', { name: 'Results' }).click();
  await page.getByRole('tab', { name: 'Robustness' }).click();
  await expect(progress).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).press('Enter');
  await expect(start).toBeVisible();
  await start.press('Enter');
  const rows = page.getByRole('table', { name: 'Robustness' }).getByRole('row');
  await expect(rows).toHaveCount(19, { timeout: 90_000 });
  const uar = page
    .getByRole('row', { name: /^Clean/ })
    .getByRole('cell')
    .first();
  const clean = (await uar.textContent())!;
  // As in the headline of the run.
  await expect(page.getByText(`${clean.split(' ')[0]} %`).first()).toBeVisible();
  for (const name of [/^UAR by noise:/, /^UAR by reverberation:/, /^UAR by telephone, speed and level:/]) {
    await expect(page.getByRole('img', { name })).toBeVisible();
  }
  expect(await graveFindings(page)).toEqual([]);
  await page.reload();
  await page.getByRole('tab', { name: 'Robustness' }).click();
  await expect(uar).toHaveText(clean);
  // All tabs are in one line of the smallest window.
  await page.setViewportSize({ width: 1100, height: 700 });
  const tops = await page
    .getByRole('tab')
    .evaluateAll((tabs) => tabs.map((tab) => Math.round(tab.getBoundingClientRect().top)));
  expect(new Set(tops).size).toBe(1);
});

test('groups by corpus, sex and speaker', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds, 'Corpora, speakers');
  const table = (by: string) => page.getByRole('table', { name: `Results by ${by}` });
  await expect(table('corpus').getByRole('row', { name: /RAVDESS.* 105 / })).toBeVisible();
  const by = page.getByRole('radiogroup', { name: 'Group by' });
  await by.getByText('Sex').click();
  await expect(table('sex').getByRole('row')).toHaveCount(3);
  await by.getByText('Speaker').click();
  // Each speaker of the five was tested once.
  await expect(table('speaker').getByRole('row', { name: / 21 / })).toHaveCount(5);
});

test('the most confident errors are listed and played', async ({ door: { page }, prepared }) => {
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
  // The actual and the predicted emotion, in the list and beside the sound.
  await expect(clips.first()).toContainText(/.+ → .+/);
  await expect(page.getByText('Actual', { exact: true }).locator('..')).toHaveText(/^Actual.+predicted.+/);
});

test('the split, the leakage check, and the record as JSON', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds, 'Split and leakage');
  const folds = page.getByRole('table', { name: 'Folds and leakage' });
  await expect(folds.getByRole('row')).toHaveCount(4);
  // The UAR of all folds with its interval.
  await expect(folds.getByRole('row').last()).toContainText(/105\s*UAR [\d.]+ % \[[\d.]+–[\d.]+\]$/);
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(page.getByRole('table', { name: 'Settings' })).toContainText('k-fold-speakers');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the record as JSON' }).click();
  const saved = JSON.parse(readFileSync(await (await saving).path(), 'utf8')) as Run;
  expect(saved).toMatchObject({ id: prepared.runs.folds, status: 'finished', test: { clips: 105 } });
  // The command line accepts these settings as a configuration.
  expect(saved.settings).toMatchObject({
    network: 'compact',
    epochs: 2,
    protocol: { name: 'k-fold-speakers' },
  });
});

test('the matrix is saved as an image for a paper', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.finished, 'Confusion');
  const save = async (button: string, item: RegExp) => {
    await page.getByRole('button', { name: button }).first().click();
    const saving = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    return readFileSync(await (await saving).path());
  };
  const svg = (await save('Save image', /SVG/)).toString('utf8');
  expect(svg).toMatch(/^<svg /);
  for (const emotion of EMOTIONS) expect(svg).toContain(`>${emotion}<`);
  // On white, 170 mm wide, with a caption.
  expect(svg).toMatch(/width="643" height="429"[^>]*><rect [^>]*fill: rgb\(255, 255, 255\)/);
  expect(svg).toMatch(
    />speaker-independent, label set seven, UAR [\d.]+ % \[[\d.]+–[\d.]+\] on \d+ test clips; synthetic voices</,
  );
  const png = await save('Save image', /PNG/);
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(3 * 643);
  // 288 pixels per inch: as wide in a document as the SVG.
  expect(png.readUInt32BE(png.indexOf('pHYs') + 4)).toBe(Math.round(288 / 0.0254));
});

test('a report, its plots and the predictions are saved as files', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.folds);
  const save = async (item: RegExp) => {
    await page.getByRole('button', { name: 'Save report' }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const download = await saving;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const report = await save(/HTML/);
  expect(report.name).toBe(`report-${prepared.runs.folds}.html`);
  const html = report.bytes.toString('utf8');
  expect(html).toMatch(/^<!doctype html>/);
  // The numbers of the report are those of the page.
  const uar = await page
    .getByText('UAR', { exact: true })
    .locator('xpath=following-sibling::*[1]')
    .textContent();
  expect(html).toContain(`<td class="number">${uar!.replace(' %', '')} <span class="interval">[`);
  expect(html).not.toContain('<script');

  const archive = unzipSync((await save(/ZIP/)).bytes);
  expect(Object.keys(archive)).toEqual(
    expect.arrayContaining([
      'report.html',
      'plots/confusion.svg',
      'plots/confusion.png',
      'tables/results.tex',
    ]),
  );
  expect(Buffer.from(archive['plots/confusion.png'].subarray(1, 4)).toString('latin1')).toBe('PNG');

  const lines = (await save(/CSV/)).bytes.toString('utf8').trim().split('\r\n');
  expect(lines).toHaveLength(1 + 105);
});

test('a stopped run shows where it ended and marks its best epoch', async ({ door: { page }, prepared }) => {
  await open(page, prepared.runs.stopped);
  await expect(page.getByText(/^It ended after epoch 2 of 50\. .+ no results yet\./)).toBeVisible();
  await expect(
    page.getByRole('img', { name: /^Loss over 2 epochs, (best epoch [12]|last epoch 2)$/ }),
  ).toBeVisible();
});

test.describe('in the smallest window', () => {
  test.use({ size: { width: 1100, height: 700 } });

  test('a cell’s clips are beside the matrix and can be used with the keyboard', async ({
    door: { page },
    prepared,
  }) => {
    await open(page, prepared.runs.folds, 'Confusion');
    const cells = matrixOf(page).getByRole('button');
    await cells.first().waitFor();
    const counts = (
      await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('title') ?? ''))
    ).map((title) => Number(/^(\d+) of/.exec(title)?.[1]));
    const fullest = cells.nth(counts.indexOf(Math.max(...counts)));
    await fullest.focus();
    await page.keyboard.press('Enter');
    const clips = page.getByRole('listitem').getByRole('button', { name: /\.wav/ });
    await expect(clips).toHaveCount(Math.max(...counts));
    await page.keyboard.press('Tab');
    await expect(clips.first()).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(clips.nth(1)).toBeFocused();
    await page.keyboard.press('End');
    await expect(clips.last()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(clips.last()).toHaveAttribute('aria-pressed', 'true');
    // Its sound and its cell are visible without scrolling.
    await expect(page.getByRole('button', { name: /^(Play|Pause) .+\.wav/ })).toBeInViewport();
    await expect(page.getByRole('table', { name: /^Probabilities of/ })).toBeInViewport();
    await expect(fullest).toBeInViewport();
    const [matrix, list] = await Promise.all([matrixOf(page).boundingBox(), clips.last().boundingBox()]);
    expect(list!.x).toBeGreaterThan(matrix!.x + matrix!.width);
    expect(list!.x + list!.width).toBeLessThanOrEqual(1100);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /^(Play|Pause) .+\.wav/ })).toBeFocused();
  });
});
