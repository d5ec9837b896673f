/** Predictions from the microphone and from files, with every control of the page. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { encodeWav } from '#core/audio/wav/wav.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { decodeWav } from '../decode-wav.ts';
import { writeClip } from './a-clip.ts';
import { graveFindings } from './grave-findings.ts';
import { test as base, expect } from './prepared.ts';
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

async function open(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Predict' }).click();
  await expect(page.getByText(/^Ready on/)).toBeVisible({ timeout: 30_000 });
}

async function record(page: Page, seconds: number): Promise<void> {
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(page.getByLabel('Recorded time')).toHaveText(recordedAtLeast(seconds), { timeout: 30_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
}

const answers = (page: Page) => page.getByRole('region', { name: /^Prediction by/ });
const sounds = (page: Page) =>
  page.getByRole('table', { name: 'Sounds of this session' }).locator('tbody tr');

/** Chooses an option of a select field. */
async function choose(page: Page, field: string, option: RegExp): Promise<void> {
  await page.getByLabel(field).first().click();
  await page.getByRole('option', { name: option }).click();
}

test('predicts, plays, saves, downloads and removes a recording, and undoes the removal', async ({
  door,
}, info) => {
  const { page } = door;
  await open(page);
  await record(page, 3);
  await expect(answers(page).getByRole('status')).toHaveText(new RegExp(EMOTIONS.join('|')));
  const responseTime = await answers(page)
    .getByText(/^Predicted in/)
    .textContent();
  info.annotations.push({ type: 'response time', description: `${responseTime}` });
  await expect(answers(page)).toContainText('Synthetic speech, trained on');
  expect(await graveFindings(page)).toEqual([]);

  await page.getByRole('button', { name: /^Play Recording/ }).click();
  await expect(page.getByRole('button', { name: /^Pause Recording/ })).toBeVisible();
  const position = page.getByRole('slider', { name: /^Position in/ });
  await expect.poll(async () => Number(await position.getAttribute('aria-valuenow'))).toBeGreaterThan(0.3);
  await position.focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: /^Play Recording/ })).toBeVisible();
  await page.keyboard.press('End');
  await expect.poll(async () => Number(await position.getAttribute('aria-valuenow'))).toBeGreaterThan(2.9);

  const name = page.getByLabel('Name of this sound');
  await name.fill('My voice');
  await name.press('Enter');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('tab', { name: 'Saved (1)' }).click();
  await page.getByRole('button', { name: 'Remove My voice', exact: true }).last().click();
  await expect(page.getByRole('tab', { name: 'Saved (0)' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('tab', { name: 'Saved (1)' })).toBeVisible();

  if (door.kind === 'served') {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download My voice as WAV' }).click();
    const saved = await (await downloading).path();
    expect(decodeWav(readFileSync(saved)).durationSeconds).toBeGreaterThanOrEqual(3);
    await page.getByRole('tab', { name: /^This session/ }).click();
    await page.getByRole('button', { name: 'Export' }).click();
    const exporting = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: /CSV/ }).click();
    const rows = parse(readFileSync(await (await exporting).path()), { columns: true }) as Record<
      string,
      string
    >[];
    expect(rows).toHaveLength(1);
    expect(EMOTIONS.reduce((sum, emotion) => sum + Number(rows[0][emotion]), 0)).toBeCloseTo(1, 4);
  }

  await page.getByRole('tab', { name: /^This session/ }).click();
  await page.getByRole('button', { name: 'Remove My voice', exact: true }).first().click();
  await expect(page.getByText('No sounds yet.')).toBeVisible();
  await expect(sounds(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(sounds(page)).toHaveCount(1);
});

