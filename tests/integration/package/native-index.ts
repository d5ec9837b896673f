/**
 * A package index on this machine for the package's laboratory: it has the official wheel where NEURAL_SER_WHEELS names a
 * folder with it, otherwise one of the same name with the libraries of the installed runtime.
 */
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { InstalledRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import { digestOfFile } from '#core/system/file-digest.ts';
import { TENSORFLOW_WHEEL } from '../../unit/runtime/downloads/wheel-files.ts';

export interface NativeIndex {
  /** For `npm run package -- --package-index`. */
  address: string;
  /** Whether the wheel is the official file. */
  official: boolean;
  /** The paths of all requests. */
  asked: string[];
  close(): Promise<void>;
}

export async function serveNative(runtime: InstalledRuntime, folder: string): Promise<NativeIndex> {
  const given = join(process.env.NEURAL_SER_WHEELS ?? '', TENSORFLOW_WHEEL);
  const official = Boolean(process.env.NEURAL_SER_WHEELS) && existsSync(given);
  const wheel = official ? given : await standIn(runtime, join(folder, TENSORFLOW_WHEEL));
  const { size } = statSync(wheel);
  const { sha256 } = await digestOfFile(wheel);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/pypi/tensorflow-cpu/json') {
      const url = `http://${request.headers.host}/${TENSORFLOW_WHEEL}`;
      const file = { filename: TENSORFLOW_WHEEL, url, size, digests: { sha256 } };
      response.end(JSON.stringify({ releases: { '2.21.0': [file] } }));
      return;
    }
    response.writeHead(200, { 'content-length': size });
    void pipeline(createReadStream(wheel), response).catch(() => undefined);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pypi`,
    official,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes the wheel, not compressed, because the libraries have 630 MB; gives its path. */
async function standIn(runtime: InstalledRuntime, path: string): Promise<string> {
  const zip = new ZipFile();
  let record = '';
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    const library = join(runtime.folder, 'site/tensorflow', name);
    const sum = Buffer.from((await digestOfFile(library)).sha256, 'hex').toString('base64url');
    record += `tensorflow/${name},sha256=${sum},${statSync(library).size}\n`;
    zip.addFile(library, `tensorflow/${name}`, { compress: false });
  }
  zip.addBuffer(Buffer.from(record), 'tensorflow_cpu-2.21.0.dist-info/RECORD');
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}
