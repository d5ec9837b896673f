/** The laboratory for a browser on this machine: the built page, and the contract over one WebSocket. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LaboratoryPort } from '../shared/contract.ts';
import { MAX_PAGE_MESSAGE_BYTES } from '../shared/wire-encoding.ts';
import { createAccess } from './access.ts';
import { isOwnHost, isOwnOrigin } from './addresses.ts';
import { createEventFeed } from './event-feed.ts';
import { listen } from './listen.ts';
import { NOTICES, sendForward, sendNotice } from './notices.ts';
import { type ConnectionLimits, type Session, servePage } from './page-connection.ts';
import { readPageFiles, sendPageFile } from './page-files.ts';
import { createRememberedCalls } from './remembered-calls.ts';
import { setSecurityHeaders } from './security-headers.ts';

export interface ServerOptions {
  laboratory: LaboratoryPort;
  /** Where the built page lies. */
  pageFolder: string;
  /** 0: any free one; when absent the usual one, or the next that is free. */
  port?: number;
  /** Of the first link; a random one when absent. */
  token?: string;
  /** Gets each new link: the first, and, when one was used, the next. */
  onLink?: (link: string) => void;
  /** Gets errors that are defects of ours, whose traces are worth a report; a warning of the process when absent. */
  onDefect?: (error: unknown) => void;
  /** For tests. */
  limits?: ConnectionLimits;
  /** How many events are remembered. */
  remembered?: number;
}

export interface PageServer {
  readonly port: number;
  /** The link that lets in the next browser. */
  readonly link: string;
  /** Lets the pages know, and stops listening. Does not close the laboratory. */
  [Symbol.asyncDispose](): Promise<void>;
}

const SOCKET_PATH = '/laboratory';
const SWEEP_MS = 60_000;
/** Of the WebSocket's close codes: the server goes away. */
const GOING_AWAY = 1001;
/** How long a page may take to say goodbye. */
const GOODBYE_MS = 500;

/**
 * Serves a laboratory's page on 127.0.0.1 alone.
 * @throws UserError `page-not-built`, `port-taken`, `port-not-allowed`
 */
export async function startServer({
  laboratory,
  pageFolder,
  port: asked,
  token,
  onLink = () => undefined,
  onDefect = (error) => process.emitWarning(error instanceof Error ? error : String(error)),
  limits,
  remembered,
}: ServerOptions): Promise<PageServer> {
  const files = await readPageFiles(pageFolder);
  const access = createAccess(token);
  const link = () => `http://127.0.0.1:${port}/?token=${access.token}`;

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    setSecurityHeaders(response);
    if (!isOwnHost(request)) return sendNotice(response, NOTICES.foreignHost);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendNotice(response, NOTICES.notAllowed);
    }
    const [path, query] = (request.url ?? '/').split('?', 2);
    const offered = new URLSearchParams(query).get('token');
    if (path === '/' && offered !== null) {
      // A mere look at a link (HEAD) must not use it up.
      const cookie = request.method === 'GET' ? access.exchange(offered, request) : null;
      if (cookie !== null) {
        response.setHeader('Set-Cookie', cookie);
        onLink(link());
      }
      return cookie !== null || access.admits(request)
        ? sendForward(request, response)
        : sendNotice(response, NOTICES.linkNeeded);
    }
    if (!access.admits(request)) return sendNotice(response, NOTICES.linkNeeded);
    if (path === SOCKET_PATH) return sendNotice(response, NOTICES.socketOnly);
    if (!sendPageFile(files, path, request, response)) sendNotice(response, NOTICES.notFound);
  };

  const server = createServer(answer);
  const port = await listen(server, asked);

  const session: Session = {
    name: randomUUID(),
    feed: createEventFeed(laboratory.subscribe, { remembered }),
    calls: createRememberedCalls(laboratory, onDefect),
  };
  const sweep = setInterval(session.calls.sweep, SWEEP_MS);

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAGE_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    wire.on('error', () => wire.destroy());
    const refusal = refuseUpgrade(request, access.admits(request));
    if (refusal !== null) {
      wire.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, wire, head, (socket: WebSocket) => {
      const { socket: net } = request;
      servePage(socket, session, () => net.bytesWritten - net.writableLength, limits);
    });
  });
  onLink(link());

  const close = async () => {
    clearInterval(sweep);
    session.feed[Symbol.dispose]();
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets.clients) socket.close(GOING_AWAY, 'The laboratory was closed.');
    const late = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
    }, GOODBYE_MS);
    server.closeIdleConnections();
    await closed;
    clearTimeout(late);
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

/** Why a WebSocket is refused, as a status; null where it is not. */
function refuseUpgrade(request: IncomingMessage, admitted: boolean): string | null {
  if (!isOwnHost(request)) return '421 Misdirected Request';
  if (request.url !== SOCKET_PATH) return '404 Not Found';
  if (!isOwnOrigin(request) || !admitted) return '403 Forbidden';
  return null;
}