test('shows the timelines of a longer recording by two models side by side', async ({ door: { page } }) => {
  await open(page);
  await choose(page, 'Compare with', /two folds|first try/);
  await record(page, 8);
  await expect(answers(page)).toHaveCount(2);
  await expect(page.getByRole('img', { name: /^Timeline by/ })).toHaveCount(2);
  const shares = page.getByRole('table', { name: /^Probabilities by/ });
  await expect(shares).toHaveCount(2);
  expect(await shares.first().textContent()).not.toBe(await shares.last().textContent());
  expect(await graveFindings(page)).toEqual([]);
  // In the smallest window nothing of either prediction is cut off.
  await page.setViewportSize({ width: 1100, height: 700 });
  for (const topEmotion of await page.getByTestId('top-emotion').all()) {
    const cut = await topEmotion.evaluate((line) => {
      const right = line.getBoundingClientRect().right;
      return [...line.querySelectorAll('*')]
        .filter(
          (part) =>
            part.getBoundingClientRect().right > right + 0.5 || part.scrollWidth > part.clientWidth + 1,
        )
        .map((part) => part.textContent);
    });
    expect(cut).toEqual([]);
  }
  // The sounds remain when the user comes back to the page.
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('link', { name: 'Predict' }).click();
  await expect(sounds(page)).toHaveCount(1);
});

test('shows live estimates during speech', async ({ door: { page } }, info) => {
  await open(page);
  await page.getByText('Live', { exact: true }).click();
  await page.getByRole('button', { name: 'Listen' }).click();
  const live = page.getByRole('region', { name: 'Live' });
  await expect(live.getByTestId('top-emotion')).toHaveText(new RegExp(EMOTIONS.join('|')), {
    timeout: 30_000,
  });
  const rate = async () => Number(await live.getAttribute('data-estimates-per-second'));
  await expect.poll(rate, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
  info.annotations.push({ type: 'live', description: `${await rate()} estimates per second` });
  const level = page.getByRole('meter', { name: 'Microphone level' });
  await expect.poll(async () => Number(await level.getAttribute('aria-valuenow'))).toBeGreaterThan(-40);
  expect(await graveFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(level).toHaveAttribute('aria-valuetext', 'off');
});

test('predicts files, and reports files that are not audio', async ({ door: { page }, clip, dataFolder }) => {
  await open(page);
  const quiet = join(dataFolder, 'quiet.wav');
  writeFileSync(quiet, encodeWav(new Float32Array(32_000), 16_000));
  const text = join(dataFolder, 'notes.mp3');
  writeFileSync(text, 'These are no sounds.');
  const many = [clip, quiet, text];
  await page.locator('input[type=file]').setInputFiles(many);
  await expect(sounds(page)).toHaveCount(2);
  await expect(page.getByRole('alert')).toContainText('“notes.mp3” cannot be read');
  await expect(sounds(page).filter({ hasText: 'quiet.wav' })).toContainText('No speech detected');
  await sounds(page)
    .getByRole('button', { name: /^03-01-05/ })
    .click();
  await expect(answers(page).getByRole('status')).toHaveText(new RegExp(EMOTIONS.join('|')));
});

test('marks a clip that the model was trained on, in file and in list', async ({
  door: { page },
  dataFolder,
  prepared,
}) => {
  // Every clip was used to train one of the two networks.
  await page.goto(new URL(`#/predict?run=${prepared.runs.folds}`, page.url()).href);
  await expect(page.getByText(/^Ready on/)).toBeVisible({ timeout: 30_000 });
  const known = join(prepared.voices, 'Actor_01', '03-01-05-01-01-01-01.wav');
  const stranger = await writeClip(join(dataFolder, 'stranger'), 99);
  await page.locator('input[type=file]').setInputFiles([known, stranger]);
  await expect(sounds(page)).toHaveCount(2);
  const sentence = 'This clip was in the training set of this model.';
  await expect(sounds(page).getByRole('img', { name: sentence })).toHaveCount(1);
  // The newest sound is shown: a new voice.
  await expect(answers(page).getByRole('status')).toHaveText(new RegExp(EMOTIONS.join('|')));
  await expect(answers(page)).not.toContainText(sentence);
  await sounds(page)
    .filter({ has: page.getByRole('img', { name: sentence }) })
    .getByRole('button')
    .click();
  await expect(answers(page)).toContainText(sentence);
  expect(await graveFindings(page)).toEqual([]);
});

test('reports a microphone that is denied, or disconnected during a recording', async ({
  door: { page },
}) => {
  await open(page);
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const given = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async () => {
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await given(constraints);
        Object.assign(window, { unplug: () => stream.getTracks()[0].dispatchEvent(new Event('ended')) });
        return stream;
      };
      throw new DOMException('Permission denied', 'NotAllowedError');
    };
  });
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Access to the microphone was denied. Allow it');
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(page.getByLabel('Recorded time')).toHaveText(recordedAtLeast(2), { timeout: 30_000 });
  await page.evaluate(() => (window as unknown as { unplug(): void }).unplug());
  await expect(page.getByRole('alert')).toContainText('The microphone was disconnected');
  await expect(sounds(page)).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Record', exact: true })).toBeEnabled();
});

