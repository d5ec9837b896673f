/**
 * The page key: the secret with which a served page opens its WebSocket. Browsers send cookies to every port of a machine,
 * so another local server that the browser visits gets the cookie. It does not get the page key, which the page keeps in
 * the storage of its origin: a scheme, a name and a port.
 */

/** Its name in the page's `localStorage`. */
export const PAGE_KEY_ITEM = 'neural-ser-page-key';
/** The subprotocol of the WebSocket. The server confirms it. */
export const PAGE_PROTOCOL = 'neural-ser';

/** The key is a subprotocol too, because a browser can send nothing else when it opens a WebSocket. */
const KEY_PREFIX = 'key.';

/** The subprotocols that a page offers; `key` null: it has no key and is refused. */
export function pageProtocols(key: string | null): string[] {
  return key === null ? [PAGE_PROTOCOL] : [PAGE_PROTOCOL, `${KEY_PREFIX}${key}`];
}

/** The key in a `Sec-WebSocket-Protocol` header; null without a key, or without {@link PAGE_PROTOCOL}. */
export function keyOfProtocols(header: string | undefined): string | null {
  const offered = (header ?? '').split(',').map((protocol) => protocol.trim());
  const key = offered.find((protocol) => protocol.startsWith(KEY_PREFIX));
  return key === undefined || !offered.includes(PAGE_PROTOCOL) ? null : key.slice(KEY_PREFIX.length);
}
