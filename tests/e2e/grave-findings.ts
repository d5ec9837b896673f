import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './door.ts';

const GRAVE = ['serious', 'critical'];

/** Serious and critical findings of axe in the current page, in both themes: one line per rule. */
export async function graveFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await page.evaluate(waitForAnimations);
    // Legacy mode runs in the page itself, because a connected browser cannot open another page for the results.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
    const { violations } = await axe.analyze();
    for (const { id, impact, nodes } of violations) {
      if (!GRAVE.includes(impact ?? '')) continue;
      const [{ target, failureSummary }] = nodes;
      const why = failureSummary?.replace(/\s+/g, ' ');
      found.push(`${colorScheme}, ${id}, ${nodes.length} times, the first at ${target.join(' ')}: ${why}`);
    }
  }
  return found;
}

/** Runs in the page: waits until finite animations end, such as opening, closing and colour changes. */
async function waitForAnimations(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // An animation caused by a change starts within the next frames.
  for (let waited = 0; waited < 3; waited++) await frame();
  const passing = document
    .getAnimations()
    .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
  await Promise.allSettled(passing.map(({ finished }) => finished));
}
