import axe from 'axe-core';
import type { RenderedPart } from './render-part.tsx';

const GRAVE = ['serious', 'critical'];

/** Serious and critical findings of axe in a rendered part and what it has opened, in both themes: one line per rule. */
export async function graveFindings(part: RenderedPart): Promise<string[]> {
  const found: string[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    await part.setScheme(scheme);
    await animationsToEnd();
    const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
    for (const { id, impact, nodes } of violations) {
      if (!GRAVE.includes(impact ?? '')) continue;
      const [{ target, failureSummary }] = nodes;
      const why = failureSummary?.replace(/\s+/g, ' ');
      found.push(`${scheme}, ${id}, ${nodes.length} times, first at ${target.join(' ')}: ${why}`);
    }
  }
  return found;
}

/** Waits until finite animations end, such as opening, closing and colour changes. */
async function animationsToEnd(): Promise<void> {
  // An animation caused by a change starts within the next frames.
  for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  const finite = document
    .getAnimations()
    .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime));
  await Promise.allSettled(finite.map(({ finished }) => finished));
}
