import { expect, test } from './door.ts';

test('keeps the chosen theme after a reload', async ({ door: { page } }) => {
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Appearance' }).click();
  await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark', { exact: true }).click();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
  // The button in the navigation does the same on any page.
  await page.getByRole('button', { name: 'Light theme' }).click();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light');
});

test.describe('with notifications', () => {
  test.use({ wholeBrowser: true });

  test('notifies about runs only if the user wants it and the browser allows it', async ({
    door: { page, kind },
  }) => {
    const open = async () => {
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('tab', { name: 'Appearance' }).click();
    };
    await open();
    const notify = page.getByRole('switch', { name: 'Notify when a run finishes or fails' });
    await expect(notify).not.toBeChecked();
    if (kind === 'served') {
      await notify.click();
      await expect(page.getByRole('alert')).toContainText('The browser blocks notifications');
      await expect(notify).not.toBeChecked();
      await page.context().grantPermissions(['notifications']);
    }
    await notify.click();
    await expect(notify).toBeChecked();
    await page.reload();
    await open();
    await expect(notify).toBeChecked();
    await notify.click();
    await expect(notify).not.toBeChecked();
  });
});

test('shows engines, devices and native TensorFlow', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const findings = page.getByRole('table', { name: 'Engines and devices' });
  await expect(findings.getByRole('row', { name: /^wasm engine/ })).toContainText('works');
  await expect(findings.getByRole('row', { name: /^tensorflow engine/ })).toContainText('not used');
  await expect(findings.getByRole('row', { name: /^CPU/ })).toBeVisible();
  await expect(page.getByText(/^Default engine: wasm\./)).toBeVisible();
  const native = page.getByRole('region', { name: 'Native TensorFlow' });
  await expect(native.getByRole('button', { name: /^Install/ })).toBeEnabled();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('button', { name: 'Check again' })).toBeEnabled();
});

test('reports a failed installation, and allows another attempt', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  const native = page.getByRole('region', { name: 'Native TensorFlow' });
  await native.getByRole('button', { name: 'Choose a downloaded file …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Install from a downloaded file' });
  if (process.platform === 'linux' && process.arch === 'x64') {
    await expect(dialog).toContainText(/tensorflow_cpu-2\.21\.0-\S+\.whl\s[0-9a-f]{64}/);
  }
  await dialog.getByRole('textbox', { name: 'File or folder' }).fill('/nowhere/tensorflow.whl');
  await dialog.getByRole('button', { name: 'Install' }).click();
  await expect(native.getByRole('alert')).toContainText('/nowhere/tensorflow.whl');
  await expect(native.getByRole('button', { name: /^Install/ })).toBeEnabled();
});

test('lists versions and licences of packages', async ({ door: { page } }) => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'About' }).click();
  const about = page.getByRole('tabpanel', { name: 'About' });
  await about.getByRole('textbox').fill('plotly');
  await expect(about.getByRole('row', { name: /^plotly\.js \d.* MIT$/ })).toBeVisible();
  await expect(about.getByRole('row', { name: /^react / })).toHaveCount(0);
});

test('shows the laboratory’s folder', async ({ door }) => {
  const { page, dataFolder, desktop } = door;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Folders' }).click();
  await expect(page.getByText(dataFolder, { exact: true })).toBeVisible();
  if (desktop === null) {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy path: Laboratory' }).click();
    await expect(page.getByRole('button', { name: 'Copied: Laboratory' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(dataFolder);
  } else {
    await desktop.answerDialogs();
    await page.getByRole('button', { name: 'Show in the file manager: Laboratory' }).click();
    await expect
      .poll(() => desktop.recorded())
      .toContainEqual(expect.objectContaining({ kind: 'shell.showItemInFolder', path: dataFolder }));
  }
});
