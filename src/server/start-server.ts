/** Serves the laboratory to browsers on this machine: the built page, and the contract over a WebSocket. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LaboratoryPort } from '#shared/contract.ts';
import { MAX_PAGE_MESSAGE_BYTES, MAX_PAGES, MAX_RECEIVED_BYTES } from '#shared/limits.ts';
import { keyOfProtocols, PAGE_PROTOCOL } from '#shared/page-key.ts';
import { createAccess } from './access.ts';
import { isOrigin, isOwnHost, isOwnOrigin } from './addresses.ts';
import { createCallCache } from './call-cache.ts';
import { createEventFeed } from './event-feed.ts';
import { limitConnections, SERVER_OPTIONS } from './http-limits.ts';
import { listen } from './listen.ts';
import { NOTICES, sendEntrance, sendForward, sendNotice } from './notices.ts';
import { type ConnectionLimits, type Session, servePage } from './page-connection.ts';
import { type PageFiles, readPageFiles, sendPageFile } from './page-files.ts';
import { createReceiving } from './receiving.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** A page from a development server instead of the built one. No command of the program uses it. */
export interface DevelopmentPage {
  /** The only origin whose pages may open the WebSocket, `http://127.0.0.1:5173`. */
  origin: string;
  /** The token of its link. It stays the same after a restart, so that a page reconnects. */
  token: string;
}

export interface ServerOptions {
  laboratory: LaboratoryPort;
  /** The folder of the built page; null with `development`. */
  pageFolder: string | null;
  /** 0: any free port; by default the default port, or the next free one. */
  port?: number;
  /** The token of the first link; by default a random one. */
  token?: string;
  /** Called with the first link, and with a new link each time one was used. */
  onLink?: (link: string) => void;
  /** Called with errors that are bugs. By default they are process warnings. */
  onDefect?: (error: unknown) => void;
  /** For tests. */
  limits?: Partial<ConnectionLimits>;
  /** Number of stored events. */
  remembered?: number;
  /** Only for `npm run dev`. */
  development?: DevelopmentPage;
}

export interface PageServer {
  readonly port: number;
  /** The link for the next browser. */
  readonly link: string;
  /** Closes the connections and stops listening. Does not close the laboratory. */
  [Symbol.asyncDispose](): Promise<void>;
}

const SOCKET_PATH = '/laboratory';
const SWEEP_MS = 60_000;
/** WebSocket close code of a server that shuts down. */
const GOING_AWAY = 1001;
/** Time for a page to close its connection. */
const CLOSE_MS = 500;

/**
 * Serves the page of a laboratory on 127.0.0.1 only.
 * @throws UserError `page-not-built`, `port-taken`, `port-not-allowed`
 */
export async function startServer({
  laboratory,
  pageFolder,
  port: requestedPort,
  token,
  onLink = () => undefined,
  onDefect = (error) => process.emitWarning(error instanceof Error ? error : String(error)),
  limits,
  remembered,
  development,
}: ServerOptions): Promise<PageServer> {
  const files: PageFiles = pageFolder === null ? new Map() : await readPageFiles(pageFolder);
  const access = createAccess(token, development?.token);
  const link = () => `${development?.origin ?? `http://127.0.0.1:${port}`}/?token=${access.token}`;

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    setSecurityHeaders(response);
    if (!isOwnHost(request)) return sendNotice(response, NOTICES.foreignHost);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendNotice(response, NOTICES.notAllowed);
    }
    const [path, query] = (request.url ?? '/').split('?', 2);
    const offered = new URLSearchParams(query).get('token');
    if (path === '/' && offered !== null) {
      // A HEAD request, such as a link preview, must not use up the link.
      const entrance = request.method === 'GET' ? access.exchange(offered, request) : null;
      if (entrance !== null) {
        response.setHeader('Set-Cookie', entrance.cookie);
        onLink(link());
        return sendEntrance(response, entrance.key);
      }
      return access.admits(request) ? sendForward(response) : sendNotice(response, NOTICES.linkNeeded);
    }
    if (!access.admits(request)) return sendNotice(response, NOTICES.linkNeeded);
    if (path === SOCKET_PATH) {
      // A page whose WebSocket was refused asks here whether its key is known.
      const isKnown = access.trusts(request, bearerKey(request));
      return sendNotice(response, isKnown ? NOTICES.socketOnly : NOTICES.linkNeeded);
    }
    if (!sendPageFile(files, path, request, response)) sendNotice(response, NOTICES.notFound);
  };

  const server = createServer(SERVER_OPTIONS, answer);
  const isPage = limitConnections(server);
  const port = await listen(server, requestedPort);

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAGE_MESSAGE_BYTES,
    perMessageDeflate: false,
    // Other connections are served between two messages of a page.
    allowSynchronousEvents: false,
    // Never the key, which is another one.
    handleProtocols: () => PAGE_PROTOCOL,
  });
  const session: Session = {
    name: randomUUID(),
    feed: createEventFeed(laboratory.subscribe, { remembered }),
    calls: createCallCache(laboratory, onDefect),
    receiving: createReceiving(MAX_RECEIVED_BYTES),
    bufferedBytes: () => [...sockets.clients].reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0),
  };
  const sweep = setInterval(session.calls.sweep, SWEEP_MS);

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const isFromPage = development ? isOrigin(request, development.origin) : isOwnOrigin(request);
    const key = keyOfProtocols(request.headers['sec-websocket-protocol']);
    const refusal = refuseUpgrade(request, {
      admitted: isFromPage && access.trusts(request, key),
      full: sockets.clients.size >= MAX_PAGES,
    });
    if (refusal !== null) {
      stream.once('finish', () => stream.destroy());
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket: WebSocket) => {
      isPage(request.socket);
      servePage(socket, request.socket, session, limits);
    });
  });
  onLink(link());

  const close = async () => {
    clearInterval(sweep);
    session.feed[Symbol.dispose]();
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets.clients) socket.close(GOING_AWAY, 'The laboratory was closed.');
    const timeout = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
    }, CLOSE_MS);
    server.closeIdleConnections();
    await closed;
    clearTimeout(timeout);
  };
  let closed: Promise<void> | undefined;
  return {
    port,
    get link() {
      return link();
    },
    [Symbol.asyncDispose]: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** The key of an `Authorization: Bearer KEY` header. */
function bearerKey({ headers }: IncomingMessage): string | null {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? null;
}

/**
 * The HTTP status with which a WebSocket is rejected; null if it is accepted. `admitted`: from our page, with its cookie
 * and key. `full`: as many pages as possible are open.
 */
function refuseUpgrade(
  request: IncomingMessage,
  { admitted, full }: { admitted: boolean; full: boolean },
): string | null {
  if (!isOwnHost(request)) return '421 Misdirected Request';
  if (request.url !== SOCKET_PATH) return '404 Not Found';
  if (!admitted) return '403 Forbidden';
  return full ? '503 Service Unavailable' : null;
}
