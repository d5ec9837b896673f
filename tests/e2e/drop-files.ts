import type { Page } from '@playwright/test';

export interface Hovering {
  drop(): Promise<void>;
  /** Moves out of the window. */
  leave(): Promise<void>;
}

/**
 * Drags files and folders of this computer over the page like a file manager. The browser itself opens them, including
 * folders, which scripted events cannot do.
 * @param at position in window pixels; default: the centre
 */
export async function hoverFiles(
  page: Page,
  files: readonly string[],
  at?: { x: number; y: number },
): Promise<Hovering> {
  const centre = await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }));
  const position = at ?? centre;
  const browser = await page.context().newCDPSession(page);
  const send = async (type: 'dragEnter' | 'dragOver' | 'drop', { x, y }: { x: number; y: number }) => {
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    await browser.send('Input.dispatchDragEvent', { type, x, y, data });
  };
  await send('dragEnter', position);
  await send('dragOver', position);
  return {
    drop: () => send('drop', position),
    leave: () => send('dragOver', { x: -10, y: -10 }),
  };
}

/** Number of attempts at a drop that the browser does not deliver. */
const MAX_ATTEMPTS = 3;

/**
 * Drops files at the centre of the page. A busy browser sometimes turns a scripted drop into a leave, and the page gets
 * no event. Such a drop is repeated; a drop that the page got is not, whatever the page does with it.
 */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const delivered = await page.evaluateHandle(() => {
      const seen = { drop: false };
      window.addEventListener('drop', () => (seen.drop = true), { capture: true, once: true });
      return seen;
    });
    const hovering = await hoverFiles(page, files);
    await hovering.drop();
    const wasDelivered = await page
      .waitForFunction((seen) => seen.drop, delivered, { timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
    await delivered.dispose();
    if (wasDelivered) return;
  }
  throw new Error(`The browser delivered none of ${MAX_ATTEMPTS} drops to the page.`);
}
