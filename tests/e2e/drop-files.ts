import type { Page } from '@playwright/test';

export interface Hovering {
  drop(): Promise<void>;
  /** Out of the window. */
  leave(): Promise<void>;
}

/**
 * Drags files and folders of this machine over the page as a file manager does: the browser itself opens them, folders
 * included, which no event made by a script can do.
 * @param at in the window's own pixels; its middle when absent
 */
export async function hoverFiles(
  page: Page,
  files: readonly string[],
  at?: { x: number; y: number },
): Promise<Hovering> {
  const middle = await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }));
  const place = at ?? middle;
  const browser = await page.context().newCDPSession(page);
  const send = async (type: 'dragEnter' | 'dragOver' | 'drop', { x, y }: { x: number; y: number }) => {
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    await browser.send('Input.dispatchDragEvent', { type, x, y, data });
  };
  await send('dragEnter', place);
  await send('dragOver', place);
  return {
    drop: () => send('drop', place),
    leave: () => send('dragOver', { x: -10, y: -10 }),
  };
}

export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  const hovering = await hoverFiles(page, files);
  await hovering.drop();
}
