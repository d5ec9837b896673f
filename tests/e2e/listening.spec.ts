/** A clip is zoomed, selected, played, measured, and shown as a network gets it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { createRandom } from '#shared/random.ts';
import { LONG_TESTS } from '../long-tests.ts';
import { addFolder } from './a-corpus.ts';
import { test as emptyTest } from './door.ts';
import { graveFindings } from './grave-findings.ts';
import { longestTask } from './longest-task.ts';
import { playedSeconds, recordPlayback } from './played-sound.ts';
import { expect, test } from './prepared.ts';

/** Opens the first clip, and returns its details. */
async function openClip(page: Page) {
  await page.getByRole('tab', { name: /^Clips/ }).click();
  await page.getByRole('grid', { name: 'Clips' }).getByRole('gridcell', { name: /\.wav/ }).first().click();
  const details = page.getByRole('region', { name: 'Selected clip' });
  const position = details.getByRole('slider', { name: /^Position in/ });
  await expect(position).not.toHaveAttribute('aria-valuemax', '0');
  return { details, position };
}

test('a part of a clip is selected by keys, played to its end, and zoomed', async ({ door: { page } }) => {
  await recordPlayback(page);
  const { details, position } = await openClip(page);
  await expect(details.getByRole('button', { name: /^Play again/ })).toBeVisible({ timeout: 15_000 });
  await position.focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
  await page.keyboard.down('Shift');
  for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight');
  await page.keyboard.up('Shift');
  const selection = await details.getByText(/^Selected [\d.]+–[\d.]+ s/).textContent();
  const [start, end] = /([\d.]+)–([\d.]+)/.exec(selection!)!.slice(1).map(Number);
  expect(start).toBeGreaterThan(0);
  await page.keyboard.press('Space');
  await expect(details.getByRole('button', { name: /^Play again/ })).toBeVisible();
  // The part has bytes of its own, so that it ends exactly.
  expect(await playedSeconds(page)).toBeCloseTo(end - start, 2);
  expect(Number(await position.getAttribute('aria-valuenow'))).toBeCloseTo(end, 1);
  await page.keyboard.press('Enter');
  await expect(details.getByRole('button', { name: 'Zoom out' })).not.toHaveAttribute('aria-disabled');
  await page.keyboard.press('0');
  await expect(details.getByRole('button', { name: 'Zoom out' })).toHaveAttribute('aria-disabled');
});

test('scale and curves are remembered, and the cursor is read aloud', async ({ door: { page } }) => {
  const first = await openClip(page);
  await first.details.getByRole('button', { name: 'View options' }).click();
  await page.getByText('Linear', { exact: true }).click();
  await page.getByRole('switch', { name: 'Pitch' }).check({ force: true });
  await page.getByRole('switch', { name: 'Intensity' }).check({ force: true });
  expect(await graveFindings(page)).toEqual([]);
  await page.reload();
  const { details, position } = await openClip(page);
  await position.focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 15; step++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  await expect(details.getByRole('status').filter({ hasText: 'mel band' })).toHaveText(
    /^[\d.]+ s, [\d,]+ Hz, mel band \d+ of 64, −[\d.]+ dB, (pitch [\d.]+ Hz|not voiced), intensity [\d.]+ dB$/,
  );
  await details.getByRole('button', { name: 'View options' }).click();
  await expect(page.getByRole('radio', { name: 'Linear' })).toBeChecked();
});

test('the input of a network is shown under a run’s settings', async ({ door: { page } }) => {
  const { details } = await openClip(page);
  await details.getByRole('button', { name: 'Network input' }).click();
  await expect(details.getByRole('img', { name: 'Network input: 64 mel bands, 151 frames' })).toBeVisible();
  await expect(details.getByText(/^64 mel bands × 151 frames, 3\.00 s at 16,000 Hz\./)).toContainText(
    /Padded with zeros: \d\.\d\d s\. Normalised/,
  );
  const settings = details.getByRole('combobox', { name: 'Settings of the network input' });
  await settings.click();
  await page.getByRole('option', { name: 'thesis-vgg19' }).click();
  await expect(
    details.getByRole('img', { name: 'Network input: 75 cepstral coefficients, 173 frames' }),
  ).toBeVisible();
  await settings.click();
  await page.getByRole('option', { name: 'first try' }).click();
  await expect(details.getByRole('img', { name: /^Network input: 64 mel bands/ })).toBeVisible();
  expect(await graveFindings(page)).toEqual([]);
  await details.getByRole('button', { name: 'Large view' }).click();
  const large = page.getByRole('dialog');
  await expect(large.getByRole('img', { name: /^Network input: 64 mel bands/ })).toBeVisible();
  expect(await graveFindings(page)).toEqual([]);
});

emptyTest('ten minutes are measured and zoomed without a long task', async ({ openDoor }) => {
  emptyTest.skip(!LONG_TESTS, 'set NEURAL_SER_LONG_TESTS=1');
  const door = await openDoor();
  emptyTest.slow();
  const { page, dataFolder } = door;
  const folder = join(dirname(dataFolder), 'voices');
  const random = createRandom('listening', 'long');
  const samples = Float32Array.from(
    { length: 600 * 16_000 },
    (_, i) =>
      0.4 * Math.sin((2 * Math.PI * (150 + 50 * Math.sin(i / 16_000)) * i) / 16_000) +
      random.between(-0.01, 0.01),
  );
  mkdirSync(join(folder, 'Actor_01'), { recursive: true });
  writeFileSync(join(folder, 'Actor_01/03-01-05-01-01-01-01.wav'), encodeWav(samples, 16_000));
  await addFolder(page, folder);
  await expect(page.getByRole('tab', { name: 'Clips 1' })).toBeVisible({ timeout: 60_000 });
  const work = async () => {
    const { details, position } = await openClip(page);
    await details.getByRole('button', { name: /^Pause/ }).click();
    await details.getByRole('button', { name: 'View options' }).click();
    await page.getByRole('switch', { name: 'Pitch' }).check({ force: true });
    await page.getByRole('switch', { name: 'Intensity' }).check({ force: true });
    await page.keyboard.press('Escape');
    await details.getByRole('button', { name: 'Network input' }).click();
    await expect(details.getByText(/intensity [\d.]+ dB/)).toBeVisible({ timeout: 60_000 });
    await expect(details.getByText(/Cut off: \d+\.\d\d s\./)).toBeVisible({ timeout: 60_000 });
    await position.focus();
    for (let step = 0; step < 12; step++) await page.keyboard.press('+');
    for (let step = 0; step < 6; step++) await page.keyboard.press('PageDown');
    for (let step = 0; step < 12; step++) await page.keyboard.press('-');
    await expect(details.getByRole('button', { name: 'Zoom out' })).toHaveAttribute('aria-disabled');
  };
  const longest = await longestTask(page, work);
  emptyTest.skip(longest === null, 'the browser of this door cannot be traced');
  emptyTest.info().annotations.push({ type: 'longest task', description: `${longest!.toFixed(0)} ms` });
  expect(longest).toBeLessThanOrEqual(100);
});
