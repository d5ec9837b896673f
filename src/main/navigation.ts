import type { Shell, WebContents } from 'electron';
import { BRIDGE_CHANNELS } from '../shared/bridge-channels.ts';
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

/**
 * How the menu leads to a page of the window: tells it the hash to go to. While the page loads, nobody hears, so what was
 * wished for last is told when it has loaded.
 */
export function createGuide(contents: Pick<WebContents, 'on' | 'send'>): (hash: string) => void {
  let loaded = false;
  let wish: string | null = null;
  const tell = () => {
    if (!loaded || wish === null) return;
    contents.send(BRIDGE_CHANNELS.navigate, wish);
    wish = null;
  };
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) loaded = false;
  });
  contents.on('did-finish-load', () => {
    loaded = true;
    tell();
  });
  return (hash) => {
    wish = hash;
    tell();
  };
}

/** Whether a link may be handed to the system: an ordinary site, with no name and password in it. */
export function isSite(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, hostname } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' && hostname !== '';
}