test('records, saves, opens and downloads by keyboard', async ({ door }) => {
  const { page } = door;
  await open(page);
  // The shortcut also works on the radio buttons of the mode, but not in a text field.
  await page.getByRole('radio', { name: 'Record' }).focus();
  await page.keyboard.press('r');
  await expect(page.getByLabel('Recorded time')).toHaveText(recordedAtLeast(2), { timeout: 30_000 });
  await page.keyboard.press('r');
  await expect(answers(page).getByRole('status')).toHaveText(new RegExp(EMOTIONS.join('|')));
  const name = page.getByLabel('Name of this sound');
  await name.focus();
  await page.keyboard.press('End');
  await page.keyboard.type(' rr.wav');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Record', exact: true })).toBeEnabled();
  await expect(name).toHaveValue(/ rr\.wav$/);
  await page.getByRole('button', { name: 'Save', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /^This session/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Saved (1)' })).toBeFocused();
  const saved = page
    .getByRole('table', { name: 'Saved recordings' })
    .getByRole('button', { name: /rr\.wav$/ });
  await saved.first().focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'This session (2)' })).toBeVisible();
  await expect(answers(page).getByRole('status')).toHaveText(new RegExp(EMOTIONS.join('|')));
  if (door.kind !== 'served') return;
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download .+ as WAV$/ }).focus();
  await page.keyboard.press('Enter');
  const downloaded = await downloading;
  expect(downloaded.suggestedFilename()).toMatch(/ rr\.wav$/);
  expect(decodeWav(readFileSync(await downloaded.path())).durationSeconds).toBeGreaterThanOrEqual(2);
});

for (const { what, sample, words } of [
  {
    what: 'a blocked microphone',
    sample: () => 0,
    words: /^The microphone sends nothing: it is blocked or muted\. Allow it in the sound settings/,
  },
  {
    what: 'silence',
    // Three steps of 16 bits.
    sample: (n: number) => (n % 2 === 0 ? 1e-4 : -1e-4),
    words: /^No sound\. Check that the microphone is on/,
  },
  {
    what: 'clipping',
    sample: (n: number) => (n % 160 < 80 ? 1 : -1),
    words: /^Too loud: the sound is clipped/,
  },
]) {
  const testWithSound = test.extend({
    microphone: async ({ clip }, use) => {
      // A switch of the browser names it.
      const file = join(dirname(clip), `${what.replaceAll(' ', '-')}.wav`);
      writeFileSync(
        file,
        encodeWav(
          Float32Array.from({ length: 16_000 }, (_, n) => sample(n)),
          16_000,
        ),
      );
      await use(file);
    },
  });
  testWithSound(`warns of ${what} during a recording`, async ({ door: { page } }) => {
    await open(page);
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await expect(page.getByText(words)).toBeVisible({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByText(words)).toHaveCount(0);
  });
}
