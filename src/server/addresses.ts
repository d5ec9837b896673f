import type { IncomingMessage } from 'node:http';

/** What this machine calls itself. Any other name in `Host` is a page elsewhere whose name was made to lead here. */
const OWN_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

function host(request: IncomingMessage): URL | null {
  const { host: text } = request.headers;
  const url = text === undefined ? null : parse(`http://${text}`);
  // Nothing but a name and a port: no user, no path.
  if (url === null || url.href !== `http://${url.host}/`) return null;
  return OWN_NAMES.includes(url.hostname) ? url : null;
}

/**
 * Whether the request was meant for this machine. Its port may be any: through an SSH tunnel a browser asks
 * `localhost:OTHER`, and DNS rebinding, which this is against, can change what a name leads to but not the name.
 */
export function isOwnHost(request: IncomingMessage): boolean {
  return host(request) !== null;
}

/** The port that the browser sees; null where {@link isOwnHost} says no. */
export function hostPort(request: IncomingMessage): string | null {
  const url = host(request);
  return url && (url.port || '80');
}

/**
 * Whether a page of this very server asks: its origin is the host that it asks. A page of another port of this machine
 * is as foreign as one of another machine, though its requests carry our cookie.
 */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const origin = parse(request.headers.origin ?? '');
  return origin !== null && origin.protocol === 'http:' && origin.host === host(request)?.host;
}
