import type { IncomingMessage } from 'node:http';

/** The names of this machine. Any other name in `Host` comes from a site whose name resolves to this machine (DNS rebinding). */
const OWN_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}

function host(request: IncomingMessage): URL | null {
  const { host: text } = request.headers;
  const url = text === undefined ? null : parse(`http://${text}`);
  // Only a name and a port, without a user or a path.
  if (url === null || url.href !== `http://${url.host}/`) return null;
  return OWN_NAMES.includes(url.hostname) ? url : null;
}

/**
 * Whether the request was meant for this machine, with any port: through an SSH tunnel a browser requests
 * `localhost:OTHER`. This prevents DNS rebinding, which changes the address of a name but not the name.
 */
export function isOwnHost(request: IncomingMessage): boolean {
  return host(request) !== null;
}

/** The name and port that the browser uses, `localhost:8377`; null if {@link isOwnHost} is false. */
export function requestedHost(request: IncomingMessage): string | null {
  return host(request)?.host ?? null;
}

/** The port that the browser uses; null if {@link isOwnHost} is false. */
export function hostPort(request: IncomingMessage): string | null {
  const url = host(request);
  return url && (url.port || '80');
}

/**
 * Whether the request comes from a page of this server: its origin is the requested host. A page of another port of this
 * machine is rejected like a page of another machine, although its requests have our cookie.
 */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const origin = parse(request.headers.origin ?? '');
  return origin !== null && origin.protocol === 'http:' && origin.host === host(request)?.host;
}

/** Whether the request comes from a page of exactly this origin, `http://127.0.0.1:5173`. */
export function isOrigin(request: IncomingMessage, origin: string): boolean {
  return request.headers.origin === origin;
}
