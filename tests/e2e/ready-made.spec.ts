import { join } from 'node:path';
import { TINY_LABELS, writeTinyModel } from '../tiny-model.ts';
import { writeClip } from './a-clip.ts';
import { test as first } from './door.ts';
import { graveFindings } from './grave-findings.ts';
import { expect, test } from './prepared.ts';

test('a model of the user predicts, and is evaluated beside a trained run', async ({
  door: { page, dataFolder },
}) => {
  test.slow();
  const files = join(dataFolder, '..', 'tiny-model');
  writeTinyModel(files);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Models' }).click();
  await expect(page.getByText('Not verified')).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Add a model of your own …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a model of your own' });
  await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'File or folder' }).fill(files);
  // What the file beside it says.
  await expect(dialog.getByRole('textbox', { name: /^Labels/ })).toHaveValue(TINY_LABELS.join(', '));
  await expect(dialog.getByText('neu counts as neutral')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('tiny');
  expect(await graveFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const model = page.getByRole('region', { name: 'tiny', exact: true });
  await expect(model.getByText('Installed')).toBeVisible({ timeout: 60_000 });
  await expect(model.getByText('Labels: neutral, happy, angry, sad.')).toBeVisible();

  // Predict: it is chosen like a trained run.
  const clip = await writeClip(join(dataFolder, '..', 'clip'));
  await model.getByRole('link', { name: 'Predict' }).click();
  await expect(page.getByText(/^Ready on/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue('tiny');
  await page.locator('input[type=file]').first().setInputFiles(clip);
  const prediction = page.getByRole('region', { name: 'Prediction by tiny' });
  await expect(prediction.getByRole('status')).toHaveText(/neutral|happy|angry|sad/, { timeout: 30_000 });
  await expect(prediction).toContainText('not trained or tested here');
  expect(await graveFindings(page)).toEqual([]);

  // Evaluate: a run on the clips of another run.
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Models' }).click();
  await model.getByRole('button', { name: 'Evaluate …' }).click();
  const evaluation = page.getByRole('dialog', { name: 'Evaluate tiny' });
  await evaluation.getByRole('combobox', { name: 'Run' }).click();
  await page.getByRole('option').first().click();
  await evaluation.getByRole('button', { name: 'Evaluate', exact: true }).click();
  await expect(page.getByRole('heading', { name: /^tiny · / })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Nothing was trained').first()).toBeVisible();
  await expect(page.getByText(/The model does not know .*fear/).first()).toBeVisible();
  expect(await graveFindings(page)).toEqual([]);
});

test('a file that is no network is refused with the reason', async ({ door: { page, dataFolder } }) => {
  const files = join(dataFolder, '..', 'wrong-model');
  writeTinyModel(files, { labels: ['neutral', 'happy', 'angry'] });
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Models' }).click();
  await page.getByRole('button', { name: 'Add a model of your own …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a model of your own' });
  await dialog.getByRole('textbox', { name: 'File or folder' }).fill(files);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click({ timeout: 30_000 });
  await expect(page.getByRole('alert')).toContainText('instead of one for each of 3 labels', {
    timeout: 60_000,
  });
});

first(
  'the first start offers a ready-made model, and asks before it contacts anyone',
  async ({ door: { page } }) => {
    const hostOf = (address: string) => new URL(address).host;
    const own = hostOf(page.url());
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && hostOf(request.url()) !== own) outside.push(request.url());
    });
    await page.getByRole('button', { name: /^Download a ready-made model \(66 MB\)/ }).click();
    const dialog = page.getByRole('dialog', { name: /^Download SUPERB emotion recognition, small/ });
    await expect(dialog).toContainText('huggingface.co');
    await expect(dialog).toContainText('Apache-2.0');
    await expect(dialog).toContainText('has not been verified');
    expect(await graveFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: 'Make sample voices' })).toBeVisible();
    expect(outside).toEqual([]);
  },
);
