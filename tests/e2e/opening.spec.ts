import { expect, test } from './door.ts';

test('opens on the first page, and reaches every page by one click', async ({ door }) => {
  const { page } = door;
  await expect(page).toHaveTitle('Corpora – neural-SER');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages.getByRole('link', { name: 'Corpora' })).toHaveAttribute('aria-current', 'page');
  for (const name of ['Train', 'Runs', 'Predict', 'Settings', 'Corpora']) {
    await pages.getByRole('link', { name }).click();
    await expect(page).toHaveURL(new RegExp(`#/${name.toLowerCase()}`));
    await expect(page).toHaveTitle(`${name} – neural-SER`);
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  }
});

test('redirects the former address of Predict, with its query', async ({ door: { page } }) => {
  await page.evaluate(() => {
    location.hash = '/recognise?run=a&with=b';
  });
  await expect(page).toHaveURL(/#\/predict\?run=a&with=b$/);
  await expect(page.getByRole('heading', { name: 'Predict', level: 1 })).toBeVisible();
});

test('the settings page shows the laboratory’s folder', async ({ door }) => {
  const { page, dataFolder } = door;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Folders' }).click();
  await expect(page.getByText(dataFolder).first()).toBeVisible();
});

test('ends without errors', async ({ door }) => {
  await expect(door.page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  expect(await door.end()).toMatchObject({ signal: null });
  expect(door.said()).not.toMatch(/Error/);
});
