import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './door.ts';

const GRAVE = ['serious', 'critical'];

/** What axe finds grave in a page as it stands, in both themes: a line for each rule that is broken. */
export async function graveFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await page.evaluate(standStill);
    // In the page itself: a browser that is not its own gives no other page to sum up in.
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

/** In the page: waits until what opens, closes or changes its colour has done so. What turns for ever may turn. */
async function standStill(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  // What a change sets going begins with the next frames.
  for (let waited = 0; waited < 3; waited++) await frame();
  const passing = document
    .getAnimations()
    .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
  await Promise.allSettled(passing.map(({ finished }) => finished));
}
