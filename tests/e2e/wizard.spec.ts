import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { flac } from '../unit/audio/sound-files.ts';
import { tinyWav } from '../unit/corpora/corpus-folder.ts';
import { expect, test } from './door.ts';
import { graveFindings } from './grave-findings.ts';

/** Two people at each of two sites, who say three emotions in German, each in two takes. */
const FILES = ['lab', 'home'].flatMap((site) =>
  ['anna', 'ben'].flatMap((person) =>
    ['Wut', 'Trauer', 'Freude'].flatMap((word) =>
      [1, 2].map((take) => `${site}/${person}/take${take}_${word}.flac`),
    ),
  ),
);

function writeFolder(dataFolder: string, files: readonly string[] = FILES): string {
  const folder = join(dirname(dataFolder), 'sites');
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    const wav = tinyWav({ sound: file });
    const samples = new Int16Array(wav.buffer, 44);
    writeFileSync(join(folder, file), file.endsWith('.flac') ? flac(samples, 8000) : wav);
  }
  return folder;
}

/** Opens the wizard from the dialog that adds a corpus. */
async function openWizard(page: Page, folder: string, button = 'Choose how to read it …'): Promise<Locator> {
  await page.getByRole('button', { name: 'Add a corpus' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a corpus' });
  await dialog.getByLabel('Folder or table of clips').fill(folder);
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: button }).click();
  return page.getByRole('dialog', { name: 'How to read the folder' });
}

test('a folder that nobody prepared becomes a corpus', async ({ door: { page, dataFolder } }) => {
  const folder = writeFolder(dataFolder);
  const wizard = await openWizard(page, folder);
  await expect(wizard.getByRole('status')).toContainText('24 of 24 files will be clips');
  await expect(wizard.getByRole('status')).toContainText('angry 8, happy 8, sad 8');
  await expect(wizard).toContainText('2 speakers: anna 12, ben 12');
  await wizard.getByRole('button', { name: 'Scan with this rule' }).click();

  const card = page.getByRole('region', { name: 'sites' });
  await expect(card).toContainText('own rule');
  await expect(card.locator('dl')).toContainText(/Clips\s*24/);
  await expect(card.locator('dl')).toContainText(/Speakers\s*2/);
  await expect(card).toContainText('No problems');
  await page.getByRole('tab', { name: 'Clips 24' }).click();
  const grid = page.getByRole('grid', { name: 'Clips' });
  await expect(grid.getByRole('row').nth(1)).toContainText(/happy.*anna|anna.*happy/);

  // The rule is saved: the folder is scanned again in the same way, and the rule can be changed from its card.
  await page.getByRole('tab', { name: 'Overview' }).click();
  await card.getByRole('button', { name: 'Actions for sites' }).click();
  await page.getByRole('menuitem', { name: 'Read it another way' }).click();
  const again = page.getByRole('dialog', { name: 'How to read the folder' });
  await again.getByRole('checkbox', { name: 'Use clips with Trauer' }).uncheck();
  await expect(again.getByRole('status')).toContainText('16 of 24 files will be clips');
  await expect(again.getByRole('region', { name: 'Skipped files' })).toContainText(
    '“Trauer” is skipped by the rule.',
  );
  await again.getByRole('button', { name: 'Scan with this rule' }).click();
  await expect(card.locator('dl')).toContainText(/Clips\s*16/);
});

