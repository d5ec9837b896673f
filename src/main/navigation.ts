import type { Shell, WebContents } from 'electron';
import { BRIDGE_CHANNELS } from '#shared/bridge-channels.ts';
import { isPageAddress } from './page-sender.ts';

/**
 * Keeps the window on its page: it cannot navigate elsewhere, embed pages or open windows. A link to a site opens in the
 * system's browser.
 */
export function keepOnPage(
  contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>,
  shell: Pick<Shell, 'openExternal'>,
): void {
  // Only for navigation by the page, which may reload itself. Our own loading does not emit this event.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPageAddress(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // The system reports if no browser can be started.
    if (isSite(url)) shell.openExternal(url).catch(() => undefined);
    return { action: 'deny' };
  });
}

/**
 * Returns a function for the menu that sends the window's page to a hash. While the page loads, the last hash is stored and
 * sent afterwards.
 */
export function createNavigator(contents: Pick<WebContents, 'on' | 'send'>): (hash: string) => void {
  let loaded = false;
  let pendingHash: string | null = null;
  const sendPending = () => {
    if (!loaded || pendingHash === null) return;
    contents.send(BRIDGE_CHANNELS.navigate, pendingHash);
    pendingHash = null;
  };
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) loaded = false;
  });
  contents.on('did-finish-load', () => {
    loaded = true;
    sendPending();
  });
  return (hash) => {
    pendingHash = hash;
    sendPending();
  };
}

/** Whether the system may open a link: an HTTPS address without user name and password. */
export function isSite(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, username, password, hostname } = new URL(address);
  return protocol === 'https:' && username === '' && password === '' && hostname !== '';
}
