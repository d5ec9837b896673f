/** A laboratory that records its calls, its server, and pages that use it over real sockets. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createEmitter } from '#core/laboratory/emitter.ts';
import { type ServerOptions, startServer } from '#server/start-server.ts';
import type { CallOptions, LaboratoryPort, RequestName } from '#shared/contract.ts';
import { pageProtocols } from '#shared/page-key.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { createPage, type Entry, entryOf, type Page, type Response } from './page-client.ts';

export interface Asked {
  name: RequestName;
  input: unknown;
  options: CallOptions;
}

/** Answers with the result of `respond`. */
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

  /** A raw request, as from a hostile client: any path, any headers. */
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
  /** Opens the newest link and returns what a browser gets from it. */
  const enter = async (headers: Record<string, string> = {}): Promise<Entry> => {
    const { pathname, search } = new URL(server.link);
    return entryOf(await get(`${pathname}${search}`, headers));
  };
  /** A page's socket, with its key and headers. Rejects with the status if the server rejects it. */
  const open = (
    { key, ...headers }: Record<string, string> & Partial<Entry>,
    path = '/laboratory',
  ): Promise<Page> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, pageProtocols(key ?? null), {
        headers: { host, origin: `http://${host}`, ...headers },
      });
      const page = createPage(socket);
      socket.on('open', () => {
        onTestFinished(() => socket.terminate());
        resolve(page);
      });
      socket.on('error', reject);
    });
  const openPage = async () => open({ ...(await enter()) });
  return { server, host, links, get, enter, open, openPage };
}