test('the preview follows every change, and a rule is exported and imported', async ({
  door: { page, dataFolder },
}) => {
  const folder = writeFolder(dataFolder, [...FILES, 'lab/noise.wav']);
  const wizard = await openWizard(page, folder);
  const status = wizard.getByRole('status');
  await expect(status).toContainText('24 of 25 files will be clips');
  await expect(wizard.getByRole('region', { name: 'Skipped files' })).toContainText('lab/noise.wav');
  const sample = wizard.getByRole('list', { name: 'Sample of paths' });
  await expect(sample.locator('mark[data-role=emotion]').first()).toHaveText('Freude');
  await expect(sample.locator('mark[data-role=speaker]').first()).toHaveText('anna');

  await wizard.getByRole('combobox', { name: 'Label of Wut' }).fill('frustrated');
  await expect(status).toContainText('frustrated 8');
  await wizard.getByRole('combobox', { name: 'Label of Wut' }).fill('!');
  await expect(wizard.getByRole('button', { name: 'Scan with this rule' })).toBeDisabled();
  await wizard.getByRole('combobox', { name: 'Label of Wut' }).fill('');
  await expect(status).toContainText('angry 8');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    wizard.getByRole('button', { name: 'Export' }).click(),
  ]);
  const exported = await download.path();
  expect(JSON.parse(readFileSync(exported, 'utf8'))).toMatchObject({
    read: { by: 'parts', parts: { emotion: [{ name: 2 }], speaker: [{ folder: 2 }] } },
  });

  await wizard.getByText('Regular expression', { exact: true }).click();
  const pattern = wizard.getByRole('textbox', { name: 'Regular expression' });
  await pattern.fill('(?<emotion>');
  await expect(wizard).toContainText('The regular expression cannot be used: missing closing )');
  await pattern.fill('(?<speaker>[a-z]+)/take1_(?<emotion>\\pL+)');
  await expect(status).toContainText('12 of 25 files will be clips');
  expect(await graveFindings(page)).toEqual([]);
  await wizard.locator('input[type=file]').setInputFiles({
    name: 'rule.json',
    mimeType: 'application/json',
    buffer: readFileSync(exported),
  });
  await expect(status).toContainText('24 of 25 files will be clips');
  await wizard.locator('input[type=file]').setInputFiles({
    name: 'other.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"a": 1}'),
  });
  await expect(wizard).toContainText('other.json is not a rule.');
});

test('words that nobody knows get labels, by keyboard alone', async ({ door: { page, dataFolder } }) => {
  const files = ['a', 'b'].flatMap((person) =>
    ['x1', 'x2', 'y1', 'y2'].map((code) => `${person}/clip-${code}.wav`),
  );
  const wizard = await openWizard(page, writeFolder(dataFolder, files));
  await expect(wizard).toContainText('No part of the paths is a known word for an emotion.');
  await expect(wizard.getByRole('button', { name: 'Scan with this rule' })).toBeDisabled();
  await wizard.getByRole('combobox', { name: 'Label of x' }).focus();
  await page.keyboard.type('angry');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('sad');
  await expect(wizard.getByRole('status')).toContainText('8 of 8 files will be clips');
  await expect(wizard.getByRole('status')).toContainText('angry 4, sad 4');
  expect(await graveFindings(page)).toEqual([]);
  await wizard.getByRole('button', { name: 'Scan with this rule' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'sites' }).locator('dl')).toContainText(/Clips\s*8/);
});

test('a table’s columns are shown and can be changed', async ({ door: { page, dataFolder } }) => {
  const folder = writeFolder(dataFolder);
  const rows = FILES.map((file, index) => `${file};${index % 2 ? 'calm' : 'fear'};p${index % 3}`);
  writeFileSync(join(folder, 'labels.csv'), ['sep=;', 'file;emotion;who', ...rows].join('\n'));
  const wizard = await openWizard(page, folder, 'Read it another way …');
  await expect(wizard.getByRole('status')).toContainText('fear 12, calm 12');
  await expect(wizard).toContainText('No speakers.');
  await wizard.getByRole('combobox', { name: 'Column of the speaker' }).click();
  await page.getByRole('option', { name: 'who' }).click();
  await expect(wizard).toContainText('3 speakers: p0 8, p1 8, p2 8');
  expect(await graveFindings(page)).toEqual([]);
  await wizard.getByRole('button', { name: 'Scan with this rule' }).click();
  await expect(page.getByRole('region', { name: 'sites' }).locator('dl')).toContainText(/Speakers\s*3/);
});

for (const size of [
  { width: 1100, height: 700 },
  { width: 1920, height: 1080 },
]) {
  test.describe(`at ${size.width} × ${size.height}`, () => {
    test.use({ size });
    test('the wizard fits, and its buttons are always reachable', async ({ door: { page, dataFolder } }) => {
      const wizard = await openWizard(page, writeFolder(dataFolder));
      await expect(wizard.getByRole('status')).toContainText('24 of 24');
      await expect(wizard.getByRole('button', { name: 'Scan with this rule' })).toBeInViewport();
      const overflow = await page.evaluate(() => {
        const wide = document.querySelector('[role=dialog]')!;
        return wide.scrollWidth - wide.clientWidth;
      });
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });
}
