import type { WebContents, WebFrameMain } from 'electron';

export const PAGE_SCHEME = 'app';
const PAGE_HOST = 'neural-ser';
export const PAGE_ADDRESS = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`;

/** Whether an address or an origin is of our page. */
export function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === `${PAGE_SCHEME}:` && host === PAGE_HOST && username === '' && password === '';
}

/** Electron's description of the sender of a message. */
export interface Sender {
  sender: Pick<WebContents, 'id'>;
  senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null;
}

/** Whether a message comes from our page in the window's main frame. */
export function isFromPage({ sender, senderFrame }: Sender, window: { id: number } | null): boolean {
  return (
    senderFrame !== null &&
    senderFrame.parent === null &&
    sender.id === window?.id &&
    isPageAddress(senderFrame.url)
  );
}
