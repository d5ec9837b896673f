/** Label sets in the window: a shipped one, one of the user's own, and a comparison of the two, which ranks nothing. */
import type { Page } from '@playwright/test';
import { graveFindings } from './grave-findings.ts';
import { expect, test } from './prepared.ts';

const planOf = (page: Page) => page.getByRole('region', { name: 'Plan', exact: true });

async function trainOneEpoch(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('textbox', { name: 'Max epochs' }).fill('1');
  await planOf(page).getByRole('button', { name: 'Train', exact: true }).click({ timeout: 60_000 });
  await expect(page.getByRole('table', { name: 'Results per emotion' })).toBeVisible({ timeout: 120_000 });
}

test('a run with eight emotions, one with the user’s own two, and their comparison', async ({
  door: { page },
}) => {
  test.setTimeout(240_000);
  const plan = planOf(page);
  const parts = plan.getByRole('table', { name: 'Clips of each part' });

  await test.step('calm is an emotion of its own', async () => {
    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await expect(plan.getByText('5 clips labelled calm count as neutral.')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('combobox', { name: 'Label set' }).click();
    await page.getByRole('option', { name: /^ravdess-eight/ }).click();
    await expect(parts.getByRole('row', { name: /^calm/ })).toBeVisible({ timeout: 60_000 });
    await expect(plan.getByText(/labelled calm/)).toBeHidden();
    await trainOneEpoch(page, 'eight emotions');
    await page.getByRole('tab', { name: 'Confusion' }).click();
    const matrix = page.getByRole('table', { name: /^Confusion matrix/ });
    await expect(matrix.getByRole('columnheader', { name: 'calm' })).toBeVisible();
    await expect(matrix.getByRole('button')).toHaveCount(64);
  });

  await test.step('a set of one’s own, with the keyboard and by dragging', async () => {
    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await page.getByRole('combobox', { name: 'Label set' }).click();
    await page.getByRole('option', { name: /^four/ }).click();
    await page.getByRole('button', { name: 'Make a label set …' }).click();
    const dialog = page.getByRole('dialog', { name: 'Label set' });
    await dialog.getByRole('textbox', { name: 'Name of the label set' }).fill('valence');
    await dialog.getByRole('textbox', { name: 'Name of emotion 1' }).fill('negative');
    await dialog.getByRole('textbox', { name: 'Name of emotion 2' }).fill('other');
    for (const [label, emotion] of [
      ['sad', 'negative'],
      ['neutral', 'other'],
      ['calm', 'other'],
    ]) {
      await dialog.getByRole('button', { name: new RegExp(`^${label}( |$)`) }).press('Enter');
      await page.getByRole('menuitem', { name: emotion, exact: true }).click();
    }
    for (const label of ['disgust', 'fear']) {
      await dialog
        .getByRole('button', { name: new RegExp(`^${label} `) })
        .dragTo(dialog.getByRole('group', { name: 'negative' }));
    }
    for (const name of ['neutral', 'sad'])
      await dialog.getByRole('button', { name: `Remove ${name}`, exact: true }).click();
    await expect(dialog.getByRole('group', { name: 'negative' })).toContainText('disgust 15');
    await expect(dialog.getByRole('group', { name: 'Skipped' })).toContainText('surprise 15');
    expect(await graveFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save and use' }).click();
    await expect(dialog).toBeHidden();
    await expect(
      plan.getByText('15 clips labelled surprise are skipped by the label set “valence”.'),
    ).toBeVisible({
      timeout: 60_000,
    });
    await trainOneEpoch(page, 'own valence');
    await expect(page.getByRole('table', { name: 'Results per emotion' })).toContainText('negative');
  });

  await test.step('both are compared, and not ranked', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Runs' }).click();
    const runs = page.locator(':is([role=grid], [role=treegrid])[aria-label="Runs"]');
    for (const name of ['own valence', 'eight emotions'])
      await runs.getByRole('row', { name }).getByRole('checkbox').click();
    await page.getByRole('region', { name: 'Selection' }).getByRole('link', { name: 'Compare' }).click();
    await expect(page.getByText(/Trained on different label sets, which are different tasks/)).toBeVisible();
    await expect(page.getByText('Label set: ')).toBeVisible();
    expect(await graveFindings(page)).toEqual([]);
  });
});
