import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * HTTP connections that are open at the same time. A browser opens six. More than the system accepts at once, so that a
 * request is read before as many newer connections are accepted.
 */
const MAX_HTTP_CONNECTIONS = 1024;
/** Time for the headers of a request, and for a whole request, in milliseconds. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 20_000;
/** A connection without any traffic is closed after this time. */
const SILENCE_MS = 30_000;
const CHECK_MS = 5_000;

/** For `createServer`. */
export const SERVER_OPTIONS = {
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: CHECK_MS,
};

/**
 * Limits the connections that are not the WebSocket of a page. Any program of this machine can open them, and each takes
 * one of the files that this process may have open, which a training needs too. Above the limit the oldest one is closed:
 * it waits the longest, while a request is answered within milliseconds.
 * @returns called when a connection has become the WebSocket of a page
 */
export function limitConnections(server: Server, max = MAX_HTTP_CONNECTIONS): (socket: Socket) => void {
  /** Oldest first. */
  const open = new Set<Socket>();
  server.timeout = SILENCE_MS;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    if (open.size <= max) return;
    for (const oldest of open) {
      open.delete(oldest);
      oldest.destroy();
      break;
    }
  });
  return (socket) => void open.delete(socket);
}
