/** A corpus recorded in the page, from the sheet to its clips, with the keyboard. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { decodeWav } from '../decode-wav.ts';
import { writeClip } from './a-clip.ts';
import { test as base, expect } from './door.ts';
import { graveFindings } from './grave-findings.ts';
import { recordedAtLeast } from './recorded-time.ts';

/** A clip plays into the microphone; `clip` is its file. */
const test = base.extend<{ clip: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the parameters' names.
  clip: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-clip-'));
    await use(await writeClip(folder));
    rmSync(folder, { recursive: true, force: true });
  },
  microphone: async ({ clip }, use) => use(clip),
});

const NAME = 'Lab voices';

/** Fills in the sheet of a corpus with three prompts, and one speaker who has consented. */
async function prepare(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Record a corpus …' }).click();
  await page.getByLabel('Name of the corpus').fill(NAME);
  const emotions = page.getByRole('combobox', { name: 'Emotions' });
  await emotions.focus();
  // Seven are chosen; happy and sad and angry stay.
  for (let removed = 0; removed < 7; removed++) await emotions.press('Backspace');
  for (const emotion of ['happy', 'sad', 'angry']) {
    await emotions.fill(emotion);
    await emotions.press('ArrowDown');
    await emotions.press('Enter');
    await emotions.fill('');
  }
  await emotions.press('Escape');
  await page.getByLabel('Sentences', { exact: true }).fill('The kettle is on the stove.\n\n');
  await page.getByLabel('Repetitions').fill('1');
  await expect(page.getByText('3 emotions × 1 sentence × 1 repetition = 3 clips')).toBeVisible();
  await page.getByRole('button', { name: 'Create' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();

  await page.getByRole('button', { name: 'Add a speaker' }).press('Enter');
  const speaker = page.getByRole('dialog', { name: 'Add a speaker' });
  await expect(speaker.getByLabel('Code')).toHaveValue('p01');
  const sex = speaker.getByRole('combobox', { name: 'Sex' });
  await sex.focus();
  await sex.press('ArrowDown');
  await page.getByRole('option', { name: 'male', exact: true }).click();
  await speaker.getByLabel('Language').fill('English');
  await speaker.getByRole('button', { name: 'Save' }).press('Enter');

  await page.getByRole('button', { name: 'Consent of p01 …' }).press('Enter');
  const consent = page.getByRole('dialog', { name: 'Consent of p01' });
  await expect(consent.getByText('I agree that my voice is recorded')).toBeVisible();
  await expect(consent.getByRole('button', { name: 'Save the consent' })).toBeDisabled();
  expect(await graveFindings(page)).toEqual([]);
  await consent.getByLabel('Name of the person').fill('Anna Muster');
  await consent.getByLabel('This person has read').press('Space');
  await consent.getByRole('button', { name: 'Save the consent' }).press('Enter');
  await expect(page.getByRole('link', { name: 'Record p01' })).toBeVisible();
}

/**
 * Records the shown prompt with the space key. The browser plays its file from the beginning for each page, so recordings of one length
 * can have the same samples, and a scan would find a duplicate.
 */
async function record(page: Page, takes: number, seconds = 1): Promise<void> {
  await page.keyboard.press('Space');
  await expect(page.getByLabel('Recorded time')).toHaveText(recordedAtLeast(seconds), { timeout: 30_000 });
  await page.keyboard.press('Space');
  if (takes === 1) await expect(page.getByText(/^Saved\. If you record again/)).toBeVisible();
  else await expect(page.getByRole('radio', { name: `Take ${takes}` })).toBeChecked();
}

test('a recorded corpus has the right labels, and takes can be repeated and chosen', async ({
  door: { page },
  dataFolder,
}) => {
  await prepare(page);
  expect(await graveFindings(page)).toEqual([]);
  await page.getByRole('link', { name: 'Record p01' }).press('Enter');
  await expect(page.getByText('1 of 3 · 0 recorded')).toBeVisible();
  await page.getByRole('button', { name: 'Check the level' }).press('Enter');
  const level = page.getByRole('meter', { name: 'Microphone level' });
  await expect.poll(async () => Number(await level.getAttribute('aria-valuenow'))).toBeGreaterThan(-50);
  await page.getByRole('button', { name: 'Stop the check' }).press('Enter');
  await page.getByRole('button', { name: 'Stop the check' }).waitFor({ state: 'hidden' });
  await page.getByRole('heading', { level: 1 }).click();

  await record(page, 1);
  await record(page, 2);
  expect(await graveFindings(page)).toEqual([]);
  await page.getByRole('radio', { name: 'Take 1' }).press('Space');
  await expect(page.getByRole('radio', { name: 'Take 1' })).toBeChecked();
  await page.getByRole('button', { name: 'Next' }).press('Enter');
  await expect(page.getByText('2 of 3 · 1 recorded')).toBeVisible();
  await record(page, 1, 2);
  // What was recorded is still there after a new start of the page, at the first open prompt.
  await page.reload();
  await expect(page.getByText('3 of 3 · 2 recorded')).toBeVisible();
  await record(page, 1, 3);
  await expect(page.getByText('3 of 3 · all recorded')).toBeVisible();

  const folder = join(dataFolder, 'own-corpora', NAME);
  const rows = parse(readFileSync(join(folder, 'metadata.csv')), { columns: true }) as Record<
    string,
    string
  >[];
  expect(rows.map(({ emotion }) => emotion)).toEqual(['happy', 'sad', 'angry']);
  for (const { path } of rows) {
    const { durationSeconds, warning } = decodeWav(readFileSync(join(folder, path)));
    expect(durationSeconds).toBeGreaterThan(0.9);
    expect(warning).toBeNull();
  }
  expect(readFileSync(join(folder, 'consent-p01.txt'), 'utf8')).toContain('Anna Muster');

  await page.getByRole('link', { name: NAME }).press('Enter');
  await page.getByRole('button', { name: 'Add to the corpora' }).press('Enter');
  await page.getByRole('tab', { name: 'Clips 3' }).click();
  const clips = page.getByRole('grid', { name: 'Clips' });
  for (const emotion of ['happy', 'sad', 'angry'])
    await expect(clips.getByRole('row', { name: new RegExp(emotion) })).toHaveCount(1);
  await expect(clips.getByRole('row', { name: /p01/ })).toHaveCount(3);
  await expect(page.getByRole('tab', { name: 'Problems 0' })).toBeVisible();
});

test('withdrawn consent removes the recordings, and can be undone', async ({
  door: { page },
  dataFolder,
}) => {
  await prepare(page);
  await page.getByRole('link', { name: 'Record p01' }).click();
  await expect(page.getByText('1 of 3 · 0 recorded')).toBeVisible();
  await record(page, 1);
  await page.getByRole('link', { name: NAME }).click();
  await expect(page.getByText('1 of 3', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'More about p01' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Withdraw the consent …' }).click();
  const question = page.getByRole('dialog', { name: 'Withdraw the consent' });
  await expect(question).toContainText('1 clip');
  expect(await graveFindings(page)).toEqual([]);
  await question.getByRole('button', { name: 'Withdraw the consent' }).click();
  await expect(page.getByText('Withdrawn, 1 clip in the trash')).toBeVisible();
  const folder = join(dataFolder, 'own-corpora', NAME);
  expect(existsSync(join(folder, 'p01'))).toBe(false);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Record p01' })).toBeVisible();
  expect(existsSync(join(folder, 'p01'))).toBe(true);
});
