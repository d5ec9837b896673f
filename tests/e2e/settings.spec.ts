import { expect, test } from './door.ts';

test('the theme is what one chooses, also when the page is opened anew', async ({ door: { page } }) => {
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Appearance' }).click();
  await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark', { exact: true }).click();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
  // The button at the edge does the same from any page.
  await page.getByRole('button', { name: 'Light theme' }).click();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light');
});

test('the doctor’s findings, and native TensorFlow', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const findings = page.getByRole('table', { name: 'Engines and devices' });
  await expect(findings.getByRole('row', { name: /^wasm engine/ })).toContainText('works');
  await expect(findings.getByRole('row', { name: /^tensorflow engine/ })).toContainText('not used');
  await expect(findings.getByRole('row', { name: /^Processor/ })).toBeVisible();
  await expect(page.getByText(/^Runs take wasm unless told otherwise\./)).toBeVisible();
  const native = page.getByRole('region', { name: 'Native TensorFlow' });
  await expect(native.getByRole('button', { name: /^Install/ })).toBeEnabled();
  await page.getByRole('button', { name: 'Examine again' }).click();
  await expect(page.getByRole('button', { name: 'Examine again' })).toBeEnabled();
});

test('what cannot be installed says why, and the button is there still', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const native = page.getByRole('region', { name: 'Native TensorFlow' });
  await native.getByRole('textbox', { name: /^From a wheel/ }).fill('/nowhere/tensorflow.whl');
  await native.getByRole('button', { name: /^Install/ }).click();
  await expect(native.getByRole('alert')).toContainText('/nowhere/tensorflow.whl');
  await expect(native.getByRole('button', { name: /^Install/ })).toBeEnabled();
});

test('versions and licences of all that it is made of', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'About' }).click();
  const about = page.getByRole('tabpanel', { name: 'About' });
  await about.getByRole('textbox').fill('plotly');
  await expect(about.getByRole('row', { name: /^plotly\.js \d.* MIT$/ })).toBeVisible();
  await expect(about.getByRole('row', { name: /^react / })).toHaveCount(0);
});

test('the laboratory’s folder can be found', async ({ door }) => {
  const { page, dataFolder, desktop } = door;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Folders' }).click();
  await expect(page.getByText(dataFolder, { exact: true })).toBeVisible();
  if (desktop === null) {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy path: The laboratory' }).click();
    await expect(page.getByRole('button', { name: 'Copied: The laboratory' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(dataFolder);
  } else {
    await desktop.answerDialogs();
    await page.getByRole('button', { name: 'Show in the file manager: The laboratory' }).click();
    await expect
      .poll(() => desktop.recorded())
      .toContainEqual(expect.objectContaining({ kind: 'shell.showItemInFolder', path: dataFolder }));
  }
});
