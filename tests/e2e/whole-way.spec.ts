/** The whole way of a user, with only what the pages show. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { EMOTIONS } from '#shared/emotions.ts';
import { writeClip } from './a-clip.ts';
import { test as base, expect } from './door.ts';
import { playedSeconds, recordPlayback } from './played-sound.ts';
import { recordedAtLeast } from './recorded-time.ts';

const EPOCHS = 3;

/** A sample voice plays into the microphone. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
  microphone: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-voice-'));
    await use(await writeClip(folder));
    rmSync(folder, { recursive: true, force: true });
  },
});

/** A checksum of the pixels of a canvas. */
const picture = (canvas: Locator) =>
  canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
    return data.reduce((sum, value, index) => (sum * 31 + value + index) % 1_000_000_007, 7);
  });

test('from the first start to an emotion from the microphone', async ({ door }) => {
  test.setTimeout(240_000);
  const { page } = door;

  await test.step('sample voices', async () => {
    await page.getByRole('button', { name: 'Make sample voices' }).click();
    await expect(page.getByRole('heading', { name: 'Train', level: 1 })).toBeVisible({ timeout: 60_000 });
  });

  await test.step('the plan', async () => {
    const plan = page.getByRole('region', { name: 'Plan', exact: true });
    await page.getByRole('textbox', { name: 'Max epochs' }).fill(String(EPOCHS));
    const parts = plan.getByRole('table', { name: 'Clips of each part' });
    for (const emotion of EMOTIONS) await expect(parts.getByRole('row', { name: emotion })).toBeVisible();
    await expect(plan.getByRole('table', { name: 'Memory and time' })).toContainText('wasm', {
      timeout: 60_000,
    });
    await plan.getByRole('button', { name: 'Train', exact: true }).click();
  });

  await test.step('curves while it trains', async () => {
    await expect(page).toHaveURL(/#\/runs\/.+/);
    const curve = page.getByRole('img', { name: /^Loss/ });
    await expect(page.getByText(/^\d+ of 3$/)).toBeVisible({ timeout: 60_000 });
    const before = await picture(curve);
    await expect.poll(() => picture(curve)).not.toBe(before);
  });

  await test.step('the confusion matrix, and a cell’s clip', async () => {
    await page.getByRole('tab', { name: 'Confusion' }).click({ timeout: 90_000 });
    const matrix = page.getByRole('table', { name: /^Confusion matrix/ });
    await expect(matrix.getByRole('button')).toHaveCount(EMOTIONS.length ** 2);
    await matrix
      .getByRole('button', { name: /: [1-9]\d* clips?,/ })
      .first()
      .click();
    await recordPlayback(page);
    await page.getByRole('button', { name: /\.wav/ }).first().click();
    await expect.poll(() => playedSeconds(page)).toBeGreaterThan(0.2);
    const before = await playedSeconds(page);
    await expect.poll(() => playedSeconds(page)).toBeGreaterThan(before);
  });

  await test.step('a recording, and its emotion', async () => {
    await page.getByRole('link', { name: 'Predict with this model' }).click();
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await expect(page.getByLabel('Recorded time')).toHaveText(recordedAtLeast(4), { timeout: 30_000 });
    await page.getByRole('button', { name: 'Stop' }).click();
    const answer = page.getByRole('region', { name: /^Prediction by/ });
    const topEmotion = answer.getByRole('status');
    await expect(topEmotion).toHaveText(new RegExp(EMOTIONS.join('|')), { timeout: 30_000 });
    const rows = answer.getByRole('table', { name: /^Probabilities/ }).getByRole('row');
    await expect(rows).toHaveText(EMOTIONS.map((emotion) => new RegExp(`^${emotion}\\s*[\\d.]+ %$`)));
    const shares = (await rows.allTextContents()).map((text) => Number(/[\d.]+/.exec(text)?.[0]));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, 0);
    const highest = EMOTIONS[shares.indexOf(Math.max(...shares))];
    await expect(topEmotion).toContainText(highest);
  });
});
