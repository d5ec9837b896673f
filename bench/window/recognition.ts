import type { Page } from '@playwright/test';

/**
 * Records three seconds several times. Returns the milliseconds from each click on Stop until the frame with the seven
 * probabilities is presented, including the first two, in which caches are still empty.
 */
export async function recognitionTimes(page: Page, times: number): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByLabel('Recorded time').getByText('0:03').waitFor();
    await page.evaluate(() => {
      const shownIn = () => document.querySelector('section[aria-label$="and its predictions"]');
      const before = shownIn()?.getAttribute('aria-label') ?? null;
      const done = Promise.withResolvers<number>();
      Object.assign(window, { done: done.promise });
      document.addEventListener(
        'click',
        () => {
          const began = performance.now();
          const observer = new MutationObserver(() => {
            const section = shownIn();
            if (section === null || section.getAttribute('aria-label') === before) return;
            if (!/Predicted in/.test(section.textContent ?? '')) return;
            observer.disconnect();
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => done.resolve(performance.now() - began);
              port2.postMessage(null);
            });
          });
          observer.observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          });
        },
        { capture: true, once: true },
      );
    });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    found.push(await page.evaluate(() => (window as unknown as { done: Promise<number> }).done));
  }
  return found;
}
