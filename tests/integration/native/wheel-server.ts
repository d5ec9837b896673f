import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TENSORFLOW_WHEEL } from '../../unit/runtime/downloads/wheel-files.ts';

/** A package index on this machine, with one wheel of TensorFlow's name. */
export interface WheelServer {
  /** For NEURAL_SER_PACKAGE_INDEX. */
  index: string;
  /** The `Range` of each request for the wheel; null: the whole file. */
  ranges: (string | null)[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Answers a request for the wheel; `from`: the start of its `Range`, 0 without one. */
export type WheelAnswer = (
  wheel: Buffer,
  from: number,
  response: ServerResponse,
  request: IncomingMessage,
) => void;

/** Sends the requested bytes, as a correct server does. */
export const sendRest: WheelAnswer = (wheel, from, response) => {
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': wheel.length - from });
  response.end(wheel.subarray(from));
};

/** The index gives the correct SHA-256 of the file at `path`, whatever `answer` sends. */
export async function serveWheel(path: string, answer: WheelAnswer = sendRest): Promise<WheelServer> {
  const wheel = readFileSync(path);
  const sha256 = createHash('sha256').update(wheel).digest('hex');
  const ranges: (string | null)[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/pypi/tensorflow-cpu/json') {
      const url = `http://${request.headers.host}/wheel`;
      const file = { filename: TENSORFLOW_WHEEL, url, size: wheel.length, digests: { sha256 } };
      response.end(JSON.stringify({ releases: { '2.21.0': [file] } }));
      return;
    }
    const range = request.headers.range ?? null;
    ranges.push(range);
    answer(wheel, Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0), response, request);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    index: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pypi`,
    ranges,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
