/** Choices on the page Train. */
import type { Page } from '@playwright/test';

/** Chooses in a list; the name of an option is followed by its description. */
export async function choose(page: Page, list: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: list, exact: true }).click();
  await page.getByRole('option', { name: new RegExp(`^${option}\\b`) }).click();
}

/** The preset for short trainings: the default one makes other recordings of each clip, and a final model. */
export const chooseQuick = (page: Page): Promise<void> => choose(page, 'Preset', 'quick');
