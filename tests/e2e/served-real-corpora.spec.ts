/** Real speech under other label sets, through the window and on the command line: RAVDESS with calm, EMO-DB with boredom. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { comparisonJson } from '#cli/commands/comparison-json.ts';
import { commandLineIn } from '../integration/command-line.ts';
import { SHARED } from '../shared-folder.ts';
import { addFolder } from './a-corpus.ts';
import { choose } from './choose-setting.ts';
import { expect, test } from './door.ts';
import { graveFindings } from './grave-findings.ts';

const RAVDESS = join(SHARED, 'data/ravdess-16k');
const EMODB = join(SHARED, 'data/emodb-flac');
const CORPORA = [
  [RAVDESS, 'RAVDESS', '6 female, 6 male'],
  [EMODB, 'EMO-DB', '5 female, 5 male'],
] as const;
const missing = [RAVDESS, EMODB].filter((folder) => !existsSync(folder));
if (missing.length > 0) process.stdout.write('SKIPPED real corpora: ../shared/data is missing.\n');
test.skip(missing.length > 0, '../shared/data is missing');

const planOf = (page: Page) => page.getByRole('region', { name: 'Plan', exact: true });

/** Trains one epoch on one corpus under a label set, and shows the results. */
async function train(page: Page, corpus: string, labelSet: RegExp, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  for (const [, name] of CORPORA)
    await page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).setChecked(name === corpus);
  await expect(page.getByRole('combobox', { name: 'Preset' })).toHaveValue('accurate');
  await choose(page, 'Preset', 'quick');
  await page.getByRole('combobox', { name: 'Label set' }).click();
  await page.getByRole('option', { name: labelSet }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Max epochs' }).fill('1');
  await planOf(page).getByRole('button', { name: 'Train', exact: true }).click({ timeout: 120_000 });
  await expect(page.getByRole('table', { name: 'Results per emotion' })).toBeVisible({ timeout: 300_000 });
}

test('runs with eight emotions and with boredom are compared, and not ranked', async ({
  door: { page, dataFolder },
}) => {
  test.setTimeout(900_000);
  await test.step('the corpora', async () => {
    for (const [folder, name, voices] of CORPORA) {
      await addFolder(page, folder);
      await expect(page.getByRole('region', { name })).toContainText(voices, { timeout: 120_000 });
    }
  });

  await test.step('RAVDESS with calm', async () => {
    await train(page, 'RAVDESS', /^ravdess-eight/, 'eight');
    const table = page.getByRole('table', { name: 'Results per emotion' });
    await expect(table.getByRole('row', { name: /^calm/ })).toBeVisible();
    expect(await graveFindings(page)).toEqual([]);
  });

  await test.step('EMO-DB with boredom', async () => {
    await train(page, 'EMO-DB', /^emodb-seven/, 'boredom');
    const table = page.getByRole('table', { name: 'Results per emotion' });
    await expect(table.getByRole('row', { name: /^boredom/ })).toBeVisible();
    await expect(table.getByRole('row', { name: /^surprise/ })).toBeHidden();
  });

  await test.step('side by side', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
    const runs = page.locator(':is([role=grid], [role=treegrid])[aria-label="Runs"]');
    for (const name of ['eight', 'boredom'])
      await runs.getByRole('row', { name }).getByRole('checkbox').click();
    await page.getByRole('region', { name: 'Selection' }).getByRole('link', { name: 'Compare' }).click();
    await expect(page.getByText(/Trained on different label sets, which are different tasks/)).toBeVisible();
    expect(await graveFindings(page)).toEqual([]);
  });

  await test.step('on the command line', async () => {
    const cli = commandLineIn(join(dataFolder, '..'), dataFolder);
    const { comparable, runs, chanceLevel } = (await cli.json('compare', 'eight', 'boredom')) as ReturnType<
      typeof comparisonJson
    >;
    expect(comparable).toMatchObject({ basis: 'none', labels: 'different' });
    expect(comparable.summary).toContain('not ranked');
    expect(chanceLevel).toBeNull();
    expect(runs.map(({ title, corpora }) => [title, corpora])).toEqual([
      ['eight', ['RAVDESS']],
      ['boredom', ['EMO-DB']],
    ]);
  });
});
