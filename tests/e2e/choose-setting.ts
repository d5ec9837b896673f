/** Choices on the page Train. */
import type { Page } from '@playwright/test';

/** Chooses in a list; the name of an option is followed by its description. */
export async function choose(page: Page, list: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: list, exact: true }).click();
  await page.getByRole('option', { name: new RegExp(`^${option}\\b`) }).click();
}
