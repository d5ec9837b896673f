/** The served door of a laboratory in its own process, its memory, and clients for any bytes. */
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { pageProtocols } from '#shared/page-key.ts';
import { commandLineIn } from '../integration/command-line.ts';
import { createPage, type Entry, entryOf, type Page } from '../unit/server/page-client.ts';

export interface Target {
  port: number;
  /** `127.0.0.1:PORT` */
  host: string;
  /** What two browsers have that opened a link. */
  entry: Entry;
  neighbour: Entry;
}

export interface StartedTarget extends Target {
  /** Memory of the process in bytes, now; null where the system does not tell it. */
  memory(): number | null;
  end(): Promise<unknown>;
}

/** Starts the served door with an empty laboratory and a small page in `folder`, and opens two of its links. */
export async function startTarget(folder: string): Promise<StartedTarget> {
  const pageFolder = join(folder, 'page');
  mkdirSync(pageFolder);
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>the page</title>');
  const cli = commandLineIn(folder, `${folder}/laboratory`, {
    NEURAL_SER_TENSORFLOW: 'off',
    NEURAL_SER_PAGE: pageFolder,
  });
  const server = cli.start('serve', '--port', '0', '--json');
  const links: string[] = [];
  server.child.stdout!.on('data', (lines: string) => {
    for (const line of lines.trim().split('\n')) links.push(JSON.parse(line).address);
  });
  await once(server.child.stdout!, 'data');
  const { host, port } = new URL(links[0]);
  const enter = async () => {
    const count = links.length;
    const [response] = (await once(get(links[count - 1]), 'response')) as [IncomingMessage];
    const entry = entryOf({ headers: response.headers, body: await text(response) });
    while (links.length === count) await new Promise((resolve) => setTimeout(resolve, 5));
    return entry;
  };
  const { pid } = server.child;
  const status = `/proc/${pid}/status`;
  return {
    port: Number(port),
    host,
    entry: await enter(),
    neighbour: await enter(),
    memory: () =>
      existsSync(status) ? 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) : null,
    end: () => {
      server.signalGroup('SIGTERM');
      return server.ended;
    },
  };
}

/** The headers of a browser that shows the page. */
export const pageHeaders = ({ host, entry }: Target): Record<string, string> => ({
  host,
  origin: `http://${host}`,
  cookie: entry.cookie,
});

/** The status of a request with any path and headers, or that its connection broke before the answer. */
export function statusOf(
  { port }: Target,
  path: string,
  headers: Record<string, string>,
  { method = 'GET', body }: { method?: string; body?: Uint8Array } = {},
): Promise<number | 'broken'> {
  return new Promise((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode!)).on('error', () => resolve('broken'));
    });
    sent.on('error', () => resolve('broken')).end(body);
  });
}

/** Opens a WebSocket with any headers. Returns its page, or the status with which it was refused. */
export function openSocket(
  { port }: Target,
  key: string | null,
  headers: Record<string, string>,
): Promise<{ page: Page } | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/laboratory`, pageProtocols(key), { headers });
    const page = createPage(socket);
    socket.on('open', () => resolve({ page }));
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    socket.on('error', reject);
  });
}

/** A page of the target's browser. */
export async function openPage(target: Target, entry = target.entry): Promise<Page> {
  const opened = await openSocket(target, entry.key, { ...pageHeaders(target), cookie: entry.cookie });
  if (typeof opened === 'number') throw new Error(`The page was refused with ${opened}.`);
  return opened.page;
}

/** A connection of a page below its WebSocket, for frames that no WebSocket client sends. */
export async function openFrames(target: Target): Promise<Socket> {
  const sent = request({
    host: '127.0.0.1',
    port: target.port,
    path: '/laboratory',
    agent: false,
    headers: {
      ...pageHeaders(target),
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-protocol': pageProtocols(target.entry.key).join(', '),
    },
  });
  sent.end();
  const [, socket] = (await once(sent, 'upgrade')) as [IncomingMessage, Socket];
  socket.on('error', () => undefined).resume();
  return socket;
}

/** The head of a frame of that many bytes, whose mask changes nothing. */
export function frameHead(bytes: number, { opcode = 2, last = true } = {}): Buffer {
  const head = Buffer.alloc(14);
  head[0] = (last ? 0x80 : 0) | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(bytes), 2);
  return head;
}

/** A connection on which any bytes can be sent. */
export async function openConnection({ port }: Target): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  return socket;
}

/** Resolves when that many of the connections are closed, by an error or not. */
export async function closed(sockets: readonly Socket[], count = sockets.length): Promise<void> {
  while (sockets.filter((socket) => socket.closed).length < count) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
