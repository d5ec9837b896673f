import type { Shell, WebContents } from 'electron';
import { isPageAddress } from './page-sender.ts';

/**
 * Keeps the window on its page: it goes nowhere else, embeds nothing, and opens no window. A link to a site is shown
 * in the system's browser.
 */
export function keepOnPage(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  shell: Pick<Shell, 'openExternal'>,
): void {
  // What the page does by itself: it may load itself again. Our own loading is not asked about.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPageAddress(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // A browser that cannot be started is the system's to tell of.
    if (isSite(url)) shell.openExternal(url).catch(() => undefined);
    return { action: 'deny' };
  });
}

/** Whether a link may be handed to the system: an ordinary site, with no name and password in it. */
export function isSite(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, hostname } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' && hostname !== '';
}
