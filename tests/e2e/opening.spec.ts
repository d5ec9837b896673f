import { expect, test } from './door.ts';

test('the laboratory opens on its first page, and every page is one click away', async ({ door }) => {
  const { page } = door;
  await expect(page).toHaveTitle('Corpora – neural-SER');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages.getByRole('link', { name: 'Corpora' })).toHaveAttribute('aria-current', 'page');
  for (const name of ['Train', 'Runs', 'Recognise', 'Settings', 'Corpora']) {
    await pages.getByRole('link', { name }).click();
    await expect(page).toHaveURL(new RegExp(`#/${name.toLowerCase()}`));
    await expect(page).toHaveTitle(`${name} – neural-SER`);
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
  }
});

test('the laboratory answers: what it says of itself is on the settings page', async ({ door }) => {
  const { page, dataFolder } = door;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('tab', { name: 'Folders' }).click();
  await expect(page.getByText(dataFolder).first()).toBeVisible();
});

test('ending it ends everything, in order', async ({ door }) => {
  await expect(door.page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
  expect(await door.end()).toMatchObject({ signal: null });
  expect(door.said()).not.toMatch(/Error/);
});
