/** A laboratory that only remembers what it was asked, its server, and pages that talk to it over real sockets. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createEmitter } from '../../../src/core/laboratory/emitter.ts';
import { type ServerOptions, startServer } from '../../../src/server/start-server.ts';
import type { CallOptions, LaboratoryPort, RequestName } from '../../../src/shared/contract.ts';
import type { Answer, DoorMessage, NumberedEvent } from '../../../src/shared/wire.ts';
import { decodeMessage, encodeMessage } from '../../../src/shared/wire-encoding.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

export interface Asked {
  name: RequestName;
  input: unknown;
  options: CallOptions;
}

/** Answers with what `respond` gives. */
export function fakeLaboratory(respond: (asked: Asked) => unknown = ({ name, input }) => ({ name, input })) {
  const { emit, subscribe } = createEmitter();
  const asked: Asked[] = [];
  const laboratory: LaboratoryPort = {
    invoke: async (name, input, options = {}) => {
      const call = { name, input, options };
      asked.push(call);
      return (await respond(call)) as never;
    },
    subscribe,
  };
  const batch = (step: number) =>
    emit({
      name: 'run.batch',
      data: { run: 'r', fold: 0, epoch: 1, step, steps: 9, loss: 1, accuracy: 0.5, clipsPerSecond: 10 },
    });
  return { laboratory, asked, emit, batch };
}

/** The folder of a built page. */
export function builtPage(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>the page</title>');
  writeFileSync(join(folder, 'assets', 'index-1a2b3c4d.js'), 'console.log("the page")');
  writeFileSync(join(folder, 'assets', 'index-1a2b3c4d.js.gz'), 'gzipped');
  writeFileSync(join(folder, 'assets', 'index-1a2b3c4d.js.map'), '{}');
  writeFileSync(join(folder, '..', 'secret.txt'), 'beside the page');
  return folder;
}

export interface Response {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export async function serveFake(laboratory: LaboratoryPort, options: Partial<ServerOptions> = {}) {
  const links: string[] = [];
  const server = await startServer({
    laboratory,
    pageFolder: builtPage(),
    port: 0,
    onLink: (link) => links.push(link),
    ...options,
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const host = `127.0.0.1:${server.port}`;

  /** A request as raw as a hostile client's: any path, any headers. */
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: server.port, path, method, headers: { host, ...headers }, agent: false },
        async (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => {
            body += text;
          });
          await once(response, 'end');
          resolve({ status: response.statusCode!, headers: response.headers, body });
        },
      );
      sent.on('error', reject).end();
    });
  /** Comes in by the newest link; gives the cookie. */
  const enter = async (): Promise<string> => {
    const { pathname, search } = new URL(server.link);
    const { headers } = await get(`${pathname}${search}`);
    return String(headers['set-cookie']).split(';')[0];
  };
  /** A page's socket; rejects with the status where it is refused. */
  const open = (headers: Record<string, string>, path = '/laboratory'): Promise<Page> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
        headers: { host, origin: `http://${host}`, ...headers },
      });
      const page = createPage(socket);
      socket.on('open', () => {
        onTestFinished(() => socket.terminate());
        resolve(page);
      });
      socket.on('error', reject);
    });
  const openPage = async () => open({ cookie: await enter() });
  return { server, host, links, get, enter, open, openPage };
}

export interface Page {
  socket: WebSocket;
  messages: DoorMessage[];
  say(message: unknown): void;
  /** The first message, come or to come, that `pick` gives something for. */
  hear<T>(pick: (message: DoorMessage) => T | undefined): Promise<T>;
  answer(call: string): Promise<Answer>;
  hello(): Promise<{ session: string; last: number }>;
  /** Every event so far, in the order that they came. */
  events(): NumberedEvent[];
  /** Waits for the event of this number. */
  heard(number: number): Promise<void>;
  closed: Promise<number>;
}

/** What a test hears and says as a page. */
export function createPage(socket: WebSocket): Page {
  const messages: DoorMessage[] = [];
  const listeners = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    messages.push(decodeMessage(new Uint8Array(data)) as DoorMessage);
    for (const listener of listeners) listener();
  });
  const hear = <T>(pick: (message: DoorMessage) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = () => {
        for (const message of messages) {
          const found = pick(message);
          if (found === undefined) continue;
          listeners.delete(look);
          resolve(found);
          return;
        }
      };
      listeners.add(look);
      look();
    });
  const events = () => messages.flatMap((message) => (message.kind === 'events' ? message.events : []));
  return {
    socket,
    messages,
    hear,
    events,
    say: (message) => socket.send(encodeMessage(message as never)),
    answer: (call) =>
      hear((message) => (message.kind === 'answer' && message.call === call ? message.answer : undefined)),
    hello: () => hear((message) => (message.kind === 'hello' ? message : undefined)),
    heard: (number) =>
      hear((message) =>
        message.kind === 'events' && message.events.some((event) => event.number === number)
          ? true
          : undefined,
      ).then(() => undefined),
    closed: new Promise((resolve) => socket.on('close', resolve)),
  };
}
