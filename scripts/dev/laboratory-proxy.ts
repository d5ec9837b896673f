import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Plugin } from 'vite';

/** How long a request waits for a laboratory that restarts. */
const WAIT_MS = 15_000;
const SOCKET_PATH = '/laboratory';

/**
 * Forwards the laboratory's link, which sets the cookie, and its WebSocket. Vite serves all other requests. Host and Origin
 * are forwarded unchanged, because the laboratory checks both. Requests wait during a restart, so that the page reconnects
 * as soon as the laboratory listens.
 * @param port the laboratory's port, when it listens
 */
export function laboratoryProxy(port: () => Promise<number>): Plugin {
  const ready = () =>
    Promise.race([
      port(),
      new Promise<null>((resolve) => {
        setTimeout(resolve, WAIT_MS, null).unref();
      }),
    ]);

  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const to = await ready();
    const fail = () => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
      response.end('The laboratory does not answer. See the terminal of npm run dev.');
    };
    if (to === null) return fail();
    const { method, url: path, headers } = request;
    const asked = ask({ host: '127.0.0.1', port: to, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', fail);
    request.pipe(asked);
  };

  const upgrade = async (request: IncomingMessage, page: Duplex, head: Buffer) => {
    page.on('error', () => page.destroy());
    const to = await ready();
    if (to === null || page.destroyed) {
      page.destroy();
      return;
    }
    const laboratory = connect({ host: '127.0.0.1', port: to }, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
      }
      laboratory.write(`${lines.join('\r\n')}\r\n\r\n`);
      laboratory.write(head);
      laboratory.pipe(page).pipe(laboratory);
    });
    laboratory.on('error', () => page.destroy());
    laboratory.on('close', () => page.destroy());
    page.on('close', () => laboratory.destroy());
  };

  return {
    name: 'laboratory-proxy',
    configureServer: ({ middlewares, httpServer }) => {
      middlewares.use((request, response, next) => {
        const [path, query] = (request.url ?? '').split('?', 2);
        const isLink = path === '/' && new URLSearchParams(query).has('token');
        if (isLink || path === SOCKET_PATH) void forward(request, response);
        else next();
      });
      httpServer?.on('upgrade', (request: IncomingMessage, page: Duplex, head: Buffer) => {
        if (request.url === SOCKET_PATH) void upgrade(request, page, head);
      });
    },
  };
}
